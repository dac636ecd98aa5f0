from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest


@pytest.mark.parametrize("growth", [1.0, 1.5, 2.0, 3.0, 10.0])
@pytest.mark.parametrize("first", [1, 3, 8, 10, 1000])
def test_the_rate_is_whole_at_every_restart_and_low_the_step_before(growth, first, rates):
    starts, steps = [0], Fraction(first)
    while len(starts) < 12 and starts[-1] + steps < 2**22:
        starts.append(starts[-1] + steps)
        steps *= Fraction(growth)
    starts = [int(start) for start in starts if start.denominator == 1]
    given = {"schedule": "cosine_restarts", "learning_rate": 0.1, "restart_growth": growth}
    measured = rates(1, at=starts, decay_steps=first, **given)
    np.testing.assert_allclose(measured, 0.1, rtol=1e-5)
    if first > 1:
        before = rates(1, at=np.array(starts[1:]) - 1, decay_steps=first, **given)
        assert (before < 0.08).all()


def test_a_growth_that_32_bits_round_makes_no_restart_late(rates):
    given = {"schedule": "cosine_restarts", "decay_steps": 10_000, "learning_rate": 1.0}
    measured = rates(1, at=[10_000, 21_000, 33_100, 46_410], restart_growth=1.1, **given)
    np.testing.assert_array_equal(measured, 1)
    assert (rates(1, at=[9_999, 20_999, 33_099, 46_409], restart_growth=1.1, **given) < 1e-6).all()


def test_a_restart_lowers_the_height_by_its_share(rates):
    given = {"schedule": "cosine_restarts", "decay_steps": 5, "restart_decay": 0.5, "learning_rate": 1.0}
    np.testing.assert_allclose(rates(1, at=[0, 5, 15, 35, 75], **given), 0.5 ** np.arange(5), rtol=1e-5)


def test_descents_that_hardly_grow_are_as_good_as_equal_ones(rates):
    given = {"schedule": "cosine_restarts", "decay_steps": 100, "learning_rate": 1.0}
    steps = np.arange(30, 2000, 41)
    equal = rates(1, at=steps, restart_growth=1.0, **given)
    for growth in (1 + 2**-23, 1.00000999, 1.0000101):
        growing = rates(1, at=steps, restart_growth=growth, **given)
        np.testing.assert_allclose(growing, equal, atol=0.02)


@pytest.mark.parametrize("growth", [1.001, 1.1, 1.5, 2.0, 7.3])
def test_the_rate_stays_between_its_ends_for_millions_of_steps(growth, rates):
    steps = np.unique(np.geomspace(1, 2**31 - 1, 500).astype(np.int64))
    measured = rates(
        1, at=steps, schedule="cosine_restarts", decay_steps=13, restart_growth=growth, final_rate=0.25,
        learning_rate=1.0,
    )  # fmt: skip
    assert (measured >= 0.25 - 1e-6).all()
    assert (measured <= 1 + 1e-6).all()
