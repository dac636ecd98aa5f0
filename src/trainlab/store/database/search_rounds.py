"""Rounds of a search as rows of ``study.sqlite``, and back."""

from __future__ import annotations

import sqlite3
from typing import Any

from trainlab.files.strict_json import decode, encode
from trainlab.record import SearchRound
from trainlab.store.database.column_kinds import ROUND_KINDS, check_kinds
from trainlab.store.database.schema import has_table

TABLE = "search_round"

_COLUMNS = ("id", "proposed_by", "first_trial", "trials", "rungs")


def insert(connection: sqlite3.Connection, round_: SearchRound) -> None:
    """Enter a round."""
    values = (
        int(round_.id), round_.proposed_by, int(round_.first_trial), int(round_.trials),
        encode([[float(share), int(kept)] for share, kept in round_.rungs]),
    )  # fmt: skip
    connection.execute(f"INSERT INTO {TABLE} ({', '.join(_COLUMNS)}) VALUES (?, ?, ?, ?, ?)", values)


def read(connection: sqlite3.Connection) -> list[SearchRound]:
    """Every round, in order; the study may be of an older format.

    Raises:
        ValueError: a row is none that trainlab wrote, or the rounds do not follow one another.
    """
    if not has_table(connection, TABLE):
        return []
    rounds: list[SearchRound] = []
    for row in connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM {TABLE} ORDER BY id"):
        values: dict[str, Any] = dict(zip(_COLUMNS, (*row[:-1], decode(row[-1])), strict=True))
        check_kinds("search_round", values, ROUND_KINDS)
        one = SearchRound(**{**values, "rungs": tuple((share, kept) for share, kept in values["rungs"])})
        if one.id != len(rounds) or one.first_trial != (rounds[-1].ids.stop if rounds else 0):
            raise ValueError("the rounds of its search do not follow one another")
        rounds.append(one)
    return rounds
