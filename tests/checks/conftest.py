from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

# The planted bugs lie beside the tests that share them and are no test module.
sys.path.insert(0, str(Path(__file__).parent))

from planted import halves, subject

from trainlab.checks.all_checks import PRACTISED
from trainlab.checks.overfit import few
from trainlab.checks.practice import Practice
from trainlab.checks.subject import Subject
from trainlab.data import Dataset

CONVOLUTIONAL = "conv3x3x4 batchnorm:relu maxpool2 flatten dropout0.5 dense10"


@pytest.fixture(scope="session")
def moons() -> Subject:
    """2-4-2 on half-moons."""
    return subject("moons", "2-4-2")


@pytest.fixture(scope="session")
def convolutional() -> Subject:
    """A small convolutional net with batch normalisation and dropout on digits."""
    return subject("digits", CONVOLUTIONAL)


@pytest.fixture(scope="session")
def easy() -> Dataset:
    """Two classes that one number tells apart."""
    return halves()


@pytest.fixture(scope="session")
def healthy(easy) -> Subject:
    """A net of two hidden layers on data that is easy."""
    return subject(easy, "3-8-8-2", activation="tanh")


def practice(subject: Subject, trials: int = 5) -> tuple[Practice, np.ndarray, np.ndarray]:
    """A practice of a subject, and the examples it draws from."""
    x, y = subject.examples(PRACTISED)
    return Practice(subject, x, len(few(y)), trials), x, y
