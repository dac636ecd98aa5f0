from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.store.curves.curve_rows import build_curves

cells = st.dictionaries(
    st.tuples(st.sampled_from([2, 5, 9]), st.integers(0, 12) | st.integers(10**6, 10**6 + 3)),
    st.floats(width=32, allow_nan=False),
    max_size=30,
)


@given(cells, st.permutations([2, 5, 9]), st.integers(1, 4))
def test_every_value_lands_at_its_trial_and_step(
    cells: dict[tuple[int, int], float], trials: list[int], cuts: int
) -> None:
    rows = [(trial, step, value) for (trial, step), value in cells.items()]
    pieces = [
        (np.array([t for t, _, _ in piece], np.int32), np.array([s for _, s, _ in piece], np.int32),
         np.array([v for _, _, v in piece], np.float32))
        for piece in (rows[start::cuts] for start in range(cuts))
    ]  # fmt: skip
    curves = build_curves("train_loss", np.array(trials), pieces, np.float32)
    assert curves.steps.tolist() == sorted({step for _, step in cells})
    assert curves.trials.tolist() == trials
    assert curves.values.dtype == np.float32
    for row, trial in enumerate(trials):
        for column, step in enumerate(curves.steps.tolist()):
            expected = cells.get((trial, step), np.nan)
            assert np.array_equal(curves.values[row, column], expected, equal_nan=True)


@pytest.mark.parametrize("trials", [[], [0], [3, 1]])
def test_trials_without_values_have_rows_without_columns(trials: list[int]) -> None:
    curves = build_curves("train_loss", np.array(trials, np.int64), [], np.float32)
    assert curves.values.shape == (len(trials), 0)


def test_a_trial_asked_for_twice_is_given_twice() -> None:
    piece = (np.array([1, 4]), np.array([0, 0]), np.array([0.5, 0.25]))
    curves = build_curves("train_loss", np.array([4, 1, 4]), [piece], np.float64)
    assert curves.values.tolist() == [[0.25], [0.5], [0.25]]
