"""``trainlab show``: the table of a study's trials, and the same as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import trainlab as tl


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def rows(output: str) -> list[str]:
    """The ids of the table's rows, in order."""
    return re.findall(r"^ *\d+ +(\d+) ", output, re.MULTILINE)


def test_the_best_come_first_and_the_diverged_last(trainlab, trained):
    answer = trainlab("show", "--root", trained.root)
    assert (answer.code, answer.err) == (0, "")
    shown = rows(answer.out)
    assert shown[0] == str(tl.open(trained.folder).best().id)
    assert set(shown) == {str(number) for number in range(12)}
    assert set(shown[-2:]) == {"10", "11"}
    assert "diverged at" in answer.out
    assert answer.out.endswith(f"study: {trained.folder}\n")


@pytest.mark.parametrize("reference", ["demo", "folder", "path"])
def test_a_study_is_named_in_three_ways(trainlab, trained, reference):
    named = {"demo": "demo", "folder": trained.folder.name, "path": trained.folder}[reference]
    assert trainlab("show", named, "--top", 1, "--root", trained.root).out.startswith("demo: 1 of 12 trials")


def test_trials_are_sorted_by_what_is_asked_for(trainlab, trained):
    sorted_by = {
        key: rows(trainlab("show", "--sort", key, "--root", trained.root).out)
        for key in ("id", "learning_rate", "seed", "validation_loss")
    }
    assert sorted_by["id"] == [str(number) for number in range(12)]
    assert sorted_by["learning_rate"] == sorted_by["id"]
    assert sorted_by["seed"] == [str(number) for number in (*range(0, 12, 2), *range(1, 12, 2))]
    assert sorted_by["validation_loss"][0] == str(tl.open(trained.folder).best("validation_loss").id)


def test_json_is_strict_and_holds_every_trial(trainlab, trained):
    answer = trainlab("show", "--json", "--root", trained.root)
    shown = json.loads(answer.out, parse_constant=refuse)
    study = tl.open(trained.folder)
    assert shown["study"] == str(trained.folder)
    assert (shown["name"], shown["data"], shown["varied"]) == ("demo", "moons", ["learning_rate"])
    assert shown["dataset"] == dict(study.info.dataset)
    assert len(shown["trials"]) == 12
    best = shown["trials"][0]
    assert best["id"] == study.best().id
    assert best["settings"] == study.best().settings
    assert best["best"] == dict(study.best().record.best)
    diverged = next(trial for trial in shown["trials"] if trial["status"] == "diverged")
    assert diverged["diverged_at"] == study.trial(diverged["id"]).record.diverged_at
    assert all(value is None or isinstance(value, float) for value in diverged["final"].values())


def test_json_of_some_trials(trainlab, trained):
    answer = trainlab("show", "--json", "--top", 3, "--sort", "id", "--root", trained.root)
    assert [trial["id"] for trial in json.loads(answer.out)["trials"]] == [0, 1, 2]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nope"], "unknown study 'nope'. In '"),
        (["dem0"], "did you mean 'demo'?"),
        (
            ["--sort", "validation_acuracy"],
            "unknown column to sort trials by 'validation_acuracy': did you mean",
        ),
        (["--sort", "rho"], "unknown column to sort trials by 'rho'"),
        (["--sort", "rho", "--json"], "unknown column to sort trials by 'rho'"),
    ],
)
def test_mistakes_are_one_sentence(trainlab, trained, arguments, sentence):
    assert sentence in trainlab("show", *arguments, "--root", trained.root).mistake


def test_where_there_is_no_study_it_says_how_to_make_one(trainlab, runs):
    for command in ("show", "findings", "plot", "evaluate"):
        assert "make one with 'trainlab run moons --net 2-4-2'" in trainlab(command).mistake
    assert not runs.exists()


def test_a_folder_that_is_no_study_is_refused(trainlab, runs):
    Path("runs/other").mkdir(parents=True)
    Path("runs/other/study.sqlite").write_bytes(b"not a database")
    assert "'runs/other': its study.sqlite is damaged." in trainlab("show").mistake
