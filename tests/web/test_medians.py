"""A median that is kept while trials train is the one of the whole curve."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from growing_study import TRIALS
from hypothesis import given, settings
from hypothesis import strategies as st

from trainlab.plots.compute.axes.metric import worst_value
from trainlab.record import Trial
from trainlab.web import medians
from trainlab.web.bands import _group
from trainlab.web.growing import Growing, Points
from trainlab.web.medians import Medians, drawn
from trainlab.web.places import Places


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[list[int], list[str], np.ndarray]]:
    """Commit by commit: how far each trial is, its state, and all values that there will be."""
    number = draw(st.integers(1, 7))
    seed = draw(st.integers(0, 2**16))
    values = np.random.default_rng(seed).normal(size=(number, 400)).round(1).astype(np.float32)
    for row in range(number):
        if draw(st.booleans()):  # what is not finite, before a trial is known to have diverged
            values[row, draw(st.integers(0, 399)) :] = draw(st.sampled_from([np.nan, np.inf]))
    reached, status, found = [0] * number, ["running"] * number, []
    for _ in range(draw(st.integers(1, 6))):
        for row in range(number):
            if status[row] == "running":
                reached[row] += draw(st.integers(0, 60))
                status[row] = draw(st.sampled_from(["running"] * 4 + ["done", "diverged", "stopped"]))
            elif draw(st.integers(0, 9)) == 0:  # a resumed study trains it further
                status[row] = "running"
        found.append((list(reached), list(status), values))
    return found


@settings(max_examples=150, deadline=None)
@given(histories(), st.sampled_from(["train_loss", "probe_share"]), st.booleans())
def test_it_is_the_median_of_the_whole_curve(history, name, again):
    number = len(history[0][0])
    growing, kept = Growing(number), Medians(np.arange(number))
    before = [0] * number
    for reached, status, values in history:
        if again:  # compacted: the curve is read anew
            growing, before = Growing(number), [0] * number
        pieces = [
            (np.full(to - by, row, np.int32), np.arange(by, to, dtype=np.int32), values[row, by:to])
            for row, (by, to) in enumerate(zip(before, reached, strict=True))
            if to > by
        ]
        assert growing.add(pieces)
        before = reached
        trials = [replace(TRIALS[0], id=row, status=status[row], steps=reached[row]) for row in range(number)]
        compare(growing.seen(), kept, trials, name)


def compare(points: Points, kept: Medians, trials: list[Trial], name: str) -> None:
    places = Places("step", [(None, trials)])  # type: ignore[list-item]
    held = [(points, row) for row in range(len(trials))]
    _, middle, below, above = _group(held, range(len(trials)), trials, places, name)
    np.testing.assert_array_equal(kept.of(points, trials, worst_value(name)), drawn(middle, below, above))


def test_only_what_is_new_is_computed(monkeypatch):
    growing, kept = Growing(3), Medians(np.arange(3))
    widths: list[int] = []
    computed = medians.median_and_band
    monkeypatch.setattr(
        medians, "median_and_band", lambda values: widths.append(values.shape[1]) or computed(values)
    )
    for first in range(0, 5000, 50):
        steps = np.arange(first, first + 50, dtype=np.int32)
        growing.add([(np.full(50, row, np.int32), steps, steps.astype(np.float32)) for row in range(3)])
        compare(growing.seen(), kept, [replace(trial, status="running") for trial in TRIALS], "train_loss")
    assert sum(widths) == 5000
