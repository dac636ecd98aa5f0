"""A trial's weights after some of its steps, and the pictures made of them."""

from __future__ import annotations

import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import PlotError, StudyError
from trainlab.study.answers.fit import spread_steps
from trainlab.study.networks.along import weights_along

QUICK = {"optimizer": "adam", "activation": "tanh", "progress": False}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    root = tmp_path_factory.mktemp("along") / "runs"
    return tl.run("sine", "1-6-1", learning_rate=[0.01, 0.1], steps=[40, 90], root=root, **QUICK)


def test_they_are_those_of_the_study(study):
    short, long = (
        next(t for t in study.trials if (t.settings["steps"], t.settings["learning_rate"]) == (steps, 0.1))
        for steps in (40, 90)
    )
    found = weights_along(long, [0, 40, 90])
    kept_by = {0: long.initial_weights(), 40: short.weights("final"), 90: long.weights("final")}
    for step, kept in kept_by.items():
        for name, array in kept.items():
            np.testing.assert_allclose(found[step][name], array, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("steps", [[-1], [91], []])
def test_steps_that_were_not_made_are_refused(study, steps):
    long = next(trial for trial in study.trials if trial.settings["steps"] == 90)
    with pytest.raises(StudyError, match="0 to 90"):
        weights_along(long, steps)


def test_a_schedule_that_depends_on_the_length_is_refused(tmp_path):
    study = tl.run("sine", "1-4-1", schedule="cosine", steps=50, root=tmp_path, **QUICK)
    with pytest.raises(StudyError, match="'cosine' depends on how long it trains"):
        weights_along(study.best(), [10])


def test_the_fit_has_a_panel_for_each_step(study):
    figure = study.trial(0).plot_fit([0, 10])
    assert [axes.get_title("left").split(":")[0] for axes in figure.axes] == ["step 0", "step 10"]
    assert study.trial(0).plot_fit().axes[-1].get_title("left").startswith("step 40: validation RMSE ")


def test_predictions_are_drawn_in_the_unit_of_the_target(study):
    against, rest = study.best().plot_predicted("validation").axes
    assert (against.get_xlabel(), rest.get_ylabel()) == ("true y", "residual: predicted - true y")
    told = against.get_title("left")
    error = study.best().evaluate("validation")["rmse"]
    assert told.startswith(f"RMSE {error:.4g}"[:9])


def test_classes_have_no_such_pictures(tmp_path):
    classes = tl.run("moons", "2-4-2", steps=5, root=tmp_path, progress=False).best()
    with pytest.raises(PlotError, match="predicts classes"):
        classes.plot_predicted()
    with pytest.raises(PlotError, match="predicts classes"):
        classes.plot_fit()


def test_more_inputs_have_no_fit(tmp_path):
    more = tl.run("diabetes", "10-4-1", steps=5, root=tmp_path, progress=False).best()
    with pytest.raises(PlotError, match="diabetes has 10 and 1"):
        more.plot_fit()


@pytest.mark.parametrize("made", [0, 1, 2, 7, 100, 12345])
def test_steps_are_spread_from_the_first_to_the_last(made):
    steps = spread_steps(made)
    assert steps[0] == 0
    assert steps[-1] == made
    assert len(set(steps)) == len(steps) <= 6
