from __future__ import annotations

import sys
from pathlib import Path

import pytest

# The planted bugs lie beside the tests that share them and are no test module.
sys.path.insert(0, str(Path(__file__).parent))

from planted import CONVOLUTIONAL, halves, subject

from trainlab.checks.subject import Subject
from trainlab.data import Dataset


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
