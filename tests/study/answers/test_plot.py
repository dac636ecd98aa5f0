"""Figures from Python: what the command draws, and mistakes in Python's words."""

from __future__ import annotations

import pytest

import trainlab as tl
from trainlab.errors import PlotError, StudyError


def lines(figure) -> int:
    """How many lines its panels have, drawn one by one or together."""
    drawn = [axes.get_lines() for axes in figure.axes]
    together = [part.get_paths() for axes in figure.axes for part in axes.collections]
    return sum(map(len, [*drawn, *together]))


def test_curves_of_a_study_a_trial_and_several_studies(study, tmp_path):
    assert lines(study.plot(smooth=1)) >= len(study)
    one = study.trial(3).plot(["train_loss", "validation_loss"])
    assert 0 < lines(one) < lines(study.plot(curve=["train_loss", "validation_loss"]))
    other = tl.run("moons", "2-4-2", steps=20, batch_size=100, name="other", root=tmp_path, check=False)
    assert lines(tl.plot(study, other)) > lines(study.plot())


def test_trials_are_chosen_by_a_condition(study):
    chosen = study.where("learning_rate < 0.1")
    assert [trial.id for trial in chosen] == [
        trial.id for trial in study.trials if trial.settings["learning_rate"] < 0.1
    ]
    assert lines(study.plot(where="learning_rate < 0.1")) < lines(study.plot())


def test_values_against_a_setting(study):
    figure = study.plot(curve="validation_accuracy", against="learning_rate")
    assert "learning" in figure.axes[0].get_xlabel()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"x_limits": (2, 1)}, "x_limits goes from a smaller number to a larger one"),
        ({"y_limits": 3}, "y_limits is two ends"),
        ({"y_limits": ("0", "1")}, "y_limits is two ends"),
        ({"against": "l2"}, "did not vary l2"),
        ({"against": "learning_rate", "smooth": 3}, "only where goes with it"),
        ({"against": ["learning_rate", "step"]}, "one curve and one axis"),
        ({"curve": []}, "curve names at least one"),
        ({"where": "train_loss < -1"}, "no trial of study moons fulfils"),
    ],
)
def test_mistakes_are_in_the_words_of_python(study, options, sentence):
    with pytest.raises(PlotError, match=sentence) as caught:
        study.plot(**options)
    assert "--" not in str(caught.value)


def test_a_trial_and_a_study_must_be_named(study, arrays_study):
    with pytest.raises(StudyError, match="name a study to draw"):
        tl.plot()
    with pytest.raises(PlotError, match="trial is the number of a trial of one study"):
        tl.plot(study, arrays_study, trial=0)
