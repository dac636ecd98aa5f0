"""A curve that grows holds what a curve that is read whole holds."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from trainlab.record import Curves
from trainlab.store.curves.curve_rows import build_curves
from trainlab.web.growing import Growing, Points

TRIALS = 5


@st.composite
def chunks(draw: st.DrawFn) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """What studies commit: some trials go some steps further; now and then one that does not fit."""
    reached, found = np.zeros(TRIALS, int), []
    for number in range(draw(st.integers(1, 6))):
        rows = sorted(draw(st.sets(st.integers(0, TRIALS - 1), min_size=1)))
        far = dict.fromkeys(rows, 700)
        if draw(st.booleans()):
            far = {row: draw(st.integers(0, 900)) for row in rows}
        gap = draw(st.sampled_from([0, 0, 0, 0, 0, 3]))
        begin = {row: reached[row] + gap for row in rows}
        trial = np.concatenate([np.full(far[row], row, np.int32) for row in rows])
        step = np.concatenate([np.arange(begin[row], begin[row] + far[row], dtype=np.int32) for row in rows])
        found.append((trial, step, np.arange(len(trial), dtype=np.float32) + 1000 * number))
        for row in rows:
            reached[row] += far[row] + (gap if far[row] else 0)
    return found


@settings(max_examples=60)
@given(chunks())
def test_it_holds_what_a_curve_that_is_read_whole_holds(history):
    growing, fits, earlier = Growing(TRIALS), True, []
    for number, piece in enumerate(history, start=1):
        fits = growing.add([piece])
        whole = build_curves("train_loss", np.arange(TRIALS), history[:number], np.float32)
        if not fits:
            break
        seen = growing.seen()
        same(seen, whole)
        assert growing.held == len(whole.recorded)
        earlier.append((seen, whole))
    assert fits == build_curves("train_loss", np.arange(TRIALS), history, np.float32).shared
    for seen, whole in earlier:  # what was handed out stays as it was
        same(seen, whole)


def same(seen: Points, whole) -> None:
    np.testing.assert_array_equal(seen.counts, whole.counts)
    for row in range(TRIALS):
        for one, other in zip(seen.row(row), whole.row(row), strict=True):
            np.testing.assert_array_equal(one, other)


def test_a_trial_that_comes_twice_in_a_piece_does_not_fit():
    trial = np.array([0, 1, 0], np.int32)
    assert not Growing(2).add([(trial, np.array([0, 0, 1], np.int32), np.zeros(3, np.float32))])


def test_trials_with_steps_of_their_own_are_no_points():
    trials, borders, values = np.arange(2), np.array([0, 2, 4]), np.arange(4, dtype=np.float32)
    together = Curves.ragged("train_loss", trials, borders, np.array([0, 1, 0, 1]), values)
    assert Points.of(together) is not None
    assert Points.of(Curves.ragged("train_loss", trials, borders, np.array([0, 1, 0, 5]), values)) is None
