"""Whether the names in a question mean something in a study, and whether its parts fit together."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from trainlab.conditions.tokens import refuse
from trainlab.conditions.tree import COMPARISONS, Binary, Call, Name, Node, Number, Unary, Word
from trainlab.errors import nearest
from trainlab.metrics import metric_of
from trainlab.questions.names import Names
from trainlab.settings import SETTINGS

Kind = Literal["condition", "number", "word"]

_KINDS: dict[Kind, str] = {
    "condition": "a condition",
    "number": "a number",
    "word": "a word",
}


def check(text: str, tree: Node, names: Names) -> Node:
    """Check a question against a study.

    Args:
        text: what was asked, for errors.
        tree: its tree.
        names: what the study has.

    Returns:
        The tree, in which a bare word that a setting is compared with (``optimizer == adam``) is a ``Word``.

    Raises:
        QuestionError: a name is unknown, or parts do not fit together.
    """
    checker = _Checker(text, names)
    checked, kind = checker.kind(tree)
    if kind != "condition":
        raise refuse(text, tree.at, "a question is a condition: compare with <, <=, >, >=, == or !=")
    return checked


class _Checker:
    def __init__(self, text: str, names: Names) -> None:
        self._text = text
        self._names = names

    def kind(self, node: Node) -> tuple[Node, Kind]:
        """A part as it is evaluated, and what it is."""
        match node:
            case Number():
                return node, "number"
            case Word():
                return node, "word"
            case Name(name):
                if self._names.is_number(name):
                    return node, "number"
                if self._names.setting(name, words=True):
                    return node, "word"
                raise refuse(self._text, node.at, self._names.unknown(name))
            case Call(_, argument):
                return replace(node, argument=self._demand(argument, "number")), "number"
            case Unary(operator, operand):
                kind = "condition" if operator == "not" else "number"
                return replace(node, operand=self._demand(operand, kind)), kind
            case Binary(operator, left, right) if operator in COMPARISONS:
                return self._words(node) or self._numbers(node), "condition"
            case Binary(operator, left, right):
                kind = "condition" if operator in ("and", "or") else "number"
                return replace(node, left=self._demand(left, kind), right=self._demand(right, kind)), kind
        raise TypeError(f"no part of a question: {node!r}")

    def _demand(self, node: Node, wanted: Kind) -> Node:
        checked, kind = self.kind(node)
        if kind == wanted:
            return checked
        hint = ""
        if wanted == "condition":
            hint = ": compare it with <, <=, >, >=, == or !="
        elif isinstance(node, Name):
            curve = self._names.curve_like(node.name)
            guess = f", or did you mean '{curve}'?" if curve else ""
            hint = f": compare {node.name} with == or != and a word{guess}"
        raise refuse(self._text, node.at, f"{_KINDS[wanted]} is needed here, not {_KINDS[kind]}{hint}")

    def _numbers(self, node: Binary) -> Node:
        checked = replace(
            node, left=self._demand(node.left, "number"), right=self._demand(node.right, "number")
        )
        for curve, number in ((node.left, node.right), (node.right, node.left)):
            if not isinstance(curve, Name) or not isinstance(number, Number):
                continue
            metric = metric_of(curve.name) if curve.name in self._names.curves else None
            if metric is not None and metric.unit == "share" and number.value > 1:
                kind = f"{'an' if metric.title[0] in 'aeiou' else 'a'} {metric.title}"
                problem = f"{kind} lies between 0 and 1: write {number.value:g}%"
                raise refuse(self._text, number.at, problem)
        return checked

    def _words(self, node: Binary) -> Node | None:
        """A comparison of a setting with a word, or None if it is none."""
        for setting_side, word_side in ((node.left, node.right), (node.right, node.left)):
            if not isinstance(setting_side, Name):
                continue
            setting = self._names.setting(setting_side.name, words=True)
            word = self._word(word_side)
            if setting is None or word is None:
                continue
            if node.operator not in ("==", "!="):
                raise refuse(self._text, node.at, "words are compared with == or !=")
            self._allow(setting, word, word_side)
            return replace(node, left=setting_side, right=Word(word, at=word_side.at))
        return None

    def _word(self, node: Node) -> str | None:
        """What a quoted word says, or a bare one that does not name anything else."""
        if isinstance(node, Word):
            return node.text
        if isinstance(node, Name) and not self._names.is_number(node.name):
            return node.name if self._names.setting(node.name, words=True) is None else None
        return None

    def _allow(self, name: str, word: str, node: Node) -> None:
        """Refuse a word that the setting can never be."""
        setting = SETTINGS[name]
        allowed = {"choice": setting.choices, "flag": ("true", "false"), "text": ()}.get(
            setting.type, setting.words
        )
        if setting.type == "text" or word.lower() in allowed:
            return
        guess = nearest(word, allowed)
        hint = f": did you mean '{guess}'?" if guess else ""
        listed = f" Allowed: {', '.join(allowed)}" if allowed else " It is a number"
        raise refuse(self._text, node.at, f"{name} is never '{word}'{hint or '.'}{listed}")


def names_of(tree: Node) -> list[str]:
    """The names in a checked question, each once."""
    match tree:
        case Name(name):
            return [name]
        case Call(_, argument):
            return names_of(argument)
        case Unary(_, operand):
            return names_of(operand)
        case Binary(_, left, right):
            return list(dict.fromkeys([*names_of(left), *names_of(right)]))
    return []
