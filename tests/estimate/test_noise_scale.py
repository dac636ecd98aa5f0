from __future__ import annotations

import numpy as np
import pytest

from trainlab.estimate.noise_scale import noise_scale_on_the_way

STEPS = np.array([0, 10, 20, 30])


def test_sums_are_taken_up_to_the_target_and_then_divided():
    variance = np.array([[8.0, 4.0, 100.0, 100.0], [6.0, 2.0, 1.0, 100.0]])
    square = np.array([[1.0, 0.5, 9.0, 9.0], [1.0, -0.25, 0.5, 9.0]])
    found = noise_scale_on_the_way(STEPS, variance, square, np.array([20.0, 21.0]))
    assert found.value == pytest.approx((8 + 4 + 6 + 2 + 1) / (1 + 0.5 + 1 - 0.25 + 0.5))
    # Student's t with one degree of freedom, on the logarithm: each seed alone is 12 / 1.5 and 9 / 1.25.
    half = 6.3138 * np.log((12 / 1.5) / (9 / 1.25)) / 2
    assert (found.low, found.high) == pytest.approx(
        (found.value / np.exp(half), found.value * np.exp(half)), rel=1e-4
    )


def test_a_seed_that_never_reached_it_counts_whole():
    found = noise_scale_on_the_way(STEPS, np.ones((1, 4)), np.full((1, 4), 0.1), np.array([np.inf]))
    assert found.value == found.low == found.high == pytest.approx(10)


def test_probes_that_are_missing_do_not_count():
    variance = np.array([[5.0, np.nan, 3.0, np.nan]])
    square = np.array([[1.0, 1.0, 1.0, np.nan]])
    assert noise_scale_on_the_way(STEPS, variance, square, np.array([np.inf])).value == pytest.approx(4)


@pytest.mark.parametrize("square", [0.0, -1.0, np.nan])
def test_a_gradient_that_hides_in_its_noise_gives_no_scale(square):
    assert noise_scale_on_the_way(STEPS, np.ones((2, 4)), np.full((2, 4), square), np.full(2, 40.0)) is None


def test_a_seed_without_a_gradient_opens_the_interval():
    variance, square = np.ones((2, 4)), np.array([[1.0] * 4, [-0.5] * 4])
    found = noise_scale_on_the_way(STEPS, variance, square, np.full(2, 40.0))
    assert found.value == pytest.approx(8 / 2)
    assert found.high == np.inf


def test_the_formula_is_recovered_from_gradients_made_up():
    # Gradients of examples scatter around (3, 4) with variance 50 in each of two directions.
    random = np.random.default_rng(0)
    rows = []
    for _ in range(400):
        gradients = random.normal((3, 4), np.sqrt(50), (64, 2))
        noise = ((gradients - gradients.mean(axis=0)) ** 2).sum() / 63
        rows.append((noise, (gradients.mean(axis=0) ** 2).sum() - noise / 64))
    variance, square = np.array(rows).reshape(4, 100, 2).transpose(2, 0, 1)
    found = noise_scale_on_the_way(np.arange(100), variance, square, np.full(4, np.inf))
    assert found.value == pytest.approx(100 / 25, rel=0.05)
