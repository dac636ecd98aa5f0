"""``trainlab search`` as it is typed."""

from __future__ import annotations

import re

import trainlab as tl

ASKED = (
    "search", "moons", "--net", "2-{4,6}-2", "--vary", "learning_rate",
    "--set", "epochs=18", "batch_size=128", "--budget", "120epochs", "--repeats", "2", "--no-check",
)  # fmt: skip


def test_it_says_what_it_tries_and_shows_what_came_out(trainlab, runs):
    answer = trainlab(*ASKED, "--name", "best")
    assert answer.code == 0
    assert "round 1: " in answer.err
    assert "proposed by sobol" in answer.err
    assert "go on." in answer.err
    assert "best so far: validation loss 0." in answer.err
    assert "with other seeds." in answer.err
    assert re.search(r"best: \d+ (of \d+ )?trials by validation accuracy", answer.out)
    [folder] = runs.iterdir()
    rounds = tl.open(folder)._reader.rounds()
    assert rounds[-1].proposed_by == "repeats"
    assert "stopped early" in answer.out


def test_a_search_may_be_written_in_a_file(trainlab, runs, tmp_path):
    file = tmp_path / "search.yaml"
    file.write_text(
        "data: moons\nnet: 2-4-2\nvary: {learning_rate: usual}\nset: {epochs: 18, batch_size: 128}\n"
        "search: {budget: 999epochs, repeats: 1, proposer: random}\n"
    )
    answer = trainlab("search", str(file), "--budget", "60epochs", "--no-check")
    assert answer.code == 0
    [folder] = runs.iterdir()
    study = tl.open(folder)
    epochs = sum(trial.record.steps / trial.record.steps_per_epoch for trial in study.trials)
    assert 30 < epochs <= 60
    assert [one.proposed_by for one in study._reader.rounds()] == ["random"]


def test_mistakes_are_said_as_the_shell_writes_them(trainlab, runs):
    assert "--budget" in trainlab(*ASKED[:4], "--vary", "learning_rate").mistake
    assert "validation_loss" in trainlab(*ASKED, "--objective", "validation_los").mistake
    assert "budget" in trainlab(*ASKED[:-5], "--budget", "many").mistake
    assert "vary a setting" in trainlab("search", "moons", "--net", "2-4-2", "--budget", "10s").mistake
    assert not runs.exists() or not [*runs.iterdir()]
