from __future__ import annotations

import pytest

import trainlab as tl
from trainlab.estimate import BatchSweep, RateSweep


@pytest.fixture(scope="session")
def moons_sweep(tmp_path_factory) -> RateSweep:
    """A short learning-rate sweep of a tiny net on half-moons."""
    return tl.sweep_lr(
        "moons", "2-4-2", rates=tl.log(1e-3, 1e2, 16), seeds=3, steps=60, batch_size=100,
        root=tmp_path_factory.mktemp("sweeps"),
    )  # fmt: skip


@pytest.fixture(scope="session")
def batch_sweep(tmp_path_factory) -> BatchSweep:
    """A small batch-size sweep of a tiny net on half-moons, every trial to its end."""
    return tl.sweep_batch(
        "moons", "2-4-2", batch_sizes=[4, 16, 64], rates=[0.1, 0.4, 1.6], seeds=3, steps=40, examples=800,
        root=tmp_path_factory.mktemp("sweeps"),
    )  # fmt: skip
