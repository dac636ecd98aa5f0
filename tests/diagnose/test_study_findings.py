"""How often findings about settings are wrong by chance: of few studies made up, or many."""

from __future__ import annotations

import numpy as np
import pytest

from evidence.simulations import study_findings as made

FEW, MANY = 40, 400


QUICK = ("grid of 4 x 3, 3 seeds", "two equal settings, 5 seeds", "12 draws of 2 settings, 3 seeds")


@pytest.mark.parametrize("name", [
    name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in made.NULL
])  # fmt: skip
def test_false_alarms_are_rare(name):
    assert made.false_alarms(*made.NULL[name], FEW) <= 6 / FEW, (
        "chance of more is 1 in 70, where 5% are wrong"
    )


@pytest.mark.parametrize("name", [
    name if "2 x 2" in name else pytest.param(name, marks=pytest.mark.slow) for name in made.REAL
])  # fmt: skip
def test_what_acts_is_found_and_not_denied(name):
    seen, denied, told = made.found(*made.REAL[name], FEW)
    assert seen >= 0.5
    assert denied <= 0.05
    assert told <= 6 / FEW


@pytest.mark.endurance
@pytest.mark.parametrize("name", made.NULL)
def test_false_alarms_of_many_studies(name):
    assert made.false_alarms(*made.NULL[name], MANY) <= 0.05 + 2.33 * np.sqrt(0.05 * 0.95 / MANY)


@pytest.mark.endurance
@pytest.mark.parametrize("seeds", made.SEEDS)
@pytest.mark.parametrize("name", made.COVERED)
def test_intervals_hold_the_share(name, seeds):
    design, noise = made.COVERED[name]
    rates = [made.coverage(design(seeds), noise, strength, MANY) for strength in (0.7, 1.5)]
    lowest = 0.78 if seeds == 2 else 0.85  # docs/findings.md says where two seeds are too few
    assert lowest <= np.mean(rates) <= 0.97
