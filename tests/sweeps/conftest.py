from __future__ import annotations

import pytest

import trainlab as tl
from trainlab.estimate import RateSweep


@pytest.fixture(scope="session")
def moons_sweep(tmp_path_factory) -> RateSweep:
    """A short learning-rate sweep of a tiny net on half-moons."""
    return tl.sweep_lr(
        "moons", "2-4-2", rates=tl.log(1e-3, 1e2, 16), seeds=3, steps=60, batch_size=100,
        root=tmp_path_factory.mktemp("sweeps"),
    )  # fmt: skip
