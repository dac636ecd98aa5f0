from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"  # before any test module here imports keras

# What tests share lies beside them and is no test module: the oracles here, the laboratory in tests/scale.
HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "scale")]

import pytest  # noqa: E402
from laboratory import Laboratory  # noqa: E402


@pytest.fixture(scope="session")
def laboratory() -> Laboratory:
    """Trains studies in memory."""
    return Laboratory()
