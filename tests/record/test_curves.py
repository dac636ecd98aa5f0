"""Curves of trials of any lengths, held against dictionaries of their points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.errors import StudyError
from trainlab.record import curves as curves_file
from trainlab.record.curves import Curves, like_rows

Points = dict[int, float]

points = st.dictionaries(st.integers(0, 9) | st.integers(10**6, 10**6 + 2), st.floats(-9, 9), max_size=6)
beginnings = st.integers(0, 5).map(lambda length: {3 * step: step / 8 for step in range(length)})


def made(trials: list[Points]) -> Curves:
    """Trials 10, 11, ... with those points."""
    steps = [step for of in trials for step in sorted(of)]
    values = [of[step] for of in trials for step in sorted(of)]
    borders = np.concatenate([[0], np.cumsum([len(of) for of in trials])]).astype(np.int64)
    ids = 10 + np.arange(len(trials))
    return Curves.ragged("train_loss", ids, borders, np.array(steps, np.int32), np.array(values, float))


def read(curves: Curves) -> list[Points]:
    rows = [curves.row(row) for row in range(len(curves.trials))]
    return [dict(zip(steps.tolist(), values.tolist(), strict=True)) for steps, values in rows]


@given(st.lists(points | beginnings, max_size=5), st.data())
def test_every_look_at_a_curve_sees_the_same_points(trials, data):
    curves = made(trials)
    assert read(curves) == trials
    steps = sorted({step for of in trials for step in of})
    assert curves.steps.tolist() == steps
    expected = [[of.get(step, np.nan) for step in steps] for of in trials]
    np.testing.assert_array_equal(curves.values, np.array(expected).reshape(len(trials), len(steps)))
    rows = np.array(
        data.draw(st.lists(st.sampled_from(range(len(trials))), max_size=6) if trials else st.just([])), int
    )
    some = curves.take(rows)
    assert some.trials.tolist() == (10 + rows).tolist()
    if not curves.regular:
        assert read(some) == [trials[row] for row in rows]
    width = data.draw(st.integers(0, 8))
    np.testing.assert_array_equal(curves.matrix(rows, width), curves.values[rows, :width])
    assert curves.all_steps().tolist() == [step for of in trials for step in sorted(of)]
    joined = Curves.joined([curves, curves.renumbered(curves.trials + 100)])
    assert read(joined) == [*trials, *trials]
    assert joined.trials.tolist() == [*curves.trials, *(curves.trials + 100)]


def test_one_long_trial_costs_its_own_points_only():
    """400 trials of 20 epochs and one of 20,000: a matrix of them takes 200 times the points."""
    counts = np.array([*[600] * 400, 600_000])
    borders = np.concatenate([[0], np.cumsum(counts)])
    steps = np.concatenate([np.arange(count, dtype=np.int32) for count in counts])
    curves = Curves.ragged("train_loss", np.arange(401), borders, steps, np.zeros(borders[-1], np.float32))
    kept = sum(getattr(curves, name).nbytes for name in ("borders", "recorded", "_steps"))
    assert kept < 4 * 840_000 + 8 * 600_000 + 4096
    assert curves.shared
    assert not curves.regular
    assert curves.take(np.array([400, 1])).counts.tolist() == [600_000, 600]


def test_a_matrix_that_does_not_fit_is_refused(monkeypatch):
    monkeypatch.setattr("trainlab.free_memory.SMALL", 100)
    monkeypatch.setenv("TRAINLAB_MEMORY", "200")
    curves = made([dict.fromkeys(range(30), 0.0), {0: 1.0}])
    with pytest.raises(StudyError, match=r"^train_loss as a matrix of 2 trials and 30 steps would "):
        _ = curves.values
    assert curves.row(1)[1].tolist() == [1.0]


@given(st.lists(st.integers(0, 40), max_size=30), st.integers(1, 200), st.booleans())
def test_rows_in_blocks_are_all_there_once_and_fit(counts, most, shared):
    blocks = list(like_rows(np.array(counts, int), most, shared))
    assert sorted(row for block in blocks for row in block.tolist()) == list(range(len(counts)))
    for block in blocks:
        width = max(counts[row] for row in block) if shared else sum(counts[row] for row in block)
        assert len(block) == 1 or len(block) * width <= most


@given(st.lists(st.integers(0, 50) | st.integers(10**9, 10**9 + 50), max_size=30))
def test_different_steps(steps):
    assert curves_file.different(np.array(steps, np.int32)).tolist() == sorted(set(steps))
