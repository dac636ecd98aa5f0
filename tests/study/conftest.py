from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from saved_weights import save_weights

import trainlab as tl
from trainlab.data import load_dataset
from trainlab.record import Population, StudyInfo, Trial
from trainlab.settings import SETTINGS, resolve
from trainlab.store import StudyWriter
from trainlab.study.registration import KINDS

sys.path.insert(0, str(Path(__file__).parent))

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


SHAPES = {"hidden1.kernel": (2, 4), "hidden1.bias": (4,), "output.kernel": (4, 2), "output.bias": (2,)}


@pytest.fixture(scope="session")
def stored(tmp_path_factory) -> tl.Study:
    """Three trials of 2-4-2 on half-moons with weights that nobody trained: 1 is the best, 2 has not ended.

    The second standardises its inputs and has a leaky activation.
    """
    root = tmp_path_factory.mktemp("stored")
    dataset = load_dataset("moons")
    given = {"net": "2-4-2", "steps": 20}
    leaky = {**given, "activation": "leaky_relu", "leaky_slope": 0.1 + 0.2, "standardize": True}
    settings = [resolve(one, "moons") for one in (given, leaky, {**given, "seed": 5})]
    trials = [
        Trial(
            number, trial, population=number, length=20, steps_per_epoch=10, parameters=22,
            status="running" if number == 2 else "done", steps=20, best_step=10,
            best={"validation_accuracy": accuracy, "validation_loss": 0.5},
            final={"validation_accuracy": 0.5, "validation_loss": float("nan")},
        )
        for number, (trial, accuracy) in enumerate(zip(settings, (0.7, 0.9, 0.8), strict=True))
    ]  # fmt: skip
    populations = [Population(trial.id, {"net": "2-4-2"}, (trial.id,), 1, 1) for trial in trials]
    info = StudyInfo(
        "moons", "2026-01-02T03:04:05", "moons", dataset.facts(), ("activation",), {"trainlab": "0"}
    )
    generator = np.random.default_rng(3)
    with StudyWriter.create(root, info, trials, populations, "data: moons\nnet: 2-4-2\n") as writer:
        for which in ("final", "best"):
            tensors = {
                name: generator.normal(size=(2, *shape)).astype(np.float32) for name, shape in SHAPES.items()
            }
            save_weights(writer, which, "population-000-000", [0, 1], tensors, {"net": "2-4-2"})
        folder = writer.folder
    return tl.open(folder)


@pytest.fixture
def load_file(tmp_path) -> Iterator[Callable[[str, str], ModuleType]]:
    """Writes a module into a file of its own, as a user would, and imports it: ``load_file(name, text)``.

    What modules and tests register is taken back afterwards, and nothing of it is left.
    """
    rooms = [getattr(tl, kind).room() for kind in KINDS]
    before = [*map(dict, rooms)], dict(SETTINGS)

    def load(name: str, text: str) -> ModuleType:
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        specification = importlib.util.spec_from_file_location(name, path)
        assert specification is not None
        assert specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        return module

    yield load
    for room in rooms:
        for name in [*room]:
            room.remove(name)
    assert ([*map(dict, rooms)], dict(SETTINGS)) == before
