from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"  # before any test module here imports keras

# One laboratory serves the tests of two folders.
sys.path.insert(0, str(Path(__file__).parents[1] / "scale"))

import pytest
from laboratory import Laboratory


@pytest.fixture(scope="session")
def laboratory() -> Laboratory:
    """Trains studies in memory."""
    return Laboratory()
