"""The recommended learning rate does not move when the seeds change."""

from __future__ import annotations

import math

import numpy as np
import pytest

import trainlab as tl
from trainlab.estimate import estimate_rate_sweep
from trainlab.record import Curves

REPETITIONS, SEEDS = 10, 5


def of_seeds(study, losses, first):
    """The sweep that five of a study's seeds are."""
    records = [trial.record for trial in study.trials]
    chosen = [record for record in records if first <= record.settings["seed"] < first + SEEDS]
    rows = np.isin(losses.trials, [record.id for record in chosen])
    part = Curves(losses.name, losses.trials[rows], losses.steps, losses.values[rows])
    return estimate_rate_sweep(study.info, chosen, part)


def spread(rates):
    """Factor between the largest and the smallest."""
    return max(rates) / min(rates)


def test_ten_repetitions_agree_within_a_factor_of_one_and_a_half(tmp_path):
    # Fifty seeds of every rate are ten repetitions of a sweep with other seeds, trained at once.
    sweep = tl.sweep_lr(
        "moons", "2-8-2", seeds=REPETITIONS * SEEDS, steps=100, batch_size=100, root=tmp_path
    )  # fmt: skip
    study = tl.open(sweep.folder)
    losses = study.recorded("train_loss")
    repeated = [of_seeds(study, losses, SEEDS * number) for number in range(REPETITIONS)]
    recommended = [one.recommended.value for one in repeated]
    assert spread(recommended) < 1.5
    picks = sweep.range_test.picks
    assert picks.size == REPETITIONS * SEEDS
    # A single run of the usual finder moves much further: it is one curve, and its steepest point.
    assert spread(picks[np.isfinite(picks)]) > 3 * spread(recommended)
    # What it recommends trains nearly as far as the best rate of the grid.
    rate = int(np.argmin(np.abs(np.log(sweep.rates / sweep.recommended.value))))
    reached = np.median(sweep.best, axis=1)
    fall = math.log(sweep.start / reached[rate]) / math.log(sweep.start / reached.min())
    assert fall > 0.6


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "net", "settings"),
    [
        ("moons", "2-4-2", {"batch_size": 100}),
        ("moons", "2-8-8-2", {"optimizer": "adam"}),
        ("digits", "64-32-10", {}),
        ("digits", "64-32-10", {"momentum": 0.9}),
    ],
)
def test_repetitions_with_other_seeds_and_orders_agree(data, net, settings, tmp_path):
    recommended = [
        tl.sweep_lr(
            data, net, seed=100 * number, order_seed=number, root=tmp_path, **settings
        ).recommended.value
        for number in range(REPETITIONS)
    ]
    assert spread(recommended) < 1.5
