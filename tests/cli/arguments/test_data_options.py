"""What is said of files at the command line reaches the readers, and what was assumed reaches the person."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import trainlab as tl

CASES = Path(__file__).parents[2] / "data" / "cases"
SHORT = ("--set", "steps=5", "batch_size=8")


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_was_assumed_is_said_before_training(here, trainlab):
    done = trainlab("run", CASES / "irislike.csv", "--net", "2-3", *SHORT)
    assert done.code == 0
    assert "irislike.csv seems to have no header: its first row (2.04, -2.56, setosa)" in done.err
    assert "holds text in one column only, 'x3'" in done.err
    quiet = trainlab("run", CASES / "irislike.csv", "--net", "2-3", *SHORT, "--no-check")
    assert "no header" not in quiet.err
    said = trainlab("run", CASES / "irislike.csv", "--no-header", "--target", "x3", "--net", "2-3", *SHORT)
    assert "no header" not in said.err


def test_every_command_that_reads_data_takes_the_options(here, trainlab):
    file = CASES / "decimal_comma.csv"
    wrong = trainlab("run", file, "--net", "2-2", *SHORT)
    assert wrong.code == 2
    assert "holds '0,1257' in row 2 (the header is row 1), which is not a number." in wrong.err
    assert "--decimal ','" in wrong.err
    comma = ("--decimal", ",")
    assert trainlab("run", file, "--net", "2-2", *SHORT, *comma).code == 0
    assert trainlab("check", file, "--net", "2-4-2", "--set", "batch_size=8", *comma).code in (0, 1)
    assert trainlab("data", "show", file, *comma).code == 0
    assert trainlab("net", "2-4-2", "--data", file, *comma).code == 0
    sweep = ("--rates", "0.1,0.2,0.4", "--seeds", "2", "--steps", "4", "--set", "batch_size=8")
    assert trainlab("sweep-lr", file, "--net", "2-2", *sweep, *comma).code == 0


def test_what_is_said_is_kept_with_the_study(here, trainlab):
    said = ("--missing", "NA,?", "--ignore", "Unnamed: 0", "--separator", "comma", "--drop-missing")
    assert trainlab("run", CASES / "index_unnamed.csv", "--net", "2-2", *SHORT, *said).code == 0
    numbered = trainlab("run", CASES / "index_unnamed.csv", "--net", "3-2", *SHORT, "--root", "other")
    assert "'Unnamed: 0'" in numbered.err
    assert "--ignore" in numbered.err
    study = tl.open(root="runs")
    written = yaml.safe_load((study.folder / "study.yaml").read_text())
    assert written["ignore"] == ["Unnamed: 0"]
    assert written["missing"] == ["NA", "?"]
    assert written["drop_missing"] is True
    assert written["separator"] == "comma"
    assert study.trial(0).input_shape == (2,)
    again = trainlab("run", study.folder / "study.yaml", "--name", "again")
    assert again.code == 0
    assert tl.open("again", "runs").info.dataset["fingerprint"] == study.info.dataset["fingerprint"]


def test_a_dataset_is_written_split_by_split(here, trainlab):
    done = trainlab("data", "get", "moons", "-o", "out", "--as", "tfrecord", "--set", "noise=0.1")
    assert done.out.splitlines() == [
        f"out/moons_{split}.tfrecord: {split}" for split in ("train", "validation", "test")
    ]
    twice = trainlab("data", "get", "moons", "-o", "out", "--as", "tfrecord")
    assert (twice.code, "already there" in twice.err) == (2, True)
    unknown = trainlab("data", "get", "moons", "-o", "out", "--as", "xls")
    assert "unknown kind of file 'xls'" in unknown.err
    files = ("--validation", "out/moons_validation.tfrecord", "--test", "out/moons_test.tfrecord")
    shown = trainlab("data", "show", "out/moons_train.tfrecord", *files)
    assert any(row.split()[:4] == ["all", "900", "100", "1,000"] for row in shown.out.splitlines())


def test_files_that_do_not_agree(here, trainlab):
    Path("a.csv").write_text("a,b,y\n" + "1,2,x\n2,1,z\n" * 10)
    Path("b.csv").write_text("b,c,y\n" + "1,2,x\n2,1,z\n" * 10)
    Path("c.csv").write_text("y,b,a\n" + "x,2,1\nz,1,2\n" * 10)
    wrong = trainlab("data", "show", "a.csv", "--test", "b.csv")
    assert "b.csv must have the columns of a.csv: it lacks a and also has c." in wrong.err
    right = trainlab("data", "show", "a.csv", "--test", "c.csv")
    assert right.code == 0
    none = trainlab("data", "show", "a.csv", "--test", "d.csv")
    assert "there is no file or folder 'd.csv'" in none.err
    own = trainlab("data", "show", CASES / "z_val.npz", "--validation", "a.csv")
    assert "holds validation itself: leave out validation='a.csv'" in own.err
