"""``trainlab resume``: which study goes on, what is said, what is refused."""

from __future__ import annotations

import re
import signal
from functools import partial

import pytest

from trainlab.scale.machine import versions
from trainlab.scale.population.pace import Pace
from trainlab.study.running import progress

ASKED = (
    "run", "moons", "--net", "2-4-2", "--set", "optimizer=sgd", "steps=60", "batch_size=100",
    "--vary", "learning_rate=0.1,1", "--name", "demo",
)  # fmt: skip


@pytest.fixture
def unfinished(runs, trainlab, monkeypatch):
    """A study of which Ctrl-C left one chunk of 20 steps, and what the command said then."""
    monkeypatch.setattr("trainlab.scale.executors.local.Pace", partial(Pace, steps=20))

    class Impatient(progress.RunProgress):
        def training(self, *told, **named):
            super().training(*told, **named)
            signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(progress, "RunProgress", Impatient)
        answer = trainlab(*ASKED)
    [folder] = runs.iterdir()
    return folder, answer


def test_ctrl_c_ends_with_130_and_one_line_on_how_to_go_on(unfinished):
    folder, answer = unfinished
    assert (answer.code, answer.out) == (130, "")
    assert answer.err.endswith(f"trainlab: interrupted; continue with: trainlab resume {folder.name}\n")
    assert "Traceback" not in answer.err


def test_an_unfinished_study_is_shown_as_one_and_goes_on(unfinished, trainlab):
    folder, _ = unfinished
    shown = trainlab("show").out
    assert f"unfinished, 0 of 2 trials are over; where nothing trains it any more, continue with: trainlab resume {folder.name}" in shown  # fmt: skip  # noqa: E501
    answer = trainlab("resume")
    assert answer.code == 0
    assert f"resuming {folder.relative_to(folder.parent.parent)}: 0 of 2 trials are over." in answer.err
    assert "trained 2 trials, 120 steps" in answer.err
    assert "demo: 2 trials" in answer.out
    assert "unfinished" not in answer.out
    # Again: there is nothing to do, which is no mistake where the study is named.
    again = trainlab("resume", "demo")
    assert again.code == 0
    assert "is finished: there is nothing to resume." in again.err
    assert "nothing to resume: every study in 'runs' is finished" in trainlab("resume").mistake


def test_the_same_command_goes_on_and_another_is_refused(unfinished, trainlab, runs):
    folder, _ = unfinished
    assert "its experiment differs in seeds" in trainlab(*ASKED, "--seeds", 2).mistake
    answer = trainlab(*ASKED)
    assert answer.code == 0
    assert "resuming" in answer.err
    assert list(runs.iterdir()) == [folder]


def test_what_changed_is_told_and_a_study_that_goes_on_anyway_is_marked(unfinished, trainlab, monkeypatch):
    real = versions.versions()
    monkeypatch.setattr(versions, "versions", lambda: {**real, "jaxlib": "99"})
    assert f"because jaxlib {real['jaxlib']} is now 99: go back" in trainlab("resume", "demo").mistake
    answer = trainlab("resume", "demo", "--anyway")
    assert answer.code == 0
    words = " ".join(answer.out.split())
    assert re.search(r"departed resumed on \S+ although jaxlib \S+ is now 99\.", words)
    assert '"departures": [\n    "resumed on' in trainlab("show", "--json").out


def test_a_study_that_is_not_there(trainlab, runs):
    assert "there is no study in 'runs' yet" in trainlab("resume").mistake
