"""A study in hand answers for its trials, its curves, its best trial and its findings."""

from __future__ import annotations

import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import StudyError
from trainlab.settings import SETTINGS
from trainlab.tasks import OF_CLASSES


def test_it_has_the_trials_asked_for(study):
    assert len(study) == len(study.trials) == 12
    assert [trial.id for trial in study.trials] == list(range(12))
    rates = [trial.settings["learning_rate"] for trial in study.trials]
    assert rates[::2] == rates[1::2] == pytest.approx(np.geomspace(1e-3, 1e3, 6))
    assert [trial.settings["seed"] for trial in study.trials] == [0, 1] * 6
    assert [trial.status for trial in study.trials[:10]] == ["done"] * 10
    assert all(trial.status.startswith("diverged at step ") for trial in study.trials[10:])


def test_it_says_what_it_is(study):
    assert (study.info.name, study.info.data, study.info.varied) == ("moons", "moons", ("learning_rate",))
    assert study.info.dataset["train"] == 900
    assert {"trainlab", "python", "jax", "numpy"} <= set(study.info.versions)
    assert set(study.info.seconds) == {"compile", "train"}
    assert repr(study) == f"<Study moons: 12 trials of moons, {study.folder}>"
    assert (study.folder / "study.yaml").is_file()


def test_train_loss_has_a_value_for_every_step_until_a_trial_diverged(study):
    losses = study.curves("train_loss")
    assert losses.shape == (12, 60)
    assert np.isfinite(losses[:10]).all()
    for trial in study.trials[10:]:
        stop = trial.record.diverged_at
        assert np.isfinite(losses[trial.id, :stop]).all()
        assert not np.isfinite(losses[trial.id, stop])
        assert np.isnan(losses[trial.id, stop + 1 :]).all()


@pytest.mark.parametrize("name", OF_CLASSES)
def test_evaluations_have_a_value_for_every_evaluation(study, name):
    curve = study.recorded(name)
    assert curve.steps.tolist() == [0, 9, 18, 27, 36, 45, 54, 60]  # an epoch is 9 steps; and the last one
    assert curve.values.shape == (12, 8)
    assert np.isfinite(curve.values[:10]).all()
    for trial in study.trials[:10]:
        assert curve.values[trial.id, -1] == trial.record.final[name]


def test_curves_of_some_trials_come_in_the_order_asked_for(study):
    every = study.curves("validation_loss")
    np.testing.assert_array_equal(study.curves("validation_loss", [7, 2]), every[[7, 2]])
    steps, values = study.trial(7).curve("validation_loss")
    np.testing.assert_array_equal(values, every[7])
    assert steps[-1] == 60


def test_the_best_trial_is_best(study):
    accuracy = [trial.record.best["validation_accuracy"] for trial in study.trials[:10]]
    assert study.best().record.best["validation_accuracy"] == max(accuracy)
    losses = [trial.record.final["validation_loss"] for trial in study.trials[:10]]
    assert study.best("validation_loss", "final").id == int(np.argmin(losses))


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda study: study.curves("trian_loss"), "unknown curve 'trian_loss': did you mean 'train_loss'"),
        (lambda study: study.curves("train_loss", [12]), "no trial 12: its trials are 0 to 11"),
        (lambda study: study.trial(12), "study moons has no trial 12: its trials are 0 to 11"),
        (lambda study: study.best("train_loss"), "unknown curve to rank trials by 'train_loss'"),
        (lambda study: study.best(which="first"), "which must be best or final, not 'first'"),
        (lambda study: study.trial(0).weights("first"), "weights must be best or final, not 'first'"),
    ],
)
def test_what_is_not_there_is_refused(study, ask, words):
    with pytest.raises(StudyError, match=words):
        ask(study)


def test_findings_say_what_happened(study):
    findings = study.findings()
    [infeasible] = [finding for finding in findings if finding.symptom == "infeasible"]
    assert infeasible.trials == (8, 9, 10, 11), "two of them are finite, but far above their start"
    exploded = [finding.trials for finding in findings if finding.symptom == "exploded"]
    assert exploded == [(8,), (9,), (10,), (11,)]
    assert [study.trial(id).record.status for id in (9, 10)] == ["done", "diverged"]
    symptoms = [finding.symptom for finding in findings]
    assert symptoms.index("infeasible") < symptoms.index("exploded"), "the study comes first"


def test_the_frame_has_a_row_for_every_trial(study):
    table = study.frame()
    assert table.num_rows == 12
    for name in SETTINGS:
        if name not in ("steps", "momentum") and name in study.trials[0].settings:
            assert table[name].to_pylist() == [trial.settings[name] for trial in study.trials]
    assert "epochs" not in table.column_names
    assert "rho" not in table.column_names
    assert table["status"].to_pylist() == ["done"] * 10 + ["diverged"] * 2
    assert table["diverged_at"].to_pylist()[:10] == [None] * 10
    best = table["best_validation_accuracy"].to_pylist()
    assert best[study.best().id] == max(best[:10])


def test_a_notebook_shows_it_as_a_table(study):
    html = study._repr_html_()
    assert html.count("<tr>") == 13
    assert "<th>learning_rate</th>" in html


def test_opening_finds_the_newest_a_name_or_a_path(study):
    root = study.folder.parent
    for reference in (None, "moons", study.folder.name, study.folder):
        opened = tl.open(reference, root=root)
        assert opened.folder == study.folder
        np.testing.assert_array_equal(opened.curves("train_loss"), study.curves("train_loss"))
    with pytest.raises(StudyError, match=r"unknown study 'mons'.* did you mean 'moons'"):
        tl.open("mons", root=root)


def test_opening_where_there_is_nothing_says_so(tmp_path):
    with pytest.raises(StudyError, match="there is no study in"):
        tl.open(root=tmp_path / "runs")
    (tmp_path / "empty").mkdir()
    with pytest.raises(StudyError):
        tl.open(tmp_path / "empty", root=tmp_path)


def test_every_public_name_can_be_imported():
    assert all(getattr(tl, name) is not None for name in tl.__all__)
    assert set(dir(tl)) == set(tl.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'runn'"):
        tl.runn  # noqa: B018
