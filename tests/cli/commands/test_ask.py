"""``trainlab ask``: when a condition holds, for people and for programs."""

from __future__ import annotations

import json

import numpy as np

import trainlab as tl

QUESTION = "train_loss < 0.6"


def test_settings_come_first_where_there_are_several_seeds(trainlab, trained):
    answer = trainlab("ask", QUESTION, "--root", trained.root)
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert lines[0] == f"demo: 6 settings, {QUESTION}"
    assert "median" in answer.out
    assert "2 of 2" in answer.out
    assert "holds the median of all possible seeds with 50%" in answer.out
    assert lines[-1] == f"study: {trained.folder}"


def test_a_row_for_each_trial(trainlab, trained):
    answer = trainlab("ask", "demo", QUESTION, "--by", "trial", "--root", trained.root)
    rows = answer.out.splitlines()
    assert rows[0] == f"demo: 12 trials, {QUESTION}"
    assert sum("never (diverged at" in row for row in rows) == 2
    assert sum("never in 60" in row for row in rows) > 0
    assert rows[-2].endswith("of 12 trials answered, " + rows[-2].partition("answered, ")[2])


def test_only_the_first_are_shown(trainlab, trained):
    answer = trainlab("ask", QUESTION, "--by", "trial", "--top", 3, "--root", trained.root)
    assert answer.out.startswith(f"demo: 3 of 12 trials, {QUESTION}\n")
    assert "never" not in answer.out


def test_how_long_it_held_is_said(trainlab, trained):
    assert (
        f"{QUESTION}, 5 points in a row" in trainlab("ask", QUESTION, "--hold", 5, "--root", trained.root).out
    )
    assert (
        f"{QUESTION}, and to the end"
        in trainlab("ask", QUESTION, "--hold", "end", "--root", trained.root).out
    )


def test_json_holds_every_answer_and_null_for_never(trainlab, trained):
    told = json.loads(trainlab("ask", QUESTION, "--json", "--root", trained.root).out)
    answers = tl.open(trained.folder).ask(QUESTION)
    assert told["question"] == QUESTION
    assert told["hold"] == 1
    assert told["reached"] == answers.reached
    assert [one["trial"] for one in told["trials"]] == [one.trial.id for one in answers]
    assert [one["step"] for one in told["trials"]] == [one.step for one in answers]
    assert told["trials"][-1]["step"] is None
    assert told["trials"][-1]["status"].startswith("diverged")
    assert told["trials"][0].keys() == {"trial", "settings", "status", "step", "epoch", "seconds"}
    assert [len(group["trials"]) for group in told["settings"]] == [2] * 6
    assert told["settings"][-1]["step"] == {"value": None, "low": None, "high": None, "coverage": 0.5}
    few = json.loads(trainlab("ask", QUESTION, "--json", "--top", 2, "--root", trained.root).out)
    assert few["trials"] == told["trials"][:2]
    assert few["settings"] == told["settings"][:2]


def test_answers_are_those_of_the_curves(trained):
    study = tl.open(trained.folder)
    losses = study.curves("train_loss")
    expected = [int(np.argmax(row < 0.6)) if (row < 0.6).any() else np.inf for row in losses]
    assert study.ask(QUESTION).steps.tolist() == expected
    accuracy = study.recorded("validation_accuracy")
    both = study.ask("validation_accuracy > 85% and train_loss < 0.6")
    for answer in both:
        if answer.step is not None:
            row = answer.trial.id
            seen = accuracy.values[row, accuracy.steps <= answer.step]
            assert seen[~np.isnan(seen)][-1] > 0.85
            assert losses[row, min(answer.step, 59)] < 0.6


def test_mistakes_are_one_sentence(trainlab, trained):
    ask = lambda *words: trainlab("ask", *words, "--root", trained.root).mistake  # noqa: E731
    assert "did you mean 'train_loss'?" in ask("train_los < 1")
    assert "cannot be chained" in ask("0 < train_loss < 1")
    assert "unknown study 'x'" in ask("x", QUESTION)
    assert "put the question in quotation marks" in ask("train_loss", "<", "1")
    assert "hold must be a number of points" in ask(QUESTION, "--hold", "long")
    assert "a question is a condition" in ask("")
