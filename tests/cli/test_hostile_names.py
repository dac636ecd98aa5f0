"""Names from anywhere, in every command: none steers the terminal, is markup, or makes a line of its own."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

import trainlab as tl
from trainlab.store import StudyReader
from trainlab.store.curves.parquet import write_part
from trainlab.store.curves.parts import insert_part
from trainlab.store.folder.names import DATABASE

HPARAMS: Any = import_module("tensorboard.plugins.hparams.plugin_data_pb2")  # made when it is imported

MARK = "FAKE"
"""What no line may begin with: it would be a stranger's."""

EVIL = f"\x1b[31m\x07\x9b2J\x7f\b\r\n{MARK}\u202e[@red]:smile:" + r"$\frac{"
"""Colours, a bell, C1 controls, a false line, text turned around, markup, mathematics."""

TABLE = r"table[red]:smile:$\frac{.csv"
FORMULA = '=cmd|"/c calc"!A1'

STEERING = re.compile(
    "[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def evil(name: str, slash: str = "/") -> str:
    """A name that still says which it is; a file's has another sign for the slash of markup."""
    return name + EVIL.replace("@", slash)


def check_plain(printed: str) -> None:
    """Nothing in it steers a terminal, and every line is one of ours."""
    assert STEERING.findall(printed) == []
    assert [line for line in printed.split("\n") if line.strip().startswith(MARK)] == []


def write_table(path: Path) -> Path:
    """80 rows, with hostile names of columns and classes, and an odd column that is worth a remark."""
    rng = np.random.default_rng(0)
    names = [evil("a"), evil("b"), FORMULA, evil("constant"), evil("target")]
    rows = [[*rng.normal(size=3).round(3), 1.0, (evil("yes"), FORMULA, "@no")[row % 3]] for row in range(80)]
    quoted = [
        [f'"{cell}"'.replace('"/', '""/').replace('c"!', 'c""!') for cell in row] for row in [names, *rows]
    ]
    path.write_bytes("\n".join(map(",".join, quoted)).encode())
    return path


def poison(folder: Path, unknown: bool) -> None:
    """Make the names in a study hostile, as a stranger's may be.

    Args:
        folder: the study.
        unknown: whether it also has settings and curves of hostile names, which no trainlab knows.
    """
    reader = StudyReader(folder)
    varied = [*reader.info.varied, *[evil("named")] * unknown]
    with closing(sqlite3.connect(folder / DATABASE)) as connection, connection:
        connection.execute(
            "UPDATE study SET name = ?, varied = ?, departures = ?, created = ?",
            (evil("study"), json.dumps(varied), json.dumps([evil("resumed although")]), evil("today")),
        )
        if not unknown:
            return
        connection.execute("UPDATE study SET data = ?", (evil("data"),))
        for trial in reader.trials():
            settings = {**trial.settings, evil("named"): evil(f"value{trial.id % 2}")}
            settings["optimizer"] = evil(str(settings["optimizer"]))
            connection.execute("UPDATE trial SET settings = ? WHERE id = ?", (json.dumps(settings), trial.id))
        rows = {"trial": np.array([0, 0, 1], np.int32), "step": np.array([0, 5, 0], np.int32)}
        curves = {name: np.arange(3, dtype=np.float32) for name in (evil("norm.layer"), FORMULA)}
        insert_part(connection, write_part(folder, rows | curves, 900))


@pytest.fixture(scope="module")
def place(tmp_path_factory, trainlab) -> Path:
    """A folder with a hostile table, a study of it in a hostile folder, and the study once more, worse."""
    place = tmp_path_factory.mktemp("names")
    table, root = write_table(place / TABLE), place / evil("runs", "")
    answer = trainlab(
        "run", table, "--net", "4-3-3", "--set", "steps=20", "batch_size=10", "eval_every=5", "probe=cheap",
        "--vary", "optimizer=sgd,adam", "--seeds", 2, "--name", r"[/red]:smile:$\frac{", "--root", root,
        columns=3000,
    )  # fmt: skip
    assert answer.code == 0, answer.err
    check_plain(answer.out + answer.err)
    assert ":smile:" in answer.out
    assert r"constant\x1b[31m" in answer.err
    [folder] = root.iterdir()
    folder.rename(place / "known")
    (place / "unknown").mkdir()
    shutil.copytree(place / "known", place / "unknown" / evil("folder", ""))
    poison(place / "known", unknown=False)
    poison(place / "unknown" / evil("folder", ""), unknown=True)
    return place


def filled(command: str, words: dict[str, object]) -> list[object]:
    """The arguments of a command, some words of it replaced."""
    return [words.get(word, word) for word in shlex.split(command)]


SHOWING = """
    list; list --csv; list --json; show; show --csv; show --json; show --columns NAMED; show --sort NAMED
    findings; findings --json; findings --trial 0; resume STUDY
    ask 'train_loss < 10'; ask 'train_loss < 10' --by trial; ask 'train_loss < 10' --csv
    ask 'train_loss < 10' --json; curves; curves --curve FORMULA; curves --curve CURVE
    curves --curve train_loss -o CSV; plot --curve train_loss -o SVG
    plot --curve validation_loss --against NAMED -o PNG; plot --curve CURVE -o SVG; tensorboard -o LOGDIR
"""
WORKING = """
    evaluate; evaluate --json; evaluate --all; evaluate --all --csv; evaluate --all --split train
    layers; layers --csv; layers --json
    export -o NET --force; time --rounds 1; time --rounds 1 --csv
"""
REFUSED = """
    sweep-lr --study STUDY; sweep-batch --study STUDY; show STUDY:no; evaluate --split EVIL; layers STUDY:EVIL
"""
TABLES = """
    check TABLE --net 4-3-3; data show TABLE; data show TABLE -o PNG; net 4-3-3 --data TABLE
    data get TABLE -o OUT --as csv --force; data get TABLE -o OUT --force
"""
MISTYPED = """
    EVIL; --EVIL; show EVIL; show --EVIL; show --top EVIL; show --columns EVIL; run EVIL; check EVIL
    run moons --net EVIL; run moons --vary EVIL=1; run moons --set optimizer=EVIL; run moons --name EVIL
    run moons --target EVIL; run moons --start-from EVIL; resume EVIL; findings EVIL; ask EVIL
    curves --curve EVIL; plot --curve EVIL; evaluate EVIL; time EVIL; export -o x EVIL; layers EVIL
    tensorboard -o x EVIL
    sweep-lr --study EVIL; net EVIL; net 2-2 --input EVIL; settings EVIL; data EVIL; data show EVIL
    data get EVIL; data get moons -o x --as EVIL; list --root EVIL; show --root EVIL
"""


def texts(value: object) -> list[str]:
    """Every text in plain data."""
    if isinstance(value, dict):
        return [*value, *texts(list(value.values()))]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


def commands(listed: str) -> list[str]:
    return [command.strip() for command in listed.replace("\n", ";").split(";") if command.strip()]


@pytest.mark.parametrize("command", commands(SHOWING))
def test_a_study_from_anywhere_is_shown_as_plain_text(place, trainlab, command):
    files = {ending.upper(): place / f"{evil('out', '')}.{ending}" for ending in ("csv", "svg", "png")}
    study = place / "unknown" / evil("folder", "")
    words = {"NAMED": evil("named"), "CURVE": evil("norm.layer"), "FORMULA": FORMULA, "STUDY": study, **files}
    words["LOGDIR"] = place / evil("logs", "")
    answer = trainlab(*filled(command, words), "--root", place / "unknown", columns=5000)
    assert answer.code == 0, answer.err
    check_plain(answer.out + answer.err)
    if "--json" in command:
        assert any("\x1b[31m\x07\x9b2J" in text for text in texts(json.loads(answer.out)))


@pytest.mark.parametrize("command", commands(WORKING + REFUSED))
def test_a_study_of_hostile_data_is_worked_with(place, trainlab, command):
    study = place / "known"
    words = {"NET": place / evil("net", ""), "STUDY": study, "EVIL": evil("x")}
    words |= {"STUDY:EVIL": f"{study}:{evil('x')}", "STUDY:no": f"{study}:no"}
    answer = trainlab(*filled(command, words), "--root", place, columns=5000)
    check_plain(answer.out + answer.err)
    assert answer.code == (2 if command in commands(REFUSED) else 0), answer.err


@pytest.mark.parametrize("command", commands(TABLES))
def test_a_table_of_hostile_names(place, trainlab, command):
    words = {
        "TABLE": place / TABLE,
        "OUT": place / evil("files", ""),
        "PNG": place / evil("new", "") / "x.png",
    }
    answer = trainlab(*filled(command, words), columns=5000)
    assert answer.code == 0, answer.err
    check_plain(answer.out + answer.err)


@pytest.mark.parametrize("command", commands(MISTYPED))
def test_what_is_mistyped_is_repeated_as_plain_text(tmp_path, monkeypatch, trainlab, command):
    monkeypatch.chdir(tmp_path)
    answer = trainlab(*(word.replace("EVIL", evil("x") + "\udc9b") for word in command.split()))
    check_plain(answer.mistake)


def test_event_files_hold_plain_names(place, trainlab, tmp_path):
    answer = trainlab("tensorboard", "-o", tmp_path / "logdir", "--root", place / "unknown")
    assert answer.code == 0, answer.err
    paths = [path.relative_to(tmp_path) for path in tmp_path.rglob("*")]
    check_plain("".join(map(str, paths)))
    shown = []
    for path in tmp_path.rglob("*tfevents*"):
        for event in EventFileLoader(str(path)).Load():
            for value in event.summary.value:
                shown += [value.tag, *(text.decode() for text in value.tensor.string_val)]
                content = HPARAMS.HParamsPluginData.FromString(value.metadata.plugin_data.content)
                if value.tag == "_hparams_/session_start_info":
                    shown += list(content.session_start_info.hparams)
                    shown += [one.string_value for one in content.session_start_info.hparams.values()]
                if value.tag == "_hparams_/experiment":
                    shown += [one.name for one in content.experiment.hparam_infos]
    assert any("norm" in text for text in shown)
    assert any("named" in text for text in shown)
    for text in shown:
        check_plain(text)


def test_cells_of_csv_are_no_formulas(place, trainlab):
    root = ("--root", place / "unknown")
    assert trainlab("curves", "--curve", FORMULA, *root).out.startswith('"trial","step","\'=cmd|')
    trainlab("data", "get", place / TABLE, "-o", place / "csv", "--as", "csv")
    [written] = (place / "csv").glob("*_train.csv")
    cells = set(re.findall(r'"((?:[^"]|"")*)"|([^,\n]+)', written.read_text()))
    texts = {text or other for text, other in cells}
    assert {'\'=cmd|""/c calc""!A1', "'@no"} <= texts
    assert not [text for text in texts if re.match(r"[=+@]|-[^0-9.]", text)]


def test_names_of_a_megabyte_take_no_time(tmp_path, trainlab):
    """3 kB that unpack to 30 names of a megabyte each took rich over a minute."""
    rows = np.arange(600)
    names = pa.array(["a" * 1_000_000 + str(number) for number in range(30)])
    labels = pa.DictionaryArray.from_arrays(pa.array(rows % 30), names)
    file = tmp_path / "long.parquet"
    parquet.write_table(pa.table({"x": rows / 600, "target": labels}), file, compression="zstd")
    assert file.stat().st_size < 10_000
    begin = time.process_time()
    answer = trainlab("data", "show", file)
    assert answer.code == 0
    assert len(answer.out) < 1_000_000
    assert time.process_time() - begin < 10


def test_bytes_of_real_streams_and_of_a_terminal(place):
    command = [sys.executable, "-m", "trainlab", "show", "--root", place / "unknown"]
    piped = subprocess.run(command, capture_output=True, check=True)
    check_plain(piped.stdout.decode() + piped.stderr.decode())
    ours, theirs = pty.openpty()
    shown = subprocess.Popen(command, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    read = b""
    try:
        while more := os.read(ours, 65536):
            read += more
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(ours)
    assert shown.wait() == 0
    text = read.decode()
    assert COLOURS.search(text)
    check_plain(COLOURS.sub("", text).replace("\r\n", "\n"))


def test_names_in_python_and_in_notebooks(place):
    known, unknown = tl.open(place / "known"), tl.open(place / "unknown" / evil("folder", ""))
    report = tl.check(place / TABLE, "4-3-3")
    answers = unknown.ask("train_loss < 10")
    shown = [
        known,
        unknown,
        tl.studies(place / "unknown"),
        answers,
        report,
        known.best(),
        *unknown.findings(),
    ]
    for one in shown:
        check_plain(f"{one!r}\n" if one is not report else f"{one}\n")
        if hasattr(one, "_repr_html_"):
            html = one._repr_html_()
            check_plain(html)
            assert "<b>\x1b" not in html
