"""A whole study: what is told while it runs, what is written, and in which order."""

from __future__ import annotations

import numpy as np
import pytest
from laboratory import laid_out

from trainlab.errors import StorageError
from trainlab.scale.observer import Observer
from trainlab.tasks import OF_CLASSES

RECIPE = {"optimizer": "sgd", "momentum": 0.9, "batch_size": 8, "eval_every": 5}


class Listener(Observer):
    """Keeps what a study tells."""

    def __init__(self):
        self.compiled = []
        self.trained = []

    def compiling(self, done, programs):
        self.compiled.append((done, programs))

    def training(self, trial_steps, of, trials, seconds):
        self.trained.append((trial_steps, of, [trial.id for trial in trials], seconds))


@pytest.fixture(scope="module")
def plans(laboratory, xor):
    """Two populations of five trials each; one trial diverges."""
    pair = {"learning_rate": [0.1, 0.1, 1e30, 0.3, 0.2], "steps": [12, 5, 12, 7, 12]}
    made = laboratory.plans(xor, net="2-5-1", pair=pair, vary={"order_seed": [0, 1]}, set=RECIPE)
    return [laid_out(plan, 4, 2) for plan in made]


@pytest.fixture(scope="module")
def listener():
    return Listener()


@pytest.fixture(scope="module")
def notebook(laboratory, xor, plans, listener):
    return laboratory.notebook(xor, plans, progress=listener)


def test_every_trial_is_trained_and_saved_once(notebook, plans):
    outcomes = notebook.outcomes()
    assert [outcome.trial.id for outcome in outcomes] == list(range(10))
    assert sorted(notebook.weights["final"]) == sorted(notebook.weights["best"]) == list(range(10))
    planned = {trial.id: trial for plan in plans for trial in plan.trials}
    for outcome in outcomes:
        trial = outcome.trial
        assert trial.settings == planned[trial.id].settings
        diverges = trial.settings["learning_rate"] == 1e30
        assert trial.status == ("diverged" if diverges else "done")
        assert trial.seconds_per_step > 0


def test_populations_run_one_after_the_other(notebook):
    populations = [trial.population for chunk in notebook.chunks for trial in chunk.progress]
    assert populations == sorted(populations)
    assert [population.id for population in notebook.populations] == [0, 1]
    assert all(population.compile_seconds is not None for population in notebook.populations)


def test_the_order_of_examples_tells_the_populations_apart(notebook):
    outcomes = notebook.outcomes()
    by_order = {seed: [o for o in outcomes if o.trial.settings["order_seed"] == seed] for seed in (0, 1)}
    for one, other in zip(by_order[0], by_order[1], strict=True):
        assert one.losses.tobytes() != other.losses.tobytes()
        assert one.evaluations[0].tobytes() == other.evaluations[0].tobytes()


def test_the_record_of_a_trial_repeats_its_evaluations(notebook):
    for outcome in notebook.outcomes():
        last = max(outcome.evaluations)
        assert list(outcome.trial.final) == list(OF_CLASSES)
        assert list(outcome.trial.final.values()) == outcome.evaluations[last].tolist()
        assert outcome.evaluations[last].dtype == np.float64


def test_progress_counts_up_to_the_whole(notebook, listener):
    # Both populations share their programs, which another test of this session may have compiled already.
    assert listener.compiled in ([(1, 1), (1, 1)], [(0, 0), (0, 0)])
    steps = [told[0] for told in listener.trained]
    assert steps == sorted(steps)
    assert steps[-1] == 2 * (12 + 5 + 12 + 7 + 12)
    assert {told[1] for told in listener.trained} == {steps[-1]}
    assert [told[2] for told in listener.trained] == [chunk.trials.tolist() for chunk in notebook.chunks]
    seconds = [told[3] for told in listener.trained]
    assert seconds == sorted(seconds)
    assert seconds[0] > 0


def test_the_end_tells_the_seconds(notebook):
    assert set(notebook.info.seconds) == {"compile", "train"}
    assert all(value >= 0 for value in notebook.info.seconds.values())
    assert notebook.info.name == "study"


@pytest.mark.parametrize("method", ["commit", "record_population"])
def test_what_the_store_refuses_ends_the_study(laboratory, xor, plans, method):
    def refuse(*arguments):
        raise StorageError("the disk is full")

    finished = []
    with pytest.raises(StorageError, match="the disk is full"):
        laboratory.notebook(xor, plans, **{method: refuse, "finish": finished.append})
    assert finished == []
