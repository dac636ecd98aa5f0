from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.record import Chunk
from trainlab.store.curves import parts

MakeChunk = Callable[..., Chunk]


@given(st.lists(st.integers(0, 40), max_size=20))
def test_row_groups_cover_all_rows_and_cut_only_long_trials(counts: list[int]) -> None:
    limit = 16
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "GROUP_ROWS", limit)
        groups = list(parts.group_rows(counts))
    rows = [row for start, stop in groups for row in range(start, stop)]
    assert rows == list(range(sum(counts)))
    assert all(0 < stop - start <= limit for start, stop in groups)
    boundaries = {start for start, _ in groups}
    first_row = 0
    for count in counts:
        inside = [start for start in boundaries if first_row < start < first_row + count]
        assert not inside or count > limit
        first_row += count


def test_a_chunk_is_sorted_by_trial_and_loses_its_padding(make_chunk: MakeChunk) -> None:
    columns = parts.chunk_columns(make_chunk([7, 2], 10, np.array([[1, 2, 3], [4, 5, 6]]), recorded=[1, 3]))
    assert {name: column.tolist() for name, column in columns.items()} == {
        "trial": [2, 2, 2, 7],
        "step": [10, 11, 12, 10],
        "train_loss": [4, 5, 6, 1],
    }
    assert [column.dtype for column in columns.values()] == [np.int32, np.int32, np.float32]


def test_a_chunk_that_contradicts_itself_is_refused(make_chunk: MakeChunk) -> None:
    chunk = make_chunk([0, 1], 0, np.zeros((2, 3)))
    for bad, message in [
        (replace(chunk, recorded=np.array([4, 0])), "cannot have recorded 4"),
        (replace(chunk, recorded=np.array([1])), r"must all be \(trials, steps\)"),
        (replace(chunk, step_curves={"a": np.zeros((2, 3)), "b": np.zeros((2, 4))}), "must all be"),
        (replace(chunk, step_curves={"step": np.zeros((2, 3))}), "cannot name a step curve"),
    ]:
        with pytest.raises(ValueError, match=message):
            parts.chunk_columns(bad)
