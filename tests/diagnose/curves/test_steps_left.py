"""How much longer a loss falls: shapes whose answer is known, under noise."""

from __future__ import annotations

import numpy as np
import pytest

from trainlab.diagnose.curves.levels import BLOCKS
from trainlab.diagnose.curves.series import Series
from trainlab.diagnose.curves.steps_left import HORIZON, predict_flattening

NOW = (np.arange(BLOCKS) + 0.5) / BLOCKS
AHEAD = np.linspace(1, HORIZON, 4000)


def flat(earlier, now, start):
    return earlier - now < 0.05 * earlier


def predicted(curve, noise, draws=40):
    values = curve(NOW) * np.exp(noise * np.random.default_rng(0).standard_normal((draws, BLOCKS)))
    return predict(values)


def predict(values):
    rows = len(values)
    steps = np.broadcast_to(np.arange(BLOCKS), (rows, BLOCKS))
    times = np.broadcast_to(NOW, (rows, BLOCKS))
    series = Series("train_loss", np.full(rows, BLOCKS), steps, times, values)
    return predict_flattening(series, np.arange(rows), values[:, 0], flat)


@pytest.mark.parametrize("speed", [1.5, 2.0, 3.0])
@pytest.mark.parametrize("noise", [0.01, 0.03])
def test_intervals_hold_the_truth_and_estimates_are_near_it(speed, noise):
    def curve(t):
        return 0.02 + np.exp(-speed * t)

    truth = AHEAD[np.argmax(flat(curve(0.75 * AHEAD), curve(AHEAD), 0))]
    left = predicted(curve, noise)
    held = (left.low <= truth * 1.1) & (truth <= left.high * 1.1)
    assert held.mean() >= 0.7
    assert truth / 2.5 < np.median(left.middle) < 2.5 * truth


def test_a_higher_floor_is_reached_sooner():
    lows = [
        np.median(predicted(lambda t, floor=floor: floor + np.exp(-3 * t), 0.002).low)
        for floor in (0.02, 0.1, 0.3, 0.5)
    ]
    assert lows == sorted(lows, reverse=True)
    assert lows[0] > 1.5 * lows[-1]


def test_what_never_flattens_is_not_foretold_to():
    assert (predicted(lambda t: (t + 0.001) ** -0.5, 0.01).high == HORIZON).mean() > 0.9


def test_a_rising_or_constant_loss_breaks_nothing():
    for curve in (lambda t: 1 + t, lambda t: np.ones_like(t), lambda t: 1e-12 * np.ones_like(t)):
        left = predicted(curve, 0.0)
        for ends in (left.low, left.middle, left.high):
            assert ((ends >= 1) & (ends <= HORIZON)).all()
