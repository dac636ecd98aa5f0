"""A study in which trials stopped early, as the Python door shows it; it is stored, not trained."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import trainlab as tl
from trainlab.record import Chunk, Evaluations, Population, StudyInfo, Trial
from trainlab.settings import resolve
from trainlab.store import StudyReader, StudyWriter


@pytest.fixture(scope="module")
def stopped(tmp_path_factory) -> tl.Study:
    """Trial 0 makes its 60 steps; trial 1, the better one, stops after 45."""
    info = StudyInfo("halted", "2026-01-02T03:04:05", "moons", {"classes": 2}, ("learning_rate",), {})
    rates = (0.5, 0.25)
    planned = [
        Trial(
            id, resolve({"net": "2-4-2", "learning_rate": rate, "early_stopping": "train_loss"}, "moons"),
            population=0, length=60, steps_per_epoch=10, parameters=22,
        )
        for id, rate in enumerate(rates)
    ]  # fmt: skip
    ended = (
        replace(planned[0], status="done", steps=60, best_step=60, best={"validation_accuracy": 0.8}),
        replace(
            planned[1], status="stopped", steps=45, stopped_by="early_stopping", best_step=40,
            best={"validation_accuracy": 0.9},
        ),
    )  # fmt: skip
    losses = np.tile(np.exp(-np.arange(60, dtype=np.float32) / 20), (2, 1))
    nothing = Evaluations(np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, 4)))
    root = tmp_path_factory.mktemp("stopped")
    with StudyWriter.create(
        root, info, planned, [Population(0, {}, (0, 1), 2, 1)], "data: moons\n"
    ) as writer:
        writer.commit(Chunk(np.arange(2), 0, {"train_loss": losses}, np.array([60, 45]), nothing, ended))
        writer.finish(info)
    return tl.open(writer.folder)


def test_its_curves_end_where_it_stopped(stopped):
    assert np.isfinite(stopped.curves("train_loss")).sum(axis=1).tolist() == [60, 45]
    rates = stopped.curves("learning_rate")
    np.testing.assert_array_equal(rates[0], np.full(60, 0.5, np.float32))
    np.testing.assert_array_equal(rates[1], np.append(np.full(45, 0.25), np.full(15, np.nan)))
    steps, values = stopped.trial(1).curve("learning_rate")
    assert (steps[-1], values[-1]) == (44, 0.25)


def test_it_says_that_it_stopped_and_why(stopped):
    assert stopped.trial(1).status == "stopped at step 45 (early stopping)"
    assert "<td>stopped at step 45 (early stopping)</td>" in stopped._repr_html_()
    table = stopped.frame()
    assert table["stopped_by"].to_pylist() == [None, "early_stopping"]
    assert table["status"].to_pylist() == ["done", "stopped"]
    assert table["steps"].to_pylist() == [60, 45]


def test_it_may_be_the_best(stopped):
    assert stopped.best().id == 1
    assert stopped.best().record.best_step == 40


def test_its_findings_are_those_of_the_steps_it_made(stopped):
    falling = {
        finding.trials: finding for finding in stopped.findings() if finding.symptom == "still falling"
    }
    assert falling.keys() == {(0,), (1,)}
    assert "raise epochs" in falling[0,].advice
    assert "raise patience" in falling[1,].advice
    assert falling[1,].evidence["fall"] == pytest.approx(1 - np.exp(-45 / 4 / 20), rel=0.05)


def test_findings_take_losses_that_were_read_already(stopped, monkeypatch):
    losses = stopped.recorded("train_loss")
    expected = stopped.findings()
    asked = []
    original = StudyReader.curves
    monkeypatch.setattr(
        StudyReader, "curves", lambda self, name, *rest: asked.append(name) or original(self, name, *rest)
    )
    assert stopped.findings(losses) == expected
    assert "train_loss" not in asked
