from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import trainlab as tl

RECIPE = {"optimizer": "sgd", "steps": 60, "batch_size": 100}


@pytest.fixture(scope="session")
def study(tmp_path_factory) -> tl.Study:
    """12 trials on half-moons: six learning rates, the last of which diverges, with two seeds each."""
    root = tmp_path_factory.mktemp("moons")
    return tl.run("moons", "2-4-2", **RECIPE, learning_rate=tl.log(1e-3, 1e3, 6), seeds=2, root=root)


@pytest.fixture(scope="session")
def arrays() -> tl.Dataset:
    """Two classes of three numbers of very different sizes; the second says which class."""
    generator = np.random.default_rng(5)
    x = generator.normal(size=(200, 3)) * (1, 5, 100) + (0, 50, -300)
    y = np.where(x[:, 1] + generator.normal(size=200) > 50, "far", "near\n<b>")
    return tl.Dataset.from_arrays(x, y, features=["a", "b,", "c\n"], name="moons")


@pytest.fixture(scope="session")
def arrays_study(arrays, tmp_path_factory) -> tl.Study:
    """Two trials on arrays, of which the second standardises them."""
    root = tmp_path_factory.mktemp("arrays")
    return tl.run(
        arrays, "3-4-1", standardize=[False, True], optimizer="adam", steps=40, batch_size=20, root=root
    )


@pytest.fixture
def csv(tmp_path) -> Path:
    """A table of two columns and their class."""
    x = np.random.default_rng(1).normal(size=(120, 2))
    rows = [f"{a},{b},{'fake' if a > b else 'real'}" for a, b in x]
    path = tmp_path / "data" / "notes.csv"
    path.parent.mkdir()
    path.write_text("\n".join(["a,b,is_fake", *rows]))
    return path
