"""The loop that trains the corpus's small tables gives the curves that trainlab gives."""

from __future__ import annotations

import numpy as np
import pytest

import trainlab as tl
from evidence.corpus.loop import Run, train_runs

STEPS = 40

PLAIN = {
    "net": "3-5-4-2", "activation": "tanh", "loss": "cross_entropy", "optimizer": "sgd", "batch_size": 8,
    "l2": 0.0, "bias_init": 0.0, "seed": 3, "learning_rate": 0.2,
}  # fmt: skip
CASES = [
    {},
    {"momentum": 0.9, "learning_rate": 0.05},
    {"optimizer": "adam", "learning_rate": 0.02, "batch_size": 7},
    {"l2": 0.1, "activation": "relu"},
    {"net": "3-6-1", "loss": "mse", "activation": "gelu", "batch_size": "full"},
    {"net": "3-6-1", "activation": "elu", "bias_init": 0.3},
    {"loss": "mse", "activation": "sigmoid", "batch_size": 1},
]


@pytest.fixture(scope="module")
def splits():
    random = np.random.default_rng(0)
    x = random.standard_normal((60, 3)).astype(np.float32)
    y = (x[:, 0] * x[:, 1] > 0).astype(np.int32)
    return {"train": (x[:30], y[:30]), "validation": (x[30:45], y[30:45]), "test": (x[45:], y[45:])}


@pytest.mark.parametrize("change", CASES, ids=str)
def test_it_trains_as_trainlab_does(splits, change, tmp_path):
    settings = PLAIN | change
    data = tl.Dataset.from_arrays(
        *splits["train"], validation=splits["validation"], test=splits["test"], classes=["0", "1"]
    )
    study = tl.run(data, root=tmp_path, check=False, steps=STEPS, eval_every=10, **settings)
    evaluated = study.recorded("validation_loss").steps
    run = Run(
        settings, np.full(STEPS, settings["learning_rate"]), 0,
        {int(step): ("train", "validation") for step in evaluated},
    )  # fmt: skip
    (trained,) = train_runs([run], splits)
    np.testing.assert_allclose(trained.train_loss, study.curves("train_loss")[0], rtol=2e-4)
    for split, loss, accuracy in (
        ("train", "evaluated_train_loss", "train_accuracy"),
        ("validation", "validation_loss", "validation_accuracy"),
    ):
        seen = np.array([trained.seen[split][int(step)] for step in evaluated])
        np.testing.assert_allclose(seen[:, 0], study.curves(loss)[0], rtol=2e-4)
        np.testing.assert_allclose(seen[:, 1], study.curves(accuracy)[0], atol=1e-6)


@pytest.mark.parametrize(
    "change", [{}, {"optimizer": "adam", "learning_rate": 0.02}, {"l2": 0.1, "batch_size": "full"}], ids=str
)
def test_it_predicts_numbers_as_trainlab_does(splits, change, tmp_path):
    settings = {**PLAIN, "loss": "mse", "net": "3-6-1", "learning_rate": 0.05, **change}
    numbers = {
        name: (x, (np.tanh(x[:, 0]) + x[:, 1] ** 2).astype(np.float32)) for name, (x, _) in splits.items()
    }
    data = tl.Dataset.from_arrays(
        *numbers["train"], validation=numbers["validation"], test=numbers["test"], task="regression"
    )
    study = tl.run(
        data, root=tmp_path, check=False, steps=STEPS, eval_every=10, standardize_targets=False, **settings
    )
    evaluated = study.recorded("validation_loss").steps
    looks = {int(step): ("train", "validation") for step in evaluated}
    (trained,) = train_runs(
        [Run({**settings, "task": "regression"}, np.full(STEPS, settings["learning_rate"]), 0, looks)],
        numbers,
    )
    np.testing.assert_allclose(trained.train_loss, study.curves("train_loss")[0], rtol=2e-4)
    for split, curve in (("train", "evaluated_train_loss"), ("validation", "validation_loss")):
        seen = [trained.seen[split][int(step)][0] for step in evaluated]
        np.testing.assert_allclose(seen, study.curves(curve)[0], rtol=2e-4)


def test_nets_trained_together_are_trained_as_alone(splits):
    """Of different lengths and rates, side by side."""
    looks = {0: ("train",), STEPS // 2: ("train", "test")}
    runs = [
        Run(PLAIN | {"seed": seed}, np.full(length, rate), 0, looks)
        for seed, length, rate in ((1, STEPS, 0.1), (2, STEPS // 2, 0.3), (3, STEPS, 1.0))
    ]
    together = train_runs(runs, splits, {"part": ("test", slice(3, 9))})
    for run, trained in zip(runs, together, strict=True):
        (alone,) = train_runs([run], splits)
        np.testing.assert_allclose(trained.train_loss, alone.train_loss, rtol=1e-5)
        assert trained.seen["test"][STEPS // 2] == pytest.approx(alone.seen["test"][STEPS // 2], rel=1e-5)
        (part,) = train_runs([run], splits | {"test": tuple(a[3:9] for a in splits["test"])})
        assert trained.seen["part"][STEPS // 2] == pytest.approx(part.seen["test"][STEPS // 2], rel=1e-5)
