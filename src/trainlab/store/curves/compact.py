"""From many parts, one a chunk, to one file sorted by trial, in bounded memory and two passes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from trainlab.errors import StudyError
from trainlab.files import disk
from trainlab.files.atomic import replacing
from trainlab.store.curves.parquet import read_groups, write_parquet
from trainlab.store.curves.parts import Columns, Part, group_rows
from trainlab.store.folder.names import CURVES


def compact(folder: Path, parts: Sequence[Part], file: str) -> Part:
    """Merge parts that hold the same curves into one file, sorted by trial, then by step.

    The rows of each trial are counted, so that its place in the result is known; then every part is read once
    and its rows go to their places in an unnamed scratch file, which vanishes even if the process is killed.

    Args:
        folder: the study's folder.
        parts: what to merge, in the order of their steps. They stay; deleting them is the caller's.
        file: name of the new file.

    Returns:
        The new part, written and safe, not yet entered.
    """
    curves = parts[0].curves
    counts = np.zeros(max(part.last_trial for part in parts) + 1, np.int64)
    for columns in _read(folder, parts, ()):
        counts += np.bincount(columns["trial"], minlength=len(counts))
    row = np.dtype([("step", np.int32), *((name, np.float32) for name in curves)])
    place = folder / CURVES
    with disk.scratch(place) as scratch, replacing(place / file) as new:
        _scatter(scratch.fileno(), row, counts, _read(folder, parts, curves))
        write_parquet(new, curves, _gather(scratch.fileno(), row, counts))
    return Part(
        file, curves, int(np.flatnonzero(counts)[0]), len(counts) - 1, min(part.first_step for part in parts)
    )


def _read(folder: Path, parts: Iterable[Part], curves: Sequence[str]) -> Iterator[Columns]:
    try:
        for part in parts:
            yield from read_groups(folder, part, curves)
    except (ValueError, FileNotFoundError) as error:
        raise StudyError(f"curves of the study '{folder}' cannot be read: {error}.") from error


def _scatter(scratch: int, row: np.dtype, counts: np.ndarray, groups: Iterable[Columns]) -> None:
    """Write each trial's rows after those it already has; a trial's rows come in the order of its steps."""
    place = np.cumsum(counts) - counts
    for columns in groups:
        trial = columns["trial"]
        rows = np.empty(len(trial), row)
        for name in row.names or ():
            rows[name] = columns[name]
        starts = np.flatnonzero(np.diff(trial, prepend=-1))
        stops = np.append(starts[1:], len(trial))
        for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
            content = memoryview(rows[start:stop].tobytes())
            disk.write_at(scratch, content, int(place[trial[start]]) * row.itemsize)
            place[trial[start]] += stop - start


def _gather(scratch: int, row: np.dtype, counts: np.ndarray) -> Iterator[Columns]:
    stops = np.cumsum(counts)
    for start, stop in group_rows(counts.tolist()):
        content = b"".join(_read_at(scratch, start * row.itemsize, stop * row.itemsize))
        rows = np.frombuffer(content, row)
        trial = np.searchsorted(stops, np.arange(start, stop), side="right").astype(np.int32)
        yield {"trial": trial, **{name: np.ascontiguousarray(rows[name]) for name in row.names or ()}}


def _read_at(scratch: int, start: int, stop: int) -> Iterator[bytes]:
    while start < stop:
        content = os.pread(scratch, stop - start, start)
        if not content:
            raise OSError("the scratch file ended early")
        yield content
        start += len(content)
