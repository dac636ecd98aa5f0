from __future__ import annotations

# pyright: reportCallIssue=false
# Made-up studies are sequences, spread into arguments.
from dataclasses import astuple, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from trainlab.plots.compute.lines import smoothing
from trainlab.plots.compute.lines.lines import make_lines
from trainlab.plots.compute.lines.smoothing import Group, Look, smooth_groups
from trainlab.record import Status, Trial

POINTS = 60
STATUSES: tuple[Status, ...] = ("done", "diverged", "stopped")


def trial(number: int, status: Status) -> Trial:
    return Trial(
        id=number, settings={}, population=0, length=POINTS, steps_per_epoch=1, parameters=1,
        status=status, steps=POINTS, diverged_at=None, stopped_by=None, seconds_per_step=None, final={},
    )  # fmt: skip


@given(
    seed=st.integers(0, 10_000), seeds=st.lists(st.integers(1, 6), min_size=1, max_size=8),
    window=st.sampled_from([1, 5, None]), columns=st.sampled_from([7, 40, 1000]),
    logs=st.tuples(st.booleans(), st.booleans()),
)  # fmt: skip
@settings(deadline=None)
def test_lines_made_together_are_those_made_one_by_one(seed, seeds, window, columns, logs):
    random = np.random.default_rng(seed)
    x, groups = np.arange(float(POINTS)), []
    for number, count in enumerate(seeds):
        values = random.normal(1, 0.6, (count, POINTS)).astype(np.float32)
        values[random.random((count, POINTS)) < random.choice([0, 0.1])] = random.choice([np.nan, np.inf])
        for row in values:
            row[random.integers(1, 2 * POINTS) :] = np.nan
        statuses = [STATUSES[place] for place in random.integers(0, 3, count)]
        trials = [trial(10 * number + row, status) for row, status in enumerate(statuses)]
        groups.append(Group(trials, x, values, "#000000", "solid", str(number)))
    look = Look(*logs, columns, window, raw=True, worst=np.inf)
    together = make_lines(groups, look)
    apart = [make_lines([replace(group, x=x.copy())], look)[0] for group in groups]
    for line, other in zip(together, apart, strict=True):
        assert (line is None) == (other is None)
        if line is not None and other is not None:
            for mine, its in zip(astuple(line), astuple(other), strict=True):
                np.testing.assert_equal(mine, its)


def test_more_than_fits_at_once_is_smoothed_in_several_turns(monkeypatch):
    x = np.arange(float(POINTS))
    groups = [Group([trial(0, "done")], x, np.full((1, POINTS), place), "", "", "") for place in range(7)]
    turns = []
    alike = smoothing._smooth_alike
    monkeypatch.setattr(smoothing, "AT_ONCE", 3 * POINTS)
    monkeypatch.setattr(
        smoothing, "_smooth_alike", lambda some, look: turns.append(len(some)) or alike(some, look)
    )
    made = list(smooth_groups(groups, Look(False, False, 10, 5, raw=False, worst=np.inf)))
    assert turns == [3, 3, 1]
    assert [smooth.values.mean() for smooth in made if smooth is not None] == list(range(7))
