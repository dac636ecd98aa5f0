"""A question as a tree, and the tree as text again."""

from __future__ import annotations

from dataclasses import dataclass, field

STRENGTH = {
    "or": 1, "and": 2, "not": 3,
    "<": 4, "<=": 4, ">": 4, ">=": 4, "==": 4, "!=": 4,
    "+": 5, "-": 5, "*": 6, "/": 6,
}  # fmt: skip
"""The precedence of operators, as in Python; a sign binds like a product's factor."""

SIGN = 7
"""How strongly a minus sign binds."""

ATOM = 8
"""Names, numbers and calls need no parentheses."""

COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a question.

    Attributes:
        at: its position in the text, from 0: of an operation, the operator. Two parts that say the same in
            different places are equal.
    """

    at: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number that was written: finite, not negative."""

    value: float


@dataclass(frozen=True, slots=True)
class Word(Node):
    """A word in quotation marks, such as the name of an optimizer."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """The name of a curve, of a setting, ``step`` or ``epoch``."""

    name: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function of a curve.

    Attributes:
        function: its name.
        argument: what it is a function of.
        points: points that ``mean_over`` takes the mean over; None for the other functions.
    """

    function: str
    argument: Node
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """``-`` of a number or ``not`` of a condition."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """An operation on two parts: arithmetic, a comparison, ``and`` or ``or``."""

    operator: str
    left: Node
    right: Node


def write(node: Node) -> str:
    """A tree as text with as few parentheses as it needs; reading it gives an equal tree.

    >>> write(Binary("*", Binary("+", Name("step"), Number(1.0)), Number(0.5)))
    '(step + 1) * 0.5'
    """
    match node:
        case Number(value):
            return f"{value:.0f}" if value.is_integer() and value < 1e15 else repr(value)
        case Word(text):
            return f'"{text}"' if "'" in text else f"'{text}'"
        case Name(name):
            return name
        case Call(function, argument, points):
            return f"{function}({write(argument)}{'' if points is None else f', {points}'})"
        case Unary(operator, operand):
            space = " " if operator == "not" else ""
            return operator + space + _enclosed(operand, _strength(node))
        case Binary(operator, left, right):
            own = STRENGTH[operator]
            # Operations of one strength are read from the left, and comparisons are never chained.
            least = own + (operator in COMPARISONS)
            return f"{_enclosed(left, least)} {operator} {_enclosed(right, own + 1)}"
    raise TypeError(f"no part of a question: {node!r}")


def _strength(node: Node) -> int:
    match node:
        case Binary(operator):
            return STRENGTH[operator]
        case Unary(operator):
            return STRENGTH["not"] if operator == "not" else SIGN
    return ATOM


def _enclosed(node: Node, least: int) -> str:
    return write(node) if _strength(node) >= least else f"({write(node)})"
