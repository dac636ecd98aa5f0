"""Tokens to a tree: top-down operator precedence (Pratt 1973, https://doi.org/10.1145/512927.512931)."""

from __future__ import annotations

import math

from trainlab.conditions.tokens import KEYWORDS, Token, refuse, tokenize
from trainlab.conditions.tree import (
    COMPARISONS,
    SIGN,
    STRENGTH,
    Binary,
    Call,
    Name,
    Node,
    Number,
    Unary,
    Word,
)
from trainlab.errors import QuestionError, unknown_name

FUNCTIONS = ("min", "max", "first", "last", "mean_over")
"""Functions of a curve."""

MAX_TOKENS = 300
"""Numbers, names and signs a question may have: bounds the depth of its tree."""

TOKENS_OF_A_VALUE = 4
"""What a value of ``in (a, b)`` adds to a question written out: ``or``, the name, ``==``, the value."""

DEEPEST = 30
"""Parentheses within parentheses a question may have."""

MAX_POINTS = 1_000_000
"""Points a mean may be over: far above the length of any curve it would help to read."""


def parse(text: str) -> Node:
    """Read a question.

    Args:
        text: the question.

    Returns:
        Its tree. Whether the names in it mean something is another matter: :func:`check` knows.

    Raises:
        QuestionError: the text is not a question. Nothing else is raised, whatever the text.

    Example:
        >>> parse("train_loss < 0.5")
        Binary(at=11, operator='<', left=Name(at=0, name='train_loss'), right=Number(at=13, value=0.5))
    """
    tokens = tokenize(text)
    if len(tokens) == 1:
        raise QuestionError("a question is a condition, such as 'train_loss < 0.5': none was given.")
    if len(tokens) > MAX_TOKENS:
        raise QuestionError(
            f"a question may have at most {MAX_TOKENS} numbers, names and signs, not {len(tokens) - 1}: "
            "ask several."
        )
    return _Parser(text, tokens).question()


class _Parser:
    """Reads tokens from left to right, each once."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self._written = len(tokens)

    def question(self) -> Node:
        tree = self._expression(0)
        if self._peek.kind != "end":
            raise self._expected("'and', 'or' or the end")
        return tree

    @property
    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _take_sign(self, *signs: str) -> bool:
        found = self._peek.kind == "sign" and self._peek.text in signs
        self._next += found
        return found

    def _expression(self, least: int) -> Node:
        """Read as long as operators bind at least as strongly as ``least``."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._refuse(self._peek.at, f"at most {DEEPEST} parts may be nested")
        tree = self._operand(least)
        while self._peek.kind == "sign" and self._strength(self._peek) >= least:
            if self._peek.text == "not":
                break
            sign = self._take()
            if sign.text == "in":
                tree = self._one_of(tree, sign)
                continue
            strength = STRENGTH[sign.text]
            tree = Binary(sign.text, tree, self._expression(strength + 1), at=sign.at)
            if sign.text in COMPARISONS and self._peek.text in COMPARISONS and self._peek.kind == "sign":
                problem = "comparisons cannot be chained: write 'a < b and b < c' for 'a < b < c'"
                raise self._refuse(self._peek.at, problem)
        self._depth -= 1
        return tree

    def _strength(self, sign: Token) -> int:
        return STRENGTH["=="] if sign.text == "in" else STRENGTH.get(sign.text, -1)

    def _one_of(self, tree: Node, sign: Token) -> Node:
        """``x in (a, b)`` is ``x == a or x == b``."""
        if not isinstance(tree, Name):
            raise self._refuse(sign.at, "'in' follows the name of a setting or a curve")
        if not self._take_sign("("):
            raise self._expected("'(' and values, as in 'batch_size in (1, 32, full)'")
        found: Node | None = None
        while found is None or self._take_sign(","):
            equal = Binary("==", tree, self._expression(STRENGTH["+"]), at=sign.at)
            found = equal if found is None else Binary("or", found, equal, at=sign.at)
            self._written += TOKENS_OF_A_VALUE
        if self._written > MAX_TOKENS:
            raise self._refuse(sign.at, "these are too many values: ask several questions")
        if not self._take_sign(")"):
            raise self._expected("',' or ')'")
        return found

    def _operand(self, least: int) -> Node:
        token = self._take()
        match token.kind, token.text:
            case "number", _:
                return Number(self._number(token), at=token.at)
            case "word", _:
                return Word(token.text[1:-1], at=token.at)
            case "name", name:
                if self._take_sign("("):
                    return self._call(token)
                return Name(name, at=token.at)
            case "sign", "(":
                tree = self._expression(0)
                self._close()
                return tree
            case "sign", "-":
                return Unary("-", self._expression(SIGN), at=token.at)
            case "sign", "not" if least <= STRENGTH["not"]:
                return Unary("not", self._expression(STRENGTH["not"]), at=token.at)
        self._next -= 1
        raise self._expected("a number, a curve, a setting, a function or '('")

    def _call(self, name: Token) -> Call:
        if name.text not in FUNCTIONS:
            raise self._refuse(name.at, unknown_name("function", name.text, FUNCTIONS).rstrip("."))
        argument = self._expression(0)
        points = None
        if name.text == "mean_over":
            if not self._take_sign(","):
                raise self._expected("',' and the number of points, as in 'mean_over(train_loss, 20)'")
            points = self._points()
        self._close()
        return Call(name.text, argument, points, at=name.at)

    def _points(self) -> int:
        token = self._peek
        if token.kind != "number":
            raise self._expected("the number of points")
        self._take()
        points = self._number(token)
        if points != int(points) or not 1 <= points <= MAX_POINTS:
            raise self._refuse(
                token.at, f"the points of a mean must be a whole number from 1 to {MAX_POINTS:,}"
            )
        return int(points)

    def _number(self, token: Token) -> float:
        value = float(token.text.removesuffix("%")) / (100 if token.text.endswith("%") else 1)
        if not math.isfinite(value):
            raise self._refuse(token.at, "a number must be finite")
        return value

    def _close(self) -> None:
        if not self._take_sign(")"):
            raise self._expected("an operator or ')'")

    def _expected(self, what: str) -> QuestionError:
        token = self._peek
        if token.kind == "end":
            found = "but the question ends"
        elif token.text in KEYWORDS:
            found = f"not the word '{token.text}'"
        else:
            found = f"not '{token.text}'"
        return self._refuse(token.at, f"expected {what}, {found}")

    def _refuse(self, at: int, problem: str) -> QuestionError:
        return refuse(self._text, at, problem)
