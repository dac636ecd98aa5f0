"""``trainlab run``: from what is typed, or written in a file, to a study; a mistake leaves nothing behind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import trainlab as tl
from trainlab.experiments import Experiment, propose


def test_a_run_ends_with_its_best_trials_its_findings_and_its_place(trained):
    answer = trained.answer
    assert answer.code == 0
    assert "demo: 5 of 12 trials by validation accuracy" in answer.out
    rows = [line for line in answer.out.splitlines() if re.match(r"\s*[1-5]\s+\d", line)]
    assert len(rows) == 5
    assert all(re.search("[▁▂▃▄▅▆▇█]{5,}", row) for row in rows)
    assert "infeasible" in answer.out, "what the study says includes which part of it diverged"
    assert f"study: {trained.folder}\n" in answer.out


def test_a_run_says_how_long_it_compiled_and_trained(trained):
    pattern = r"compiled 1 program in [\d.]+ s; trained 12 trials, (\d+) steps in [\d.]+ s \(.* steps/s\)\n"
    match = re.fullmatch(pattern, trained.answer.err)
    assert match
    # Steps that diverged trials did not make are not counted.
    steps = [trial.record.steps for trial in tl.open(trained.folder).trials]
    assert int(match[1]) == sum(steps) < 12 * 60


def test_the_command_line_becomes_an_experiment(asked):
    experiment = asked(
        "banknote", "--net", "4-6-6-1", "--set", "optimizer=adam", "l2=0.1",
        "--vary", "learning_rate=log:0.01:1:3", "--vary", "momentum=0,0.9",
        "--pair", "batch_size=1,full", "epochs=10,20", "--seeds", 5, "--seed", 3,
        "--name", "mine",
    )  # fmt: skip
    assert experiment == Experiment.of(
        data="banknote",
        net="4-6-6-1",
        set={"optimizer": "adam", "l2": "0.1"},
        vary={"learning_rate": "log:0.01:1:3", "momentum": "0,0.9"},
        pair={"batch_size": "1,full", "epochs": "10,20"},
        seeds=5,
        seed=3,
        name="mine",
    )


def test_draws_from_the_command_line(asked):
    arguments = (
        "moons",
        "--net",
        "2-2",
        "--vary",
        "learning_rate=random-log:1e-4:1",
        "l2=choice:0,0.1",
        "--trials",
        4,
    )
    first, second, other = (propose(asked(*arguments, "--seed", seed)).settings for seed in (1, 1, 2))
    assert first == second
    assert [trial["learning_rate"] for trial in first] != [trial["learning_rate"] for trial in other]


WRITTEN = """
data: moons
net: 2-4-2
set: {epochs: 5, optimizer: adam, l2: 1e-3}
vary: {learning_rate: [0.1, 0.2], batch_size: [8, 16]}
seeds: 2
seed: 1
name: written
"""


@pytest.fixture
def yaml(tmp_path) -> Path:
    path = tmp_path / "my.yaml"
    path.write_text(WRITTEN)
    return path


def test_a_file_is_run_as_it_is(asked, yaml):
    assert asked(yaml) == Experiment.parse(WRITTEN, yaml)
    shouted = yaml.rename(yaml.with_name("MY.YML"))
    assert asked(shouted) == Experiment.parse(WRITTEN, yaml)


@pytest.mark.parametrize(
    ("arguments", "changes"),
    [
        (["--name", "typed", "--seeds", 3], {"name": "typed", "seeds": 3}),
        (["--seed", 0], {"seed": 0}),
        (["--net", "2-8-2"], {"net": "2-8-2"}),
        (["--set", "l2=0"], {"set": {"epochs": 5, "optimizer": "adam", "l2": "0"}}),
        (["--set", "beta_1=0"], {"set": {"epochs": 5, "optimizer": "adam", "l2": "1e-3", "beta_1": "0"}}),
        (["--set", "steps=7"], {"set": {"optimizer": "adam", "l2": "1e-3", "steps": "7"}}),
        (
            ["--set", "learning_rate=1"],
            {
                "set": {"epochs": 5, "optimizer": "adam", "l2": "1e-3", "learning_rate": "1"},
                "vary": {"batch_size": [8, 16]},
            },
        ),
        (
            ["--vary", "l2=0,1"],
            {
                "set": {"epochs": 5, "optimizer": "adam"},
                "vary": {"learning_rate": [0.1, 0.2], "batch_size": [8, 16], "l2": "0,1"},
            },
        ),
        (["--vary", "batch_size=1"], {"vary": {"learning_rate": [0.1, 0.2], "batch_size": "1"}}),
        (
            ["--pair", "batch_size=1,2", "epochs=1,2"],
            {
                "set": {"optimizer": "adam", "l2": "1e-3"},
                "vary": {"learning_rate": [0.1, 0.2]},
                "pair": {"batch_size": "1,2", "epochs": "1,2"},
            },
        ),
    ],
)
def test_what_is_typed_replaces_what_is_written(asked, yaml, arguments, changes):
    expected = Experiment.parse(WRITTEN, yaml).model_dump(exclude_defaults=True) | changes
    experiment = asked(yaml, *arguments)
    assert experiment == Experiment.of(**expected)
    propose(experiment)


def test_a_varied_net_or_seed_replaces_the_written_one(asked, yaml):
    nets = asked(yaml, "--vary", "net=2-2,2-3-2")
    assert (nets.net, nets.vary["net"]) == (None, "2-2,2-3-2")
    yaml.write_text("data: moons\nvary: {net: [2-2, 2-3-2], seed: [1, 2]}")
    fixed = asked(yaml, "--net", "2-4-2", "--seed", 5)
    assert (fixed.net, fixed.seed, fixed.vary) == ("2-4-2", 5, {})


def test_a_file_names_its_data_beside_itself(asked, tmp_path, monkeypatch):
    folder = tmp_path / "experiments"
    folder.mkdir()
    (folder / "my.yaml").write_text("data: notes.csv\nnet: 2-2")
    (folder / "notes.csv").write_text("a,b,c")
    assert asked(folder / "my.yaml").data == str(folder / "notes.csv")
    (folder / "notes.csv").rename(tmp_path / "notes.csv")
    assert asked("experiments/my.yaml").data == str(tmp_path / "notes.csv")


def test_a_finished_study_is_run_again_from_its_own_file(trainlab, trained, tmp_path):
    import numpy as np

    answer = trainlab("run", trained.folder / "study.yaml", "--root", tmp_path, "--name", "again")
    assert answer.code == 0
    again = tl.open("again", root=tmp_path)
    np.testing.assert_array_equal(again.curves("train_loss"), tl.open(trained.folder).curves("train_loss"))


def test_trials_left_out_are_counted(trainlab, runs):
    answer = trainlab(
        "run", "moons", "--net", "2-4-2", "--set", "steps=60", "batch_size=100", "--seeds", 2,
        "--vary", "optimizer=adam,lion", "--vary", "amsgrad=false,true",
    )  # fmt: skip
    assert answer.code == 0
    assert answer.err.endswith("left out 2 trials that would have repeated others\n")
    assert "6 trials by validation accuracy" in answer.out


def test_what_can_differ_in_fewer_ways_than_draws_are_asked_for_is_tried_whole(trainlab, runs):
    answer = trainlab(
        "run", "moons", "--net", "2-4-2", "--set", "steps=60", "batch_size=100", "--seeds", 2,
        "--vary", "optimizer=choice:sgd,sgd", "--trials", 3,
    )  # fmt: skip
    assert answer.code == 0
    assert "3 draws of optimizer were asked for: optimizer can differ in 1 way only" in answer.err
    assert "2 trials by validation accuracy" in answer.out


def test_ctrl_c_is_one_line_and_exit_code_130(trainlab, runs, monkeypatch):
    def interrupt(self: object, *_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("trainlab.study.running.progress.RunProgress.training", interrupt)
    answer = trainlab(
        "run",
        "moons",
        "--net",
        "2-4-2",
        "--set",
        "steps=60",
        "batch_size=100",
        "--vary",
        "learning_rate=0.1,1",
        "--name",
        "cut",
    )
    assert (answer.code, answer.out) == (130, "")
    assert (
        answer.err
        == "trainlab: interrupted; what was committed is kept: see 'trainlab show', and 'trainlab resume'.\n"
    )
    shown = trainlab("show")
    assert shown.code == 0
    assert "cut: 2 trials" in shown.out
    assert trainlab("findings").code == 0


def test_keep_leaves_what_the_best_trial_predicts(trainlab, tmp_path):
    from trainlab.store.predictions import kept_predictions

    arguments = ("--set", "steps=20", "batch_size=100", "--vary", "learning_rate=0.1,1", "--keep")
    answer = trainlab("run", "moons", "--net", "2-4-2", *arguments, "--root", tmp_path)
    assert answer.code == 0
    [study] = tl.studies(tmp_path)
    best = study.open().best()
    [kept] = kept_predictions(study.folder, best.id)
    assert (kept.split, kept.weights) == ("validation", "best")
    right = (kept.targets == kept.predicted).mean()
    assert right == pytest.approx(best.evaluate("validation")["accuracy"])


def test_a_net_of_numbers_has_nothing_to_keep_and_says_so(trainlab, tmp_path):
    arguments = ("--set", "steps=5", "batch_size=100", "--keep", "--root", tmp_path)
    answer = trainlab("run", "sine", "--net", "1-2-1", *arguments)
    assert answer.code == 0
    assert "nothing is kept: the net predicts numbers" in answer.err
    assert not list(tmp_path.glob("*/predictions-*"))
