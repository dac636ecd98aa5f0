"""The text of a question cut into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from trainlab.errors import QuestionError

LONGEST = 1000
"""Characters a question may have: far above any that a person asks."""

SHOWN = 24
"""Characters of the question that an error shows from the place it is about."""

KEYWORDS = ("and", "or", "not", "in")

_TOKEN = re.compile(
    r"""
    (?P<number> (?: \d+ \.? \d* | \. \d+ ) (?: [eE] [+-]? \d+ )? %? )
  | (?P<name>   [A-Za-z_] \w* (?: \. \w+ )* )
  | (?P<word>   ' [^']* ' | " [^"]* " )
  | (?P<sign>   <= | >= | == | != | [<>+\-*/(),] )
    """,
    re.VERBOSE | re.ASCII,
)

_FOREIGN = {"=": "==", "&": "and", "|": "or", "!": "not"}
"""What other languages write, and what is written here."""

Kind = Literal["number", "name", "word", "sign", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a name, a word in quotation marks, a sign or keyword, or the end.

    Attributes:
        kind: which of these.
        text: what is written; a keyword in lower case.
        at: where, from 0.
    """

    kind: Kind
    text: str
    at: int


def tokenize(text: str) -> list[Token]:
    """Cut a question into tokens, the last of them the end.

    Raises:
        QuestionError: it is too long, or a character belongs to no token.
    """
    if len(text) > LONGEST:
        raise QuestionError(
            f"a question may have at most {LONGEST} characters, not {len(text):,}: ask several."
        )
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        match = _TOKEN.match(text, place)
        if match is None:
            raise refuse(text, place, _unknown(text[place]))
        kind, written = str(match.lastgroup), match.group()
        if kind == "number" and re.match(r"[\w.]", text[match.end() :]):
            raise refuse(text, place, "a number ends before the next name begins")
        if kind == "name" and written.lower() in KEYWORDS:
            kind, written = "sign", written.lower()
        tokens.append(Token(kind, written, place))  # type: ignore[arg-type]
        place = match.end()
    return [*tokens, Token("end", "", len(text))]


def refuse(text: str, at: int, problem: str) -> QuestionError:
    """The error about a place of a question: one sentence in one line."""
    rest = text[at : at + SHOWN] + ("…" if len(text) > at + SHOWN else "")
    shown = "".join(letter if letter.isprintable() else "?" for letter in rest)
    place = f"at character {at + 1} ('{shown}')" if shown else "at its end"
    error = QuestionError(f"in the question, {place}: {problem}{'' if problem.endswith('?') else '.'}")
    error.at = at
    return error


def _unknown(sign: str) -> str:
    if sign in "'\"":
        return "a quotation mark is open"
    if sign in _FOREIGN:
        return f"write '{_FOREIGN[sign]}' instead of '{sign}'"
    return "this character means nothing in a question"
