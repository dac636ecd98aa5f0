"""The weights of trials that have not ended are those of the last commit."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import Interrupted, StudyError
from trainlab.scale.population.pace import Pace


@pytest.fixture(params=["2-4-2", "2-60-60-2", "dense8 batchnorm:relu dense2"])
def interrupted(request, tmp_path, monkeypatch):
    """A study of two trials that was interrupted, and the same trained in full to where it stopped."""
    from trainlab.scale import training

    net, stopped = request.param, []
    real = training._Committer.commit

    def commit(self, chunk, seconds):
        real(self, chunk, seconds)
        stopped.append(chunk.first_step)

    monkeypatch.setattr(training._Committer, "commit", commit)
    monkeypatch.setattr("trainlab.scale.executors.local.Pace", partial(Pace, steps=30))
    monkeypatch.setattr(
        "trainlab.study.running.quiet.StopOnInterrupt.requested", lambda self: len(stopped) >= 2
    )
    recipe = {"learning_rate": [0.05, 0.5], "batch_size": 100, "optimizer": "adam", "check": False}
    with pytest.raises(Interrupted) as stop:
        tl.run("moons", net, steps=400, eval_every=10, name="cut", root=tmp_path, **recipe)
    study = tl.open(stop.value.folder)
    assert not study.finished
    steps = study.trial(0).record.steps
    assert 0 < steps < 400
    monkeypatch.undo()
    whole = tl.run("moons", net, steps=steps, eval_every=10, name="whole", root=tmp_path, **recipe)
    return study, whole


def test_they_are_those_of_a_trial_that_ends_there(interrupted):
    study, whole = interrupted
    for trial, other in zip(study.trials, whole.trials, strict=True):
        for which in ("final", "best"):
            weights, expected = trial.weights(which), other.weights(which)
            assert weights.keys() == expected.keys()
            for name, array in weights.items():
                np.testing.assert_array_equal(array, expected[name], err_msg=f"{which} {name}")
        assert trial.evaluate("test") == other.evaluate("test")


def test_before_the_first_commit_there_are_none(stored):
    with pytest.raises(StudyError, match="trial 2 has no best weights yet"):
        stored.trial(2).weights()
