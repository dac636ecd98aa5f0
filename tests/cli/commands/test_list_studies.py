"""``trainlab list``, and studies that are found by the names they were given."""

from __future__ import annotations

import csv
import io
import json
import shutil

import pytest

import trainlab as tl
from trainlab.store import find_study

NAMES = ("Base", "v1.2", "lr=0.1", "my run", "実験")


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    root = tmp_path_factory.mktemp("named")
    for name in NAMES:
        tl.run("moons", "2-4-2", steps=3, batch_size=100, name=name, root=root, check=False)
    return root


@pytest.mark.parametrize("name", NAMES)
def test_every_command_finds_a_study_by_the_name_it_was_given(trainlab, many, name, tmp_path):
    for command in (
        ["show", name], ["findings", name], ["ask", name, "train_loss < 9"], ["curves", name],
        ["plot", name, "-o", tmp_path / "a.png"], ["evaluate", name], ["evaluate", f"{name}:0"],
        ["layers", f"{name}:0"], ["layers", name], ["export", name, "-o", tmp_path / "net"],
        ["resume", name],
    ):  # fmt: skip
        answer = trainlab(*command, "--root", many)
        assert answer.code == 0, (command, answer.err)
    assert tl.open(name, root=many).info.name == name


def test_the_exact_name_wins_over_one_that_is_alike(tmp_path):
    for name in ("base", "Base"):
        tl.run("moons", "2-4-2", steps=2, batch_size=100, name=name, root=tmp_path, check=False)
    assert tl.open("base", root=tmp_path).info.name == "base"
    assert tl.open("Base", root=tmp_path).info.name == "Base"


def test_a_damaged_study_of_a_name_hides_no_other(many, tmp_path):
    shutil.copytree(many, tmp_path / "runs")
    damaged = find_study(tmp_path / "runs", "Base")
    (damaged / "study.sqlite").write_bytes(b"SQLite format 3\0" + b"\0" * 4000)
    assert find_study(tmp_path / "runs", "v1.2").name.startswith("v1-2-")


def test_studies_are_listed(trainlab, many):
    answer = trainlab("list", "--root", many)
    assert answer.code == 0
    assert answer.out.splitlines()[0] == f"{many}: 5 studies, the newest first"
    for name in NAMES:
        assert name in answer.out
    rows = json.loads(trainlab("list", "--json", "--root", many).out)
    assert {row["name"] for row in rows} == set(NAMES)
    assert {(row["trials"], row["over"], row["state"]) for row in rows} == {(1, 1, "finished")}
    rows = list(csv.DictReader(io.StringIO(trainlab("list", "--csv", "--top", 2, "--root", many).out)))
    assert len(rows) == 2
    assert "1 of 5 studies" in trainlab("list", "--top", 1, "--root", many).out


def test_a_study_that_cannot_be_read_is_named(trainlab, many, tmp_path):
    shutil.copytree(many, tmp_path / "runs")
    damaged = find_study(tmp_path / "runs", "Base")
    (damaged / "study.sqlite").write_bytes(b"nothing")
    answer = trainlab("list", "--root", tmp_path / "runs")
    assert f"{damaged.name} cannot be read" in answer.out
    assert "4 studies" in answer.out


def test_without_studies_it_says_how_to_make_one(trainlab, runs):
    assert "make one with" in trainlab("list").mistake
