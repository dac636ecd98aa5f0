from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

# The laboratory lies beside the tests that share it and is no test module.
sys.path.insert(0, str(Path(__file__).parent))

from laboratory import Laboratory

from trainlab.data import Dataset


@pytest.fixture(scope="session")
def laboratory() -> Laboratory:
    """Trains studies in memory."""
    return Laboratory()


@pytest.fixture(scope="session")
def xor() -> Dataset:
    """44 training examples of two classes, which batches of 8 do not divide, and 21 to validate."""
    return two_inputs(44, 21, 2)


@pytest.fixture(scope="session")
def sectors() -> Dataset:
    """The same of three classes."""
    return two_inputs(44, 21, 3)


def two_inputs(train: int, validation: int, classes: int) -> Dataset:
    draw = np.random.default_rng(classes)
    x = draw.normal(size=(train + validation, 2))
    if classes == 2:
        y = x[:, 0] * x[:, 1] > 0
    else:
        y = np.floor((np.arctan2(x[:, 1], x[:, 0]) / (2 * np.pi) % 1) * classes)
    y = np.where(draw.random(len(y)) < 0.1, 0, y).astype(int)
    held_out, name = (x[train:], y[train:]), f"{classes} classes"
    return Dataset.from_arrays(x[:train], y[:train], validation=held_out, test=held_out, name=name)
