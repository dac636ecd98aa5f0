"""A population that goes on from a checkpoint ends as if it had never stopped, to the last bit."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laboratory import Notebook, assert_same, chosen, laid_out

from trainlab.errors import StudyError
from trainlab.scale.population.pace import Pace

WIDTH, DEVICES = 4, 2

# What there is to remember: momentum, Adam's count of steps, statistics, what is kept of some variables only,
# plateaus, stops, best checkpoints.
STUDIES = {
    "momentum": dict(
        net="2-5-1", vary={"learning_rate": [0.1, 0.3, 1e30, 1.0, 0.01, 1e3]},
        set={"optimizer": "sgd", "momentum": 0.9, "steps": 21, "eval_every": 4, "batch_size": 8},
    ),
    "adam and dropout": dict(
        net="dense6 batchnorm relu dropout dense1",
        vary={"learning_rate": [0.1, 0.01, 1e30], "dropout": [0.1, 0.4]},
        set={"optimizer": "adam", "steps": 14, "eval_every": 5, "batch_size": 11},
    ),
    "best by train loss": dict(
        net="2-5-1", vary={"learning_rate": [0.03, 1.0, 3.0, 1e30, 0.3]},
        set={
            "optimizer": "sgd", "steps": 40, "eval_every": 9, "batch_size": 8, "early_stopping": "train_loss",
            "patience": 2, "check_every": 3,
        },
    ),
    "the weights that step beside the mean": dict(
        net="2-5-1", vary={"learning_rate": [0.1, 0.01, 1e30, 0.3]},
        set={"optimizer": "schedule_free_adamw", "steps": 14, "eval_every": 5, "batch_size": 11},
    ),
    "matrices apart": dict(
        net="2-5-1", vary={"learning_rate": [0.1, 0.01, 1e30, 0.3]},
        set={"optimizer": "muon", "steps": 14, "eval_every": 5, "batch_size": 11},
    ),
    "performance and until": dict(
        net="2-5-1", vary={"learning_rate": [0.03, 1.0, 3.0, 1e30, 0.3]},
        set={
            "optimizer": "rmsprop", "steps": 36, "eval_every": 6, "batch_size": 22, "schedule": "performance",
            "plateau_watch": "validation_loss", "check_every": 4, "until": "validation_accuracy>0.8",
        },
    ),
}  # fmt: skip


class Killed(BaseException):
    """Stands for the end of the process."""


class Mortal(Notebook):
    """Dies when it is handed a certain chunk, which is lost then."""

    def __init__(self, chunks):
        super().__init__()
        self.left = chunks

    def commit(self, chunk, seconds):
        if self.left == 0:
            raise Killed
        self.left -= 1
        super().commit(chunk, seconds)

    def finish(self, info):
        assert self.left > 0, "it was to die"
        super().finish(info)


def resumed(plans, notebook):
    """The plans as a study that was killed knows them, and where they go on."""
    records = {trial.id: trial for chunk in notebook.chunks for trial in chunk.progress}
    plans = [
        replace(plan, trials=tuple(records.get(trial.id, trial) for trial in plan.trials)) for plan in plans
    ]
    latest = {chunk.progress[0].population: chunk.checkpoint for chunk in notebook.chunks}
    return plans, [checkpoint for checkpoint in latest.values() if checkpoint is not None]


@pytest.fixture(scope="module", params=STUDIES, ids=str)
def plans(request, laboratory, xor):
    return [laid_out(plan, WIDTH, DEVICES) for plan in laboratory.plans(xor, **STUDIES[request.param])]


@pytest.fixture(scope="module")
def whole(laboratory, xor, plans):
    return laboratory.train(xor, plans=plans)


def killed(laboratory, xor, plans, steps, chunks):
    """What a study leaves that dies after so many chunks of so many steps."""
    notebook = Mortal(chunks)
    with pytest.raises(Killed):
        laboratory.notebook(xor, plans, notebook=notebook, pace=Pace(steps=steps))
    return notebook


def goes_on(laboratory, xor, plans, notebook, **more):
    """The same study, gone on with from what is left of it."""
    plans, checkpoints = resumed(plans, notebook)
    again = Notebook()
    again.chunks, again.weights = list(notebook.chunks), notebook.weights
    return laboratory.notebook(xor, plans, notebook=again, checkpoints=checkpoints, **more)


def chunks_of(laboratory, xor, plans, steps):
    return len(laboratory.notebook(xor, plans, pace=Pace(steps=steps)).chunks)


@pytest.mark.parametrize("steps", [3, 8])
def test_killed_at_every_boundary_it_ends_the_same(laboratory, xor, plans, whole, steps):
    for chunks in range(chunks_of(laboratory, xor, plans, steps)):
        notebook = goes_on(laboratory, xor, plans, killed(laboratory, xor, plans, steps, chunks))
        for one, other in zip(notebook.outcomes(), whole, strict=True):
            assert_same(one, other)


@given(data=st.data())
@settings(max_examples=6)
def test_killed_again_and_again_it_ends_the_same(laboratory, xor, plans, whole, data):
    notebook, given_plans, checkpoints = Notebook(), plans, []
    for _ in range(data.draw(st.integers(1, 5))):
        steps, chunks = data.draw(st.integers(1, 9)), data.draw(st.integers(0, 4))
        mortal = Mortal(chunks)
        mortal.chunks, mortal.weights = notebook.chunks, notebook.weights
        with suppress(Killed, AssertionError):
            laboratory.notebook(
                xor, given_plans, notebook=mortal, checkpoints=checkpoints, pace=Pace(steps=steps)
            )
        notebook = mortal
        given_plans, checkpoints = resumed(plans, notebook)
    laboratory.notebook(xor, given_plans, notebook=(last := Notebook()), checkpoints=checkpoints)
    last.chunks = [*notebook.chunks, *last.chunks]
    for which, weights in notebook.weights.items():
        assert not weights.keys() & last.weights[which].keys()
        last.weights[which] |= weights
    for one, other in zip(last.outcomes(), whole, strict=True):
        assert_same(one, other)


def test_what_is_over_is_not_compiled_again(laboratory, xor):
    plans = laboratory.plans(
        xor, net="2-5-1", vary={"order_seed": [0, 1]}, set={"steps": 6, "eval_every": 3, "batch_size": 8}
    )
    notebook = killed(laboratory, xor, plans, 6, 1)
    assert {trial.status for trial in resumed(plans, notebook)[0][0].trials} == {"done"}
    again = goes_on(laboratory, xor, plans, notebook)
    assert [population.id for population in again.populations] == [1]
    assert [chunk.progress[0].population for chunk in again.chunks] == [0, 1]


def test_trials_go_on_at_another_width(laboratory, xor):
    """Half the width, for want of memory: nothing is lost, and the numbers agree to rounding."""
    given = {"net": "2-5-1", "vary": {"learning_rate": [0.1, 0.2, 0.3, 0.05]}}
    [plan] = laboratory.plans(xor, **given, set={"steps": 12, "eval_every": 4, "batch_size": 8})
    plan = laid_out(plan, 4, 2)
    whole = laboratory.train(xor, plans=[plan])
    notebook = goes_on(laboratory, xor, [laid_out(plan, 2, 2)], killed(laboratory, xor, [plan], 5, 1))
    for one, other in zip(notebook.outcomes(), whole, strict=True):
        np.testing.assert_array_equal(one.losses[:5], other.losses[:5])
        np.testing.assert_allclose(one.losses, other.losses, rtol=1e-4)
        assert one.evaluations.keys() == other.evaluations.keys()


def test_a_checkpoint_of_another_study_is_refused(laboratory, xor, plans):
    notebook = killed(laboratory, xor, plans, 3, 1)
    _, [checkpoint] = resumed(plans, notebook)
    name, tensor = next(iter(checkpoint.tensors.items()))
    others = {
        "has state.extra": {**checkpoint.tensors, "state.extra": tensor},
        f"lacks {name}": {key: value for key, value in checkpoint.tensors.items() if key != name},
        f"has {name} as float16": {**checkpoint.tensors, name: tensor.astype(np.float16)},
        r"of \(1, 1, 1\), not": {**checkpoint.tensors, name: tensor[:, None, None, :1]},
    }
    for message, tensors in others.items():
        with pytest.raises(StudyError, match=f"the checkpoint of population 0 .*{message}.* continued"):
            laboratory.notebook(xor, plans, checkpoints=[replace(checkpoint, tensors=tensors)])
    for trials in ((0, 0), (0, 99)):
        with pytest.raises(StudyError, match=r"holds trials \[0, "):
            laboratory.notebook(xor, plans, checkpoints=[replace(checkpoint, trials=trials)])


def test_a_checkpoint_is_no_view_of_memory_that_is_given_away(laboratory, xor):
    given = {"net": "2-5-1", "set": {"steps": 12, "eval_every": 4, "batch_size": 8, "optimizer": "adam"}}
    [plan] = laboratory.plans(xor, **given)
    for devices in (1, 2):
        one = chosen(laid_out(plan, devices, devices), [0])
        chunks = laboratory.notebook(xor, [one], pace=Pace(steps=1)).chunks
        again = laboratory.notebook(xor, [one], pace=Pace(steps=6)).chunks
        held = chunks[5].checkpoint.tensors
        for name, tensor in again[0].checkpoint.tensors.items():
            np.testing.assert_array_equal(held[name], tensor)
