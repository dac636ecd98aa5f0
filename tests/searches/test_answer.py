"""Which setting is best beyond seed noise."""

import math

import numpy as np
import pytest
from scipy import stats

from trainlab.searches.answer import Repeated, answer


def repeated(table, chosen_by=0.0):
    return [Repeated(chosen_by, dict(enumerate(row, start=1))) for row in np.asarray(table, float).tolist()]


def test_two_settings_are_compared_by_the_paired_t_test():
    table = np.array([[1.0, 1.2, 0.9, 1.1], [1.4, 1.5, 1.4, 1.3]])
    found = answer(repeated(table, 0.8))
    test = stats.ttest_rel(table[1], table[0]).confidence_interval(0.95)
    assert (found.best, found.seeds) == (0, 4)
    assert found.lead == pytest.approx(0.35)
    assert (found.lead_low, found.lead_high) == pytest.approx((test.low, test.high))
    own = stats.t.interval(0.95, 3, loc=1.05, scale=stats.sem(table[0]))
    assert (found.value, found.low, found.high) == pytest.approx((1.05, *own))
    assert found.optimism == pytest.approx(0.25)
    assert found.alone
    assert found.behind == (1,)


def test_several_are_compared_with_the_residuals_of_all_of_them():
    """The rule again: a two-way table, its residual variance, and Bonferroni's t."""
    table = np.random.default_rng(0).normal(size=(4, 5)) * 0.1 + np.array([[1.0], [1.05], [1.3], [1.6]])
    found = answer(repeated(table))
    rest = table - table.mean(1, keepdims=True) - table.mean(0) + table.mean()
    pooled = 2 * (rest**2).sum() / (3 * 4)
    first = int(table.mean(1).argmin())
    level = [first]
    for other in np.argsort(table.mean(1))[1:].tolist():
        variance = max((table[other] - table[first]).var(ddof=1), pooled)
        half = stats.t.ppf(1 - 0.05 / 3 / 2, 12) * (variance / 5) ** 0.5
        if table[other].mean() - table[first].mean() <= half:
            level.append(other)
    assert found.level == tuple(level)
    assert set(found.level) | set(found.behind) == set(range(4))


def test_the_seed_that_it_was_chosen_by_does_not_count():
    lucky = Repeated(0.1, {1: 1.0, 2: 1.1})
    steady = Repeated(0.5, {1: 0.5, 2: 0.6})
    found = answer([lucky, steady])
    assert found.best == 1
    assert found.optimism == pytest.approx(0.05)


def test_a_setting_of_which_a_seed_diverged_is_not_compared():
    found = answer(repeated([[0.1, math.inf], [0.5, 0.6]]))
    assert (found.best, found.unreliable, found.level) == (1, (0,), (1,))
    assert answer(repeated([[math.inf, math.inf]])) is None


def test_one_seed_tells_nothing_apart():
    found = answer(repeated([[0.1], [0.9]]))
    assert found.level == (0, 1)
    assert (found.low, found.high) == (-math.inf, math.inf)
    assert answer([Repeated(0.5, {})]) is None


def test_only_seeds_that_all_have_are_compared():
    found = answer([Repeated(0, {1: 0.5, 2: 0.6, 3: 0.4}), Repeated(0, {2: 0.9, 3: 0.8, 4: 0.1})])
    assert found.seeds == 2
    assert found.value == pytest.approx(0.5)


@pytest.mark.parametrize("scatter", [(1, 1, 1), (1, 1, 4), (4, 4, 1)])
def test_equal_settings_are_told_apart_in_a_twentieth_of_searches(scatter):
    random = np.random.default_rng(0)
    alone = 0
    for _ in range(400):
        table = random.normal(size=(3, 4)) * np.array(scatter)[:, None] + random.normal(size=4)
        alone += answer(repeated(table)).alone
    assert alone <= 400 * 0.05 + 2 * (400 * 0.05 * 0.95) ** 0.5


def test_the_best_one_is_seldom_left_out_and_a_clear_lead_is_found():
    random = np.random.default_rng(1)
    left_out = found = 0
    for _ in range(300):
        table = random.normal(size=(3, 4)) * 0.1 + np.array([[1.0], [1.02], [1.02]])
        left_out += 0 not in answer(repeated(table)).level
        clear = random.normal(size=(3, 4)) * 0.1 + np.array([[1.0], [1.6], [1.6]])
        one = answer(repeated(clear))
        found += one.alone and one.best == 0
    assert left_out <= 25
    assert found >= 285
