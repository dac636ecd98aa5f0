"""Brackets: their rungs, their cost, and what a budget pays for."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.searches import brackets, halve, smallest_rung, widest

SMALLEST = st.floats(0.001, 1)
ETA = st.floats(1.5, 5)


def cost_by_hand(bracket) -> float:
    """Every trial is trained once up to the rung where it is stopped, or to the end."""
    lengths = []
    for rung in bracket.rungs:
        lengths += [rung.fraction] * (rung.trials - (rung.kept if rung.fraction < 1 else 0))
    assert len(lengths) == bracket.starters
    return math.fsum(lengths)


@given(st.integers(1, 5000), SMALLEST, ETA)
def test_rungs_are_geometric_and_somebody_finishes(starters, smallest, eta):
    bracket = halve(starters, smallest, eta)
    fractions = [rung.fraction for rung in bracket.rungs]
    assert bracket.starters == starters
    assert fractions == sorted(set(fractions))
    assert fractions[-1] == 1
    assert fractions[0] >= smallest * (1 - 1e-6)
    for fraction in fractions:
        power = math.log(fraction) / -math.log(eta)
        assert abs(power - round(power)) < 1e-6
    for rung, after in zip(bracket.rungs, bracket.rungs[1:], strict=False):
        assert rung.kept == after.trials < rung.trials
    assert bracket.rungs[-1].kept == bracket.rungs[-1].trials >= 1
    assert bracket.cost == pytest.approx(cost_by_hand(bracket))


@given(st.integers(3, 3000), st.integers(1, 5), st.integers(2, 4))
def test_one_in_eta_goes_on(starters, depth, eta):
    bracket = halve(starters, eta**-depth, eta)
    for rung in bracket.rungs[:-1]:
        power = round(-math.log(rung.fraction, eta))
        assert rung.kept == max(starters // eta ** (depth - power + 1), 1)


@given(st.floats(1, 3000), SMALLEST, ETA)
def test_the_widest_bracket_uses_the_budget_and_does_not_pass_it(budget, smallest, eta):
    bracket = widest(budget, smallest, eta)
    assert bracket.cost <= budget
    assert halve(bracket.starters + 1, smallest, eta).cost > budget


@given(st.integers(1, 3000), SMALLEST, ETA)
def test_the_cost_never_falls_with_the_number(starters, smallest, eta):
    assert halve(starters + 1, smallest, eta).cost >= halve(starters, smallest, eta).cost - 1e-9


def test_a_budget_below_one_training_pays_for_nothing():
    assert widest(0.99, 0.1) is None
    assert brackets(0.99, 0.1) == []


def test_no_more_trials_start_than_allowed():
    assert widest(1e6, 0.01, most=64).starters == 64


@given(st.floats(1, 2000), SMALLEST, ETA)
def test_hyperband_shares_the_budget_between_brackets(budget, smallest, eta):
    found = brackets(budget, smallest, eta)
    depth = math.floor(-math.log(smallest) / math.log(eta) + 1e-9)
    assert len(found) == min(depth + 1, math.floor(budget))
    assert sum(bracket.cost for bracket in found) <= budget * (1 + 1e-9)
    for place, bracket in enumerate(found):
        assert bracket.rungs[0].fraction >= eta ** -(depth - place) * (1 - 1e-9)
        assert bracket.cost <= budget / len(found)
    starters = [bracket.starters for bracket in found]
    assert starters == sorted(starters, reverse=True)


def test_hyperband_of_the_paper():
    """Table 1 of Li et al. 2018: R = 81, eta = 3, the widest bracket starts with 81 and ends with 1."""
    rungs = halve(81, 1 / 81, 3).rungs
    assert [rung.trials for rung in rungs] == [81, 27, 9, 3, 1]
    assert [round(81 * rung.fraction) for rung in rungs] == [1, 3, 9, 27, 81]


def test_the_first_rung_waits_for_an_epoch_steps_and_evaluations():
    assert smallest_rung([(1000, 50, 1)]) == 0.05  # an epoch
    assert smallest_rung([(1000, 5, 1)]) == 0.02  # twenty steps
    assert smallest_rung([(1000, 5, 10)]) == 0.03  # three evaluations
    assert smallest_rung([(1000, 5, 10), (100, 5, 1)]) == 0.2  # the one that needs longest
    assert smallest_rung([(10, 5, 1)]) == 1
    assert smallest_rung([]) == 1
