"""Which validation examples evaluations got right, as rows of ``study.sqlite``: a bit an example."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from trainlab.record import Right
from trainlab.store.database.schema import has_table

TABLE = "right_examples"

MAX_EXAMPLES = 1 << 24
"""Examples of a row that is read: 2 MiB of bits."""


class RightRow(NamedTuple):
    """What one evaluation got right.

    Attributes:
        spread: whether it is one of those evenly spread, see :class:`record.Right`.
        examples: how many validation examples there are.
        bits: a bit for each.
    """

    spread: bool
    examples: int
    bits: bytes


def insert(connection: sqlite3.Connection, right: Right) -> None:
    """Enter what evaluations got right; a best checkpoint measured again has the same bits as before."""
    rows = zip(
        right.trial.tolist(), right.step.tolist(), right.spread.tolist(),
        (row.tobytes() for row in np.ascontiguousarray(right.bits, np.uint8)), strict=True,
    )  # fmt: skip
    connection.executemany(
        f"INSERT OR IGNORE INTO {TABLE} (trial, step, spread, examples, bits) VALUES (?, ?, ?, ?, ?)",
        ((trial, step, int(spread), int(right.examples), bits) for trial, step, spread, bits in rows),
    )


def read(
    connection: sqlite3.Connection, wanted: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], RightRow]:
    """What some evaluations got right, where it is kept.

    Args:
        connection: the database, in a transaction; of an older format nothing is known.
        wanted: trials and steps.

    Returns:
        (trial, step) -> its row.

    Raises:
        ValueError: a row is not one that trainlab wrote.
    """
    query = f"SELECT {_COLUMNS} FROM {TABLE} AS r WHERE r.trial = ? AND r.step = ?"
    rows = (
        connection.execute(query, (MAX_EXAMPLES // 8, int(trial), int(step))).fetchone()
        for trial, step in (wanted if has_table(connection, TABLE) else ())
    )
    return dict(_checked(*row) for row in rows if row is not None)


def read_reaching(
    connection: sqlite3.Connection, accuracy: float, most: int
) -> dict[tuple[int, int], RightRow]:
    """What the evaluations got right whose validation accuracy is at least so high, or some of many.

    Args:
        connection: the database, in a transaction; of an older format nothing is known.
        accuracy: a fraction.
        most: about as many evaluations are read, at most; they are drawn from all, whatever their accuracy.

    Returns:
        (trial, step) -> its row.

    Raises:
        ValueError: a row is not one that trainlab wrote.
    """
    if not has_table(connection, TABLE):
        return {}
    reach = "FROM evaluation AS e WHERE e.validation_accuracy >= ?"
    ((count,),) = connection.execute(f"SELECT count(*) {reach}", (float(accuracy),))
    # A number that says nothing about the evaluation, the same in every study.
    number = "(((e.trial * 7919 + e.step) % 1000003) * 2654435761 >> 16)"
    query = (
        f"SELECT {_COLUMNS} FROM evaluation AS e JOIN {TABLE} AS r ON r.trial = e.trial AND r.step = e.step "
        f"WHERE e.validation_accuracy >= ? AND {number} % ? = 0"
    )
    every = max(-(-count // max(most, 1)), 1)
    rows = connection.execute(query, (MAX_EXAMPLES // 8, float(accuracy), every))
    return dict(_checked(*row) for row in rows)


_COLUMNS = "r.trial, r.step, r.spread, r.examples, CASE WHEN length(r.bits) <= ? THEN r.bits END"


def _checked(
    trial: object, step: object, spread: object, examples: object, bits: object
) -> tuple[tuple[int, int], RightRow]:
    if type(trial) is not int or type(step) is not int or spread not in (0, 1):
        raise ValueError("it has evaluations of impossible trials, or at impossible steps")
    if type(examples) is not int or type(bits) is not bytes or len(bits) != -(-examples // 8):
        raise ValueError(f"what trial {trial} got right at step {step} is not a bit an example")
    if examples % 8 and bits[-1] & (0xFF >> examples % 8):
        raise ValueError(f"trial {trial} got examples right at step {step} that do not exist")
    return (trial, step), RightRow(bool(spread), examples, bits)
