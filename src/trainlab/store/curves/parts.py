"""Parts: what a chunk recorded as columns of rows, cut into row groups, and the list of committed files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.files.strict_json import decode, encode
from trainlab.record import EVALUATION_CURVES, STEP_CURVES, Chunk

MAX_STEPS = 2**31 - 1
"""Steps are counted in 32 bits."""

KEYS = ("trial", "step")
"""The columns that say whose a value is; the others are curves."""

GROUP_ROWS = 1 << 17
"""Rows of a row group, about: reading one trial decodes one such group."""

Columns = Mapping[str, np.ndarray]
"""Columns of equal length by name: trial, step, then the curves."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of curves as its row in ``study.sqlite`` describes it."""

    file: str
    curves: tuple[str, ...]
    first_trial: int
    last_trial: int
    first_step: int


def insert_part(connection: sqlite3.Connection, part: Part) -> None:
    """Enter a part: from now on it belongs to the study."""
    row = (part.file, encode(part.curves), part.first_trial, part.last_trial, part.first_step)
    connection.execute("INSERT INTO part VALUES (?, ?, ?, ?, ?)", row)


def read_parts(connection: sqlite3.Connection) -> list[Part]:
    """The committed parts, in the order of their steps.

    Raises:
        StudyError: a part's name is a path.
        ValueError, TypeError: a row is none that trainlab wrote.
    """
    rows = connection.execute(
        "SELECT file, curves, first_trial, last_trial, first_step FROM part ORDER BY first_step, file"
    ).fetchall()
    ((trials,),) = connection.execute("SELECT count(*) FROM trial")
    curves_of = {written: decode(written) for written in {row[1] for row in rows}}  # few, of many parts
    return [_checked(file, curves_of[written], trials, *ranges) for file, written, *ranges in rows]


def are_compacted(committed: Sequence[Part]) -> bool:
    """Whether each set of curves lies in one part."""
    return len(committed) == len({part.curves for part in committed})


def _checked(file: str, curves: list[str], trials: int, first: int, last: int, first_step: int) -> Part:
    if not isinstance(file, str):
        raise ValueError("a file of curves has no name")
    if not all(type(number) is int for number in (first, last, first_step)):
        raise ValueError(f"the ranges of {file!r:.100} are not whole numbers")
    if not 0 <= first <= last < trials or not 0 <= first_step <= MAX_STEPS:
        raise ValueError(f"{file!r:.100} is said to hold trials {first} to {last} of {trials}")
    if not isinstance(curves, list) or not all(isinstance(name, str) for name in curves):
        raise ValueError(f"the curves of {file!r:.100} are not names")
    return Part(file, tuple(curves), first, last, first_step)


def chunk_columns(chunk: Chunk) -> dict[str, np.ndarray]:
    """A chunk's recorded values as columns, without the padding after a trial's end.

    Raises:
        ValueError: the chunk contradicts itself.
    """
    recorded, trials = np.asarray(chunk.recorded), np.asarray(chunk.trials)
    shapes = {np.shape(curve) for curve in chunk.step_curves.values()}
    if not shapes:
        return {}
    if len(shapes) > 1 or recorded.shape != trials.shape:
        raise ValueError(f"a chunk's curves must all be (trials, steps), not {sorted(shapes)}")
    steps = shapes.pop()[1]
    if len(recorded) and not 0 <= recorded.min() <= recorded.max() <= steps:
        raise ValueError(f"a chunk of {steps} steps cannot have recorded {recorded.max()}")
    taken = {*KEYS, *EVALUATION_CURVES} & chunk.step_curves.keys()
    if taken:
        raise ValueError(f"{sorted(taken)} cannot name a step curve")
    order = np.argsort(trials, kind="stable")
    recorded = recorded[order]
    kept = np.arange(steps) < recorded[:, None]
    step = np.broadcast_to(np.arange(chunk.first_step, chunk.first_step + steps, dtype=np.int32), kept.shape)
    return {
        "trial": np.repeat(trials[order].astype(np.int32), recorded),
        "step": step[kept],
        **{name: np.asarray(curve, np.float32)[order][kept] for name, curve in chunk.step_curves.items()},
    }


def probe_columns(chunk: Chunk) -> dict[str, np.ndarray]:
    """What probes measured in a chunk as columns, sorted by trial, then by step; empty where nothing was.

    Raises:
        ValueError: the columns contradict each other.
    """
    probes = chunk.probes
    if probes is None or not len(probes.trial):
        return {}
    if probes.values.shape != (len(probes.trial), len(probes.curves)):
        raise ValueError(f"values of {probes.values.shape} are not {len(probes.curves)} curves")
    taken = {*KEYS, *STEP_CURVES, *EVALUATION_CURVES} & set(probes.curves)
    if taken:
        raise ValueError(f"{sorted(taken)} cannot name a curve of a probe")
    order = np.lexsort((probes.step, probes.trial))
    columns = {"trial": probes.trial, "step": probes.step}
    return {
        **{name: column[order].astype(np.int32) for name, column in columns.items()},
        **{
            name: probes.values[order, column].astype(np.float32) for column, name in enumerate(probes.curves)
        },
    }


def all_columns(chunk: Chunk) -> tuple[dict[str, np.ndarray], ...]:
    """What becomes of a chunk as parts: the values of its steps, and those of its probes."""
    return chunk_columns(chunk), probe_columns(chunk)


def group_rows(counts: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Cut sorted rows into row groups of whole trials; only a trial longer than a group is cut itself.

    Args:
        counts: rows of each trial, in order.

    Yields:
        (first row, row after the last) of each group.
    """
    start = stop = 0
    for count in counts:
        if stop > start and stop + count - start > GROUP_ROWS:
            yield start, stop
            start = stop
        stop += count
        while stop - start > GROUP_ROWS:
            yield start, start + GROUP_ROWS
            start += GROUP_ROWS
    if stop > start:
        yield start, stop
