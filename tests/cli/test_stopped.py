"""Commands on a study with stops, schedules and divergences, which was stored but never trained."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trainlab.record import Chunk, Evaluations, Population, StudyInfo, Trial
from trainlab.settings import resolve
from trainlab.store import StudyReader, StudyWriter
from trainlab.tasks import OF_CLASSES

STEPS = 120
ENDS = (
    {"status": "done", "steps": 120},
    {"status": "stopped", "steps": 80, "stopped_by": "early_stopping"},
    {"status": "stopped", "steps": 50, "stopped_by": "until"},
    {"status": "diverged", "steps": 30, "diverged_at": 30},
)


def evaluated(id: int) -> dict[str, float]:
    return dict(zip(OF_CLASSES, (0.2, 0.9, 0.3, 0.8 + id / 100), strict=True))


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """Eight trials: four that keep their learning rate and four that lower it, which end in four ways."""
    root = tmp_path_factory.mktemp("stored") / "runs"
    facts = {"classes": 2, "train": 90, "validation": 10}
    info = StudyInfo("halted", "2026-01-02T03:04:05", "moons", facts, ("schedule",), {})
    given = {"net": "2-4-2", "early_stopping": "validation_loss", "until": "train_loss<0.3", "epochs": 12}
    planned = [
        Trial(
            id, resolve({**given, "schedule": schedule, "seed": id % 4}, "moons"), id // 4, STEPS, 10, 22
        )
        for id, schedule in enumerate(["constant"] * 4 + ["exponential"] * 4)
    ]  # fmt: skip
    plan = [Population(id, {}, tuple(range(4 * id, 4 * id + 4)), 4, 1) for id in (0, 1)]
    with StudyWriter.create(root, info, planned, plan, "data: moons\n") as writer:
        for population in plan:
            trials = tuple(
                replace(
                    planned[id], **ENDS[id % 4], best_step=10, seconds_per_step=1e-3, final=evaluated(id),
                    best=evaluated(id),
                )
                for id in population.trials
            )  # fmt: skip
            losses = np.tile(0.7 * np.exp(-np.arange(STEPS, dtype=np.float32) / 50), (4, 1))
            losses[3, 30] = np.inf
            curves = {"train_loss": losses}
            if population.id == 1:
                curves["learning_rate"] = np.tile(np.geomspace(0.1, 1e-4, STEPS, dtype=np.float32), (4, 1))
            values = np.array([[*evaluated(id).values()] for id in population.trials])
            measured = Evaluations(np.array(population.trials), np.full(4, 10), values)
            recorded = np.array([trial.recorded_steps for trial in trials])
            writer.commit(Chunk(np.array(population.trials), 0, curves, recorded, measured, trials))
        writer.finish(info)
    return root


def test_show_tells_where_trials_stopped_and_by_what(trainlab, root):
    answer = trainlab("show", "--root", root)
    assert (answer.code, answer.err) == (0, "")
    head = answer.out.splitlines()[1:3]
    assert "epochs" in " ".join(head).split()
    rows = {line.split()[1]: line for line in answer.out.splitlines()[4:12]}
    assert "12" in rows["0"].split()
    assert "8" in rows["1"].split()
    assert "until reached" in rows["2"]
    assert "diverged at 30" in rows["3"]
    counted = "stopped early          4 of 8 trials: 2 by early stopping, 2 until train_loss<0.3."
    assert counted in answer.out.splitlines()


def test_show_as_json_says_what_stopped_a_trial(trainlab, root):
    shown = json.loads(trainlab("show", "--json", "--sort", "id", "--root", root).out)["trials"]
    assert [trial["stopped_by"] for trial in shown[:4]] == [None, "early_stopping", "until", None]
    assert [trial["status"] for trial in shown[:4]] == ["done", "stopped", "stopped", "diverged"]
    assert [trial["steps"] for trial in shown[:4]] == [120, 80, 50, 30]


def test_findings_give_early_stopping_its_own_advice(trainlab, root):
    told = json.loads(trainlab("findings", "--json", "--root", root).out)["findings"]
    falling = [finding["trials"] for finding in told if finding["symptom"] == "still falling"]
    assert falling == [[0], [4]]  # not 1 and 2: validation stood still, and the goal was reached


def test_the_losses_of_every_step_are_read_once(trainlab, root, monkeypatch):
    asked = []
    original = StudyReader.curves
    monkeypatch.setattr(
        StudyReader, "curves", lambda self, name, *rest: asked.append(name) or original(self, name, *rest)
    )
    assert trainlab("show", "--root", root).code == 0
    assert asked == ["train_loss"]  # both losses of evaluations are read together, once


@pytest.mark.parametrize("against", ["step", "epoch", "time"])
def test_the_learning_rate_is_drawn_like_any_curve(trainlab, root, tmp_path, against):
    path = tmp_path / "rate.svg"
    answer = trainlab("plot", "--curve", "learning_rate", "--against", against, "-o", path, "--root", root)
    assert (answer.code, answer.err) == (0, "")
    assert path.stat().st_size > 5_000


def test_the_default_name_of_its_picture_says_what_it_shows(trainlab, root, runs):
    answer = trainlab("plot", "--curve", "learning_rate", "--root", root)
    assert answer.out == "halted-20260102-030405-learning_rate.png\n"
