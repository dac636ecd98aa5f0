"""Parts that trainlab did not write: refused, in little memory, whatever they declare."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from trainlab.errors import StudyError
from trainlab.record import Chunk
from trainlab.store import StudyReader, StudyWriter
from trainlab.store.folder.inside import reading

MiB = 1 << 20


def table(
    trial: object = (0, 0), step: object = (0, 1), loss: object = (1.0, 2.0), kind: object = None
) -> pa.Table:
    columns = [pa.array(trial, kind or pa.int32()), pa.array(step, pa.int32()), pa.array(loss, pa.float32())]
    return pa.table(columns, ["trial", "step", "train_loss"])


HUGE = 40_000_000


def huge() -> pa.Table:
    zeros = pa.array(np.zeros(HUGE, np.int32))
    return pa.table({"trial": zeros, "step": zeros, "train_loss": zeros.cast(pa.float32())})


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: table(kind=pa.int64()), "'trial' is int64, not int32"),
        (lambda: table(trial=("a", "b"), kind=pa.string()), "'trial' is string, not int32"),
        (lambda: table(step=(0, None)), "lacks values"),
        (lambda: table(trial=(1, 0)), "not its own, or unsorted"),
        (lambda: table(trial=(0, 9)), "not its own, or unsorted"),
        (lambda: table(step=(0, -1)), "steps that are not its own"),
        (lambda: table().select(["step", "trial", "train_loss"]), "do not begin with trial and step"),
        (lambda: table().drop_columns("train_loss"), "'train_loss' is missing, not float"),
        (lambda: table().append_column("x", [["a", "b"]]), "'x' is string, not float"),
        (huge, "declares a group of 40000000 rows"),
    ],
)  # fmt: skip
def test_a_part_of_another_kind_is_refused(
    study: StudyWriter, make_chunk: Callable[..., Chunk], made: Callable[[], pa.Table], words: str
) -> None:
    study.commit(make_chunk([0, 2], 0, [[1.0], [2.0]]))
    (part,) = (study.folder / "curves").iterdir()
    pq.write_table(made(), part, row_group_size=HUGE, compression="zstd")
    assert part.stat().st_size < MiB
    pool = pa.default_memory_pool()
    before = pool.bytes_allocated()
    with pytest.raises(StudyError, match=words):
        StudyReader(study.folder).curves("train_loss")
    assert pool.bytes_allocated() - before < MiB


def test_more_rows_than_trials_have_steps_are_refused(
    study: StudyWriter, make_chunk: Callable[..., Chunk]
) -> None:
    study.commit(make_chunk([0], 0, [[1.0]]))
    (part,) = (study.folder / "curves").iterdir()
    zeros = np.zeros(100_000, np.int32)
    pq.write_table(table(zeros, zeros, zeros.astype(np.float32)), part)
    with pytest.raises(StudyError, match="more than 400 rows, which is more than the trials have steps"):
        StudyReader(study.folder).curves("train_loss")


def test_a_page_that_unpacks_to_far_more_than_its_rows_take_is_not_unpacked(
    study: StudyWriter, make_chunk: Callable[..., Chunk], monkeypatch: pytest.MonkeyPatch
) -> None:
    study.commit(make_chunk([0], 0, [np.arange(100)]))
    monkeypatch.setattr("trainlab.store.curves.parquet._UNPACKED_ALWAYS", 0)
    assert StudyReader(study.folder).curves("train_loss", [0]).values.shape == (1, 100)
    monkeypatch.setattr("trainlab.store.curves.parquet._UNPACKED_A_ROW", 1)
    with pytest.raises(StudyError, match="unpacks to far more than its rows take"):
        StudyReader(study.folder).curves("train_loss", [0])


def test_a_footer_over_which_pyarrow_ends_the_process_is_refused(
    study: StudyWriter, make_chunk: Callable[..., Chunk]
) -> None:
    # Found by changing bytes: asked for a column's description, pyarrow lets an exception of C++ through.
    study.commit(make_chunk([0], 0, [[1.0]]))
    (part,) = (study.folder / "curves").iterdir()
    content = part.read_bytes()
    optional, required = b"\x15\x02%\x02\x18\x05trial", b"\x15\x02%\x00\x18\x05trial"
    assert content.count(optional) == 1
    part.write_bytes(content.replace(optional, required))
    with pytest.raises(StudyError, match="cannot be read"):
        StudyReader(study.folder).curves("train_loss")


def test_a_bit_that_flipped_is_noticed(study: StudyWriter, make_chunk: Callable[..., Chunk]) -> None:
    values = np.random.default_rng(0).random((1, 100))
    study.commit(make_chunk([0], 0, values))
    (part,) = (study.folder / "curves").iterdir()
    content = bytearray(part.read_bytes())
    column = pq.ParquetFile(part).metadata.row_group(0).column(2)
    middle = column.data_page_offset + column.total_compressed_size // 2
    content[middle] ^= 1
    part.write_bytes(content)
    with pytest.raises(StudyError, match="cannot be read"):
        StudyReader(study.folder).curves("train_loss")


class Watched:
    """A file that notes the threads it is read in, and those in which what was read is let go."""

    def __init__(self, file: BinaryIO, threads: set[int]) -> None:
        self._file, self._threads = file, threads

    def read(self, size: int = -1) -> bytes:
        self._threads.add(threading.get_ident())
        threads = self._threads

        class Read(bytes):
            def __del__(self) -> None:
                threads.add(threading.get_ident())

        return Read(self._file.read(size))

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


def test_no_worker_of_arrow_holds_what_python_read(
    study: StudyWriter, make_chunk: Callable[..., Chunk], monkeypatch: pytest.MonkeyPatch
) -> None:
    # One that lets it go while the interpreter ends aborts the process: exit code 134, after the answer.
    study.commit(make_chunk([0, 1, 2], 0, np.ones((3, 100))))
    threads: set[int] = set()

    @contextmanager
    def watched(folder: Path, *names: str) -> Iterator[Watched]:
        with reading(folder, *names) as file:
            yield Watched(file, threads)

    monkeypatch.setattr("trainlab.store.curves.parquet.reading", watched)
    for _ in range(20):
        assert StudyReader(study.folder).curves("train_loss").values.shape == (4, 100)
    assert threads == {threading.get_ident()}
