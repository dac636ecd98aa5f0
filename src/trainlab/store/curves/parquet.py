"""Step curves as Parquet files: long columns trial, step and one a curve, sorted by trial, then by step."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from trainlab.files.atomic import NewFile, replacing
from trainlab.files.parquet.footer import Group, read_footer
from trainlab.files.parquet.pages import unpacked_bytes
from trainlab.store.curves.curve_rows import Rows
from trainlab.store.curves.parts import GROUP_ROWS, KEYS, Columns, Part, group_rows
from trainlab.store.folder.inside import reading
from trainlab.store.folder.names import CURVES, part_file

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_MAX_TEXT, _MAX_GROUPS = 16 << 20, 100_000
"""Bytes of a text and elements of a list that a file's own description may declare: far above any real one,
and little enough to allocate for a file that lies."""

_UNPACKED_ALWAYS, _UNPACKED_A_ROW = 1 << 12, 16
"""Bytes that a column of a group may unpack to: its values take 4 each, and a packed block is padded."""

_INT32 = 4
"""Bytes of a trial's number."""


def write_parquet(where: NewFile, curves: Sequence[str], groups: Iterable[Columns]) -> None:
    """Write row groups, of at most ``GROUP_ROWS`` rows each, to a file.

    Floats are byte-stream split, whole numbers delta packed
    (https://parquet.apache.org/docs/file-format/data-pages/encodings/), both then zstd compressed.
    """
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    types = dict.fromkeys(KEYS, pyarrow.int32()) | dict.fromkeys(curves, pyarrow.float32())
    schema = pyarrow.schema(types.items())
    encodings = dict.fromkeys(KEYS, "DELTA_BINARY_PACKED") | dict.fromkeys(curves, "BYTE_STREAM_SPLIT")
    with ParquetWriter(
        where,
        schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=False,
        column_encoding=encodings,
        write_page_checksum=True,
        write_statistics=["trial"],  # pyright: ignore[reportArgumentType] (a list of columns is allowed)
    ) as writer:
        for group in groups:
            writer.write_table(pyarrow.table({name: group[name] for name in schema.names}, schema=schema))


def write_part(folder: Path, columns: Columns, number: int) -> Part:
    """Write what a chunk recorded as a part of its own.

    Args:
        folder: the study's folder.
        columns: trial, step and curves, sorted by trial, then by step; at least one row.
        number: of the file, which no other had.

    Returns:
        The part, written and safe, not yet entered.
    """
    trial, curves = columns["trial"], tuple(name for name in columns if name not in KEYS)
    path = folder / CURVES / part_file(number)
    counts = np.bincount(trial - trial[0])
    groups = (
        {name: column[start:stop] for name, column in columns.items()}
        for start, stop in group_rows(counts.tolist())
    )
    with replacing(path) as new:
        write_parquet(new, curves, groups)
    return Part(path.name, curves, int(trial[0]), int(trial[-1]), int(columns["step"].min()))


def read_groups(
    folder: Path, part: Part, curves: Sequence[str], wanted: np.ndarray | None = None
) -> Iterator[Columns]:
    """The row groups of a part, one after the other, checked to be what :func:`write_parquet` writes.

    A file from elsewhere may declare any number of rows in a few bytes, so a group is read only if it
    declares no more rows than a group has, and unpacks to no more than those take.

    Args:
        folder: the study's folder.
        part: the part.
        curves: which of its curves to read, besides trial and step.
        wanted: ids of trials, ascending; groups that hold none of them are passed over. All where None.

    Raises:
        ValueError: the file is none that trainlab wrote.
        FileNotFoundError: it is gone, since the study was compacted or damaged.
    """
    names = [*KEYS, *curves]
    with (
        reading(folder, CURVES, part.file) as opened,
        _damage_is_a_value_error(),
        _described(opened) as (file, groups),
    ):
        columns = _check_schema(file, names)
        if file.num_row_groups != len(groups):
            raise ValueError(f"{part.file} contradicts itself")
        for number, group in enumerate(groups):
            if not 0 < group.rows <= GROUP_ROWS:
                raise ValueError(f"{part.file} declares a group of {group.rows} rows")
            if wanted is None or _may_hold(group, wanted):
                _check_pages(opened, group, columns, part)
                # In this thread: a worker of Arrow's that still holds a buffer of Python's when the
                # interpreter ends aborts the process.
                table = file.read_row_group(number, columns=names, use_threads=False)
                values = {name: table.column(name).to_numpy() for name in names}
                _check_rows(values, part)
                yield values


@contextmanager
def _damage_is_a_value_error() -> Iterator[None]:
    from pyarrow import ArrowException

    try:
        yield
    except (ArrowException, OSError) as error:  # to Arrow a damaged file is an error of the system
        raise ValueError(f"{error!s:.300}") from None


@contextmanager
def _described(opened: BinaryIO) -> Iterator[tuple[ParquetFile, Sequence[Group]]]:
    """A file, and what it says of its groups: asking pyarrow for that can end the process."""
    from pyarrow.parquet import ParquetFile

    footer = read_footer(opened, os.fstat(opened.fileno()).st_size)
    with ParquetFile(
        opened,
        pre_buffer=False,  # which would read in threads of Arrow's, see read_groups
        page_checksum_verification=True,
        thrift_string_size_limit=_MAX_TEXT,
        thrift_container_size_limit=_MAX_GROUPS,
    ) as file:
        yield file, footer.groups


def _may_hold(group: Group, wanted: np.ndarray) -> bool:
    """Whether some trials can be in a group, by the bounds of its first column."""
    trial = group.chunks[0] if group.chunks else None
    if trial is None or trial.lowest is None or trial.highest is None:
        return True
    if len(trial.lowest) != _INT32 or len(trial.highest) != _INT32:
        return True
    low, high = (int.from_bytes(bound, "little", signed=True) for bound in (trial.lowest, trial.highest))
    return _any_between(wanted, low, high)


def _check_schema(file: ParquetFile, names: Sequence[str]) -> list[int]:
    """The places of columns in a file whose columns are all of numbers, one after the other."""
    schema: Any = file.schema_arrow
    if schema.names[: len(KEYS)] != list(KEYS):
        raise ValueError(f"its columns do not begin with {' and '.join(KEYS)}")
    types: dict[str, list[str]] = {name: [] for name in names}
    for field in schema:
        types.setdefault(field.name, []).append(str(field.type))
    for name, found in types.items():
        expected = "int32" if name in KEYS else "float"
        if found != [expected]:
            raise ValueError(
                f"its column {name!r:.100} is {' and '.join(found) or 'missing'}, not {expected}"
            )
    return [schema.names.index(name) for name in names]


def _check_pages(opened: BinaryIO, group: Group, columns: Sequence[int], part: Part) -> None:
    if max(columns) >= len(group.chunks):
        raise ValueError(f"{part.file} contradicts itself")
    most = len(columns) * (_UNPACKED_ALWAYS + _UNPACKED_A_ROW * group.rows)
    if unpacked_bytes(opened, [group.chunks[column] for column in columns]) > most:
        raise ValueError(f"{part.file} unpacks to far more than its rows take")


def _check_rows(columns: Columns, part: Part) -> None:
    trial, step = columns["trial"], columns["step"]
    if trial.dtype != np.int32 or step.dtype != np.int32:  # what NumPy makes of missing values
        raise ValueError(f"{part.file} lacks values")
    if (np.diff(trial) < 0).any() or trial[0] < part.first_trial or trial[-1] > part.last_trial:
        raise ValueError(f"{part.file} holds trials that are not its own, or unsorted ones")
    if step.min() < part.first_step:
        raise ValueError(f"{part.file} holds steps that are not its own")


def read_curve(
    folder: Path, parts: Iterable[Part], name: str, trials: np.ndarray, most: int
) -> Iterator[Rows]:
    """The rows that some trials have of one step curve, group by group.

    Args:
        folder: the study's folder.
        parts: its committed parts.
        name: the curve.
        trials: ids, ascending.
        most: rows there can be, by the lengths of the trials.

    Raises:
        ValueError: a file is none that trainlab wrote.
        FileNotFoundError: a part is gone, since the study was compacted or damaged.
    """
    rows = 0
    for part in parts:
        if name not in part.curves or not _any_between(trials, part.first_trial, part.last_trial):
            continue
        for columns in read_groups(folder, part, (name,), trials):
            rows += len(columns["trial"])
            if rows > most:
                raise ValueError(f"they have more than {most} rows, which is more than the trials have steps")
            yield _rows_of(trials, columns["trial"], columns["step"], columns[name])


def _rows_of(trials: np.ndarray, trial: np.ndarray, step: np.ndarray, value: np.ndarray) -> Rows:
    first, last = trial[0], trial[-1]
    if np.searchsorted(trials, last, side="right") - np.searchsorted(trials, first) == last - first + 1:
        # Every trial from the first to the last is wanted.
        return trial, step, value
    wanted = np.isin(trial, trials, kind="table")
    return trial[wanted], step[wanted], value[wanted]


def _any_between(trials: np.ndarray, first: int, last: int) -> bool:
    position = np.searchsorted(trials, first)
    return bool(position < len(trials) and trials[position] <= last)
