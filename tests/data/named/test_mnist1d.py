"""MNIST-1D is the published one, number by number."""

from __future__ import annotations

import numpy as np

from trainlab.data.named.mnist1d import curves, mnist1d

# The first examples that make_dataset of https://github.com/greydanus/mnist1d gives with its own settings.
FIRST = [-0.33200567, -0.47191037, -0.77869708, -1.00974083]
DIGITS = [2, 6, 4, 5, 6, 6]


def test_it_is_what_the_published_generator_makes():
    x, y = curves(42)
    np.testing.assert_allclose(x[0, :4], FIRST, rtol=1e-7)
    assert y[:6].tolist() == DIGITS
    assert x.shape == (5000, 40)
    assert np.bincount(y).tolist() == [500] * 10
    np.testing.assert_allclose([x.mean(), x.std()], [0, 1], atol=1e-9)


def test_the_last_thousand_are_test_as_published():
    x, y = curves(42)
    dataset = mnist1d(0)
    np.testing.assert_array_equal(dataset.test.inputs, x[4000:].astype(np.float32))
    np.testing.assert_array_equal(dataset.test.targets, y[4000:])
    assert mnist1d(1).fingerprint != dataset.fingerprint
