from __future__ import annotations

import numpy as np

from trainlab.estimate.falls import exploded, kernel, share_of_fall, typical_share
from trainlab.estimate.outcomes import Outcomes


def outcomes(best, final, start=(1.0,), diverged=None):
    best, final = (
        np.array(best, float).reshape(-1, len(start)),
        np.array(final, float).reshape(-1, len(start)),
    )
    bad = np.isinf(final) if diverged is None else diverged
    # A seed that fell by a twentieth is told from noise here; what noise is, other tests say.
    learned = final < 0.95 * np.array(start)
    return Outcomes(np.array(start), best, final, bad, learned, bad.all(axis=1), True, False, 1)


def test_shares_are_falls_of_the_log_over_the_largest():
    found = share_of_fall(outcomes([1.0, 0.1, 0.01, 0.5], [1.0, 0.1, 0.01, 0.5]))
    np.testing.assert_allclose(found[:, 0], [0, 0.5, 1, np.log10(2) / 2])


def test_what_was_lost_again_is_no_fall():
    found = share_of_fall(outcomes([0.5, 0.25, 0.01, 0.2], [0.5, 0.25, 1.5, np.inf]))
    np.testing.assert_allclose(found[:, 0], [0.5, 1, 0, 0])


def test_seeds_of_different_depth_count_alike():
    found = share_of_fall(outcomes([[1, 4], [0.1, 2], [0.01, 1]], [[1, 4], [0.1, 2], [0.01, 1]], (1.0, 4.0)))
    np.testing.assert_allclose(found, [[0, 0], [0.5, 0.5], [1, 1]])


def test_a_seed_that_learned_nowhere_says_nothing():
    found = share_of_fall(outcomes([[1, 1], [0.1, 0.97]], [[1, 1], [0.1, 0.97]], (1.0, 1.0)))
    assert np.isnan(found[:, 1]).all()
    weights = kernel(np.array([0.0, 5.0]))
    np.testing.assert_allclose(typical_share(found, weights, np.array([0, 1, 1])), [0, 1], atol=1e-12)
    assert np.isnan(typical_share(found, weights, np.array([1, 1]))).all()


def test_exploded_is_diverged_or_back_at_nothing():
    found = exploded(outcomes([0.9, 0.01, 0.01, 0.1, 0.01], [0.9, 0.01, 0.7, 0.5, np.inf]))
    # The largest fall is log 100; a tenth of it is kept below 10^-0.2 = 0.63. The first was too slow.
    assert found[:, 0].tolist() == [False, False, True, False, True]


def test_of_a_seed_that_learned_nowhere_only_diverged_trials_exploded():
    assert exploded(outcomes([1.0, 0.99, np.inf], [1.0, 1.0, np.inf]))[:, 0].tolist() == [False, False, True]


def test_the_kernel_averages_and_leaves_lonely_rates_alone():
    weights = kernel(np.array([-3.0, 0.0, 0.2]))
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    e = np.exp(-0.5)
    np.testing.assert_allclose(weights[1:, 1:], np.array([[1, e], [e, 1]]) / (1 + e), atol=1e-12)
    np.testing.assert_allclose(weights[0], [1, 0, 0], atol=1e-12)


def test_a_loss_of_zero_is_a_large_fall_and_not_an_infinite_one():
    found = share_of_fall(outcomes([1.0, 0.0], [1.0, 0.0]))
    np.testing.assert_allclose(found[:, 0], [0, 1])
    assert np.isnan(share_of_fall(outcomes([0.0, 0.0], [0.0, 0.0], (0.0,)))).all()
