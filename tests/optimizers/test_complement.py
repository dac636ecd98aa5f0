from __future__ import annotations

import jax
import numpy as np

from trainlab.optimizers.complement import complement


def test_rates_of_seven_decimals_leave_over_what_was_meant():
    rates = np.concatenate([np.arange(10_000) / 1e4, 1 - np.arange(1, 100_000) / 1e7])
    left = jax.jit(complement)(rates.astype(np.float32))
    np.testing.assert_allclose(left, 1 - rates, rtol=3e-7)


def test_other_rates_move_by_no_more_than_their_spacing():
    rates = np.random.default_rng(0).random(10_000).astype(np.float32)
    np.testing.assert_allclose(jax.jit(complement)(rates), 1 - rates.astype(np.float64), rtol=0, atol=1.2e-7)
