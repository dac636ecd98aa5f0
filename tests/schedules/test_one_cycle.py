from __future__ import annotations

import numpy as np
import pytest


def test_the_ends_and_the_peak_are_met(rates):
    given = {"schedule": "one_cycle", "learning_rate": 0.5, "decay_steps": 100}
    measured = rates(150, **given)
    assert measured[0] == np.float32(0.5) * np.float32(0.04)
    assert measured.argmax() == 29
    assert measured[29] == np.float32(0.5)
    last = np.float32(0.5) * np.float32(4e-6)
    np.testing.assert_array_equal(measured[99:], last)
    assert (np.diff(measured[:30]) > 0).all()
    assert (np.diff(measured[29:100]) < 0).all()


@pytest.mark.parametrize("rise", [1e-6, 0.25, 0.3, 0.5, 0.999999])
@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_the_shortest_cycles_have_a_rate_and_end_low(steps, rise, rates):
    measured = rates(6, schedule="one_cycle", learning_rate=1.0, decay_steps=steps, rise=rise)
    assert np.isfinite(measured).all()
    assert (measured >= np.float32(4e-6)).all()
    assert (measured <= 1).all()
    assert (measured[steps - 1 :] == np.float32(4e-6)).all()


def test_a_rise_shorter_than_a_step_starts_on_the_way_down(rates):
    measured = rates(50, schedule="one_cycle", learning_rate=1.0, rise=0.001)
    assert measured[0] > 0.99
    assert (np.diff(measured) < 0).all()
