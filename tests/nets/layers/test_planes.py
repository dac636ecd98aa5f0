"""Between rows and planes."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.nets.layers.planes import CROWDED, SPARE, to_planes, to_rows, with_spare
from trainlab.nets.mode import Mode

SHAPE = (2, 3, 4)


def test_rows_are_height_width_channel():
    images = np.arange(5 * 2 * 3 * 4, dtype=np.float32).reshape(5, *SHAPE)
    planes = to_planes(jnp.asarray(images.reshape(5, -1)), SHAPE)
    np.testing.assert_array_equal(planes, images.transpose(3, 1, 2, 0))
    np.testing.assert_array_equal(to_rows(planes), images.reshape(5, -1))


@pytest.mark.parametrize("batch", [1, 100, CROWDED - 1, CROWDED + SPARE])
def test_most_batches_stay_as_they_are(batch):
    planes, mode = jnp.ones((1, 1, 1, batch)), Mode(training=True)
    longer, after = with_spare(planes, mode)
    assert longer is planes
    assert after is mode


@pytest.mark.parametrize("real", [None, jnp.arange(2 * CROWDED) < 300], ids=["whole", "ragged"])
def test_spare_examples_are_not_real(real):
    planes = jnp.ones((1, 1, 1, 2 * CROWDED))
    longer, after = with_spare(planes, Mode(training=True, real=real))
    assert longer.shape == (1, 1, 1, 2 * CROWDED + SPARE)
    assert after.training
    assert after.real is not None
    expected = np.arange(2 * CROWDED + SPARE) < (2 * CROWDED if real is None else 300)
    np.testing.assert_array_equal(after.real, expected)
