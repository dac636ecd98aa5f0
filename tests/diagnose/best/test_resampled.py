"""What the best of many reaches on new examples: simulations whose truth is known."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.diagnose.best._resampled import accuracy_on_others
from trainlab.statistics.wilson import wilson

PHI = NormalDist().cdf


def drawn(random, examples, trials, evaluations, spread, base, shared=0.4, of_trial=0.3):
    """What nets get right, (nets, examples), and how many of all examples there are they would."""
    nets = trials * evaluations
    skill = base + spread * np.repeat(random.standard_normal(trials), evaluations)
    easy = random.standard_normal(examples)
    habit = np.repeat(random.standard_normal((trials, examples)), evaluations, axis=0)
    luck = (1 - shared - of_trial) ** 0.5 * random.standard_normal((nets, examples))
    right = skill[:, None] + shared**0.5 * easy + of_trial**0.5 * habit + luck > 0
    return right, np.array([PHI(one) for one in skill])


@pytest.mark.parametrize(
    ("of", "shown_too_high"),
    [
        ({"examples": 21, "trials": 96, "evaluations": 1, "spread": 0, "base": 0, "shared": 0}, 0.2),
        ({"examples": 60, "trials": 24, "evaluations": 5, "spread": 0.2, "base": 0.8}, 0.04),
        ({"examples": 60, "trials": 24, "evaluations": 5, "spread": 1.0, "base": 0.0, "shared": 0.6}, 0.005),
        ({"examples": 150, "trials": 12, "evaluations": 5, "spread": 0.1, "base": 1.5}, 0.02),
    ],
    ids=["chance", "small differences", "large differences", "good nets"],
)
def test_the_estimate_is_right_on_average_and_its_interval_covers(of, shown_too_high):
    random = np.random.default_rng(0)
    shown, off, covered = [], [], []
    for _ in range(60):
        right, truth = drawn(random, **of)
        best = right.mean(axis=1)
        true = float(truth[random.choice(np.flatnonzero(best == best.max()))])
        found = accuracy_on_others([right])
        low, high = wilson(found.cautious, of["examples"])[0], wilson(found.extrapolated, of["examples"])[1]
        shown.append(best.max() - true)
        off.append((found.cautious + found.extrapolated) / 2 - true)
        covered.append(low <= true <= high)
    assert np.mean(shown) > shown_too_high
    assert abs(np.mean(off)) < 0.02 + 2 * np.std(off) / len(off) ** 0.5 * (of["examples"] < 30)
    assert np.mean(covered) >= 0.8


def test_a_single_net_is_as_good_as_it_is():
    right = np.random.default_rng(1).random((1, 50)) < 0.7
    found = accuracy_on_others([right])
    assert found.cautious == pytest.approx(right.mean(), abs=0.02)
    assert found.extrapolated == pytest.approx(right.mean(), abs=0.02)


def test_splits_of_their_own_count_together():
    """Two nets at chance, each on examples of its own: the luckier one is no better than chance."""
    random = np.random.default_rng(2)
    found = [accuracy_on_others([random.random((40, 30)) < 0.5 for _ in range(2)]) for _ in range(30)]
    assert np.mean([one.cautious for one in found]) == pytest.approx(0.5, abs=0.03)


def test_one_example_cannot_be_left_out():
    assert accuracy_on_others([np.array([[True]])]) is None


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 12), st.integers(0, 9)), min_size=1, max_size=3),
)
def test_it_lies_between_nothing_and_the_best(shapes):
    right = [np.random.default_rng(seed).random((nets, size)) < 0.8 for nets, size, seed in shapes]
    found = accuracy_on_others(right)
    if found is not None:
        assert 0 <= found.cautious <= found.extrapolated <= 1
        assert found == accuracy_on_others(right), "the same study gets the same estimate"
