"""``trainlab predict``: the rows of a file, answered by a trained net."""

from __future__ import annotations

import csv
import io

import pytest

import trainlab as tl


@pytest.fixture
def rows(tmp_path):
    (tmp_path / "rows.csv").write_text("x2,id,x1\n0.5,a,1\n-0.25,b,0\n")
    return tmp_path / "rows.csv"


def test_answers_are_printed_or_written(trainlab, trained, rows, tmp_path):
    best = tl.open(trained.folder).best()
    found = best.predict_file(rows)
    answer = trainlab("predict", "demo", rows, "--root", trained.root)
    assert (answer.code, answer.out, answer.err) == (0, found.csv(), "")
    assert list(csv.reader(io.StringIO(answer.out)))[1][0] in found.classes
    out = tmp_path / "out.csv"
    answer = trainlab("predict", f"demo:{best.id}", rows, "-o", out, "--root", trained.root)
    assert answer.out == f"{out}: 2 rows, by trial {best.id} of demo, best weights\n"
    assert out.read_text() == found.csv()


def test_the_last_weights_of_a_trial(trainlab, trained, rows):
    answer = trainlab("predict", "demo", rows, "--trial", 3, "--weights", "final", "--root", trained.root)
    assert answer.out == tl.open(trained.folder).trial(3).predict_file(rows, "final").csv()


def test_a_file_that_is_there_is_kept(trainlab, trained, rows, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("mine")
    refused = trainlab("predict", "demo", rows, "-o", out, "--root", trained.root)
    assert refused.mistake == (
        f"'{out}' is already there: choose another name, or replace it with --force (force=True)."
    )
    assert out.read_text() == "mine"
    assert trainlab("predict", "demo", rows, "-o", out, "--force", "--root", trained.root).code == 0
    assert out.read_text() != "mine"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["demo", "nothing.csv"], "'nothing.csv' cannot be read: No such file or directory."),
        (["demo:0", "rows.csv", "--trial", 1], "'demo:0' and --trial both choose the trial: give one."),
        (["demo", "rows.csv", "-o", "no/out.csv"], "there is no folder 'no' to write predictions to."),
        (["demo", "rows.csv", "--weights", "bset"], "weights must be best or final, not 'bset'."),
    ],
)
def test_mistakes(trainlab, trained, rows, arguments, sentence, monkeypatch):
    monkeypatch.chdir(rows.parent)
    assert trainlab("predict", *arguments, "--root", trained.root).mistake == sentence
