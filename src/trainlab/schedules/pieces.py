"""Reading the setting ``pieces``: from which step on the learning rate has which factor."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from trainlab.errors import SettingError
from trainlab.specs.setting import LARGEST

MAX_PIECES = 16
"""The most pieces a schedule may have: programs keep room for this many."""

# Numbers of bounded length: what is accepted is exact and quick to calculate with.
_PIECE = re.compile(
    r"\s*(?P<place>\d{1,10}(?:\.\d{1,10})?)\s*(?P<percent>%?)\s*"
    r":\s*(?P<factor>(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:e[-+]?\d{1,3})?)\s*",
    re.ASCII | re.IGNORECASE,
)


class _Piece(NamedTuple):
    text: str
    place: Fraction
    factor: float


def read_pieces(text: str, length: int) -> np.ndarray:
    """Read pieces such as ``50%:0.1/75%:0.01`` or ``200:0.1/400:0.01``.

    A share of the length is rounded up to a step. Programs keep the steps as 32-bit floats, which count one
    by one up to 16,777,216 (2^24); a later piece may start early or late by 1 step in 16 million.

    Args:
        text: the setting ``pieces``.
        length: steps that shares are taken of: those the schedule will count.

    Returns:
        (MAX_PIECES, 2) float32: the first step of each piece, ascending, and its factor. Unused rows start
        at infinity and have factor 1.

    Raises:
        SettingError: a piece cannot be read, is out of order, or there are too many.

    Example:
        >>> read_pieces("50%:0.1/75%:0.01", length=1000)[:3].tolist()
        [[500.0, 0.10000000149011612], [750.0, 0.009999999776482582], [inf, 1.0]]
    """
    pieces = [_read_piece(piece, max(length, 1), text) for piece in _given(text)]
    for before, after in pairwise(pieces):
        if after.place <= before.place:
            raise SettingError(
                f"pieces of the recipe must start one after the other, but '{after.text}' "
                f"(step {math.ceil(after.place)}) is written after '{before.text}' "
                f"(step {math.ceil(before.place)}) in '{text}'."
            )
    rows = np.full((MAX_PIECES, 2), (np.inf, 1), np.float32)
    rows[: len(pieces)] = [(math.ceil(piece.place), piece.factor) for piece in pieces]
    return rows


def check_pieces(text: str) -> None:
    """Refuse what is wrong with pieces whatever the length; their order may hang on that.

    Raises:
        SettingError: a piece cannot be read, or there are too many.
    """
    for piece in _given(text):
        _read_piece(piece, 1, text)


def _given(text: str) -> list[str]:
    given = text.split("/")
    if len(given) > MAX_PIECES:
        raise SettingError(f"pieces of the recipe must be {MAX_PIECES} at most, not {len(given)}.")
    return given


def _read_piece(piece: str, length: int, text: str) -> _Piece:
    match = _PIECE.fullmatch(piece)
    if match is None or (not match["percent"] and "." in match["place"]):
        where = f"'{piece.strip()}' in '{text}'" if "/" in text else f"'{text}'"
        raise SettingError(
            "pieces of the recipe must be whole steps or percentages, each with its factor >= 0, such as "
            f"200:0.1/400:0.01 or 50%:0.1/75%:0.01, not {where}."
        )
    place, factor = Fraction(match["place"]), float(match["factor"])
    if match["percent"]:
        if place > 100:
            raise SettingError(f"shares in pieces of the recipe must be at most 100%, not '{piece.strip()}'.")
        place = place * length / 100
    if factor > LARGEST:
        raise SettingError(
            f"factors in pieces of the recipe must fit a 32-bit float, at most {LARGEST:.2g}, "
            f"not '{piece.strip()}'."
        )
    return _Piece(piece.strip(), place, factor)
