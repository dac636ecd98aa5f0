"""Whether a regular expression fits a whole name, in time that grows with their lengths and no faster.

Python's own matcher tries every way to read a text, one after the other: ``.*.*.*.*x`` takes it hours to
refuse a short name once there are enough stars. Here all places that a part can end at are followed at once
(Thompson 1968, https://doi.org/10.1145/363347.363387), on the parts that Python's parser makes of it.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

_PARSER = import_module("re._parser")  # what re.compile itself reads expressions with

_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_CATEGORIES = {
    "CATEGORY_DIGIT": str.isdigit,
    "CATEGORY_NOT_DIGIT": lambda letter: not letter.isdigit(),
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_NOT_SPACE": lambda letter: not letter.isspace(),
    "CATEGORY_WORD": _WORD.__contains__,
    "CATEGORY_NOT_WORD": lambda letter: letter not in _WORD,
}


class PatternError(ValueError):
    """An expression that cannot be read, or that looks behind itself."""


class Pattern:
    """A regular expression for names of layers, which are letters, digits and underscores.

    Everything of Python's is understood but references to groups, looking behind, and groups that do not give
    back what they took (``(?>...)``, ``*+``).

    Raises:
        PatternError: it is no regular expression, or uses one of these.

    >>> Pattern("hidden[12]").fits("hidden1"), Pattern("hidden").fits("hidden1")
    (True, False)
    """

    def __init__(self, written: str) -> None:
        try:
            self._parts = _PARSER.parse(written)
            _check(self._parts)
            self._ignoring_case = bool(self._parts.state.flags & re.IGNORECASE)
            self.fits("x")  # parts that are nested too deeply are told of now
        except (re.error, OverflowError, RecursionError) as error:
            raise PatternError(str(error)) from None

    def fits(self, name: str) -> bool:
        """Whether it fits the whole name."""
        return bool(_Reading(name).ends(self._parts, 1, self._ignoring_case) >> len(name))


def _check(parts: Any) -> None:
    """Refuse what cannot be followed at all places at once."""
    for kind, value in parts:
        match str(kind):
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN" | "AT":
                continue
            case "BRANCH":
                inner = value[1]
            case "SUBPATTERN":
                inner = [value[3]]
            case "MAX_REPEAT" | "MIN_REPEAT":
                inner = [value[2]]
            case "ASSERT" | "ASSERT_NOT" if value[0] > 0:
                inner = [value[1]]
            case _:
                raise PatternError(
                    "it refers to a group, looks behind, or has a group that gives nothing back, which names "
                    "of layers are not searched with"
                )
        for part in inner:
            _check(part)


class _Reading:
    """One name, and the places that parts of an expression end at; a set of them is bits of a number."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._known: dict[tuple[int, int, bool], int] = {}

    def ends(self, parts: Any, places: int, ignoring: bool) -> int:
        """Where parts that follow each other can end if the first begins at one of the places."""
        reached = 0
        for place in range(len(self._name) + 1):
            if places >> place & 1:
                key = (id(parts), place, ignoring)
                if key not in self._known:
                    at = 1 << place
                    for kind, value in parts:
                        at = self._step(str(kind), value, at, ignoring)
                    self._known[key] = at
                reached |= self._known[key]
        return reached

    def _step(self, kind: str, value: Any, places: int, ignoring: bool) -> int:
        match kind:
            case "BRANCH":
                reached = 0
                for parts in value[1]:
                    reached |= self.ends(parts, places, ignoring)
                return reached
            case "SUBPATTERN":
                _, added, removed, parts = value
                inner = (ignoring or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE
                return self.ends(parts, places, inner)
            case "MAX_REPEAT" | "MIN_REPEAT":
                least, most, parts = value
                return self._repeated(int(least), int(most), parts, places, ignoring)
        kept = 0
        for place, letter in enumerate((*self._name, "")):
            if places >> place & 1:
                if kind in ("ASSERT", "ASSERT_NOT"):
                    found = self.ends(value[1], 1 << place, ignoring) != 0
                    kept |= (found == (kind == "ASSERT")) << place
                elif kind == "AT":
                    kept |= self._is_at(str(value), place) << place
                elif letter:
                    letters = frozenset((letter.lower(), letter.upper()) if ignoring else letter)
                    kept |= _fits(kind, value, letters) << place + 1
        return kept

    def _repeated(self, least: int, most: int, parts: Any, places: int, ignoring: bool) -> int:
        """Where so many repetitions can end. After as many as there are letters nothing new is reached."""
        enough = len(self._name) + 2
        for _ in range(min(least, enough)):
            places = self.ends(parts, places, ignoring)
        reached = new = places
        for _ in range(min(most - least, enough)):
            new = self.ends(parts, new, ignoring) & ~reached
            reached |= new
        return reached

    def _is_at(self, where: str, place: int) -> bool:
        if where.startswith("AT_BEGINNING"):
            return place == 0
        if where.startswith("AT_END"):
            return place == len(self._name)
        before = place > 0 and self._name[place - 1] in _WORD
        behind = place < len(self._name) and self._name[place] in _WORD
        return (before != behind) == where.startswith("AT_BOUNDARY")


def _fits(kind: str, value: Any, letters: frozenset[str]) -> bool:
    """Whether a letter, given in the cases that count as one, is what a part stands for."""
    match kind:
        case "ANY":
            return True
        case "LITERAL":
            return chr(value) in letters
        case "NOT_LITERAL":
            return chr(value) not in letters
        case "RANGE":
            return any(value[0] <= ord(letter) <= value[1] for letter in letters)
        case "CATEGORY":
            return any(map(_CATEGORIES[str(value)], letters))
    negated = str(value[0][0]) == "NEGATE"
    return any(_fits(str(inner), what, letters) for inner, what in value[negated:]) != negated
