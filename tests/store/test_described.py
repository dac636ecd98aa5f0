"""The page on study folders describes what there is, and the program of the other page reads it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import trainlab as tl
from trainlab.record import FORMAT_VERSION
from trainlab.store.database.schema import APPLICATION_ID, TABLES

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference" / "study-folder.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "howto" / "read-a-study.md").read_text(encoding="utf-8")

SECTIONS = dict(re.findall(r"^\*\*`(\w+)`\*\*.*?\n\n((?:\|.*\n)+)", PAGE, re.MULTILINE))
COLUMN = re.compile(r"^ +([a-z_]+) (?:INTEGER|TEXT|REAL|BLOB)", re.MULTILINE)


def test_every_table_is_described():
    assert set(SECTIONS) == set(TABLES)
    assert f"format {FORMAT_VERSION}" in PAGE
    assert f"0x{APPLICATION_ID:08X}" in PAGE


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_described_once(table):
    names = [name for row in SECTIONS[table].splitlines()[2:]
             for name in re.findall(r"`(\w+)`", row.split("|")[1])]  # fmt: skip
    assert names == COLUMN.findall(TABLES[table])


def test_every_file_of_a_study_is_described(tmp_path):
    inputs = np.random.default_rng(0).normal(size=(40, 2)).astype(np.float32)
    data = tl.Dataset.from_arrays(inputs, np.arange(40) % 2)
    study = tl.run(data, "2-2", steps=2, root=tmp_path)
    study.evaluate_all("test")
    for path in study.folder.rglob("*"):
        if path.is_file():
            name = path.relative_to(study.folder).as_posix()
            assert f"`{re.sub('(?<=/)[^.]*', '*', name)}`" in PAGE


def test_another_program_reads_a_study(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    study = tl.run("moons", "2-2", steps=5, learning_rate=[0.01, 0.1])
    capsys.readouterr()
    [program] = re.findall(r"```python\n(.*?)```", HOW_TO, flags=re.DOTALL)
    assert "trainlab" not in program
    exec(compile(program, "read-a-study.md", "exec"), {})  # noqa: S102  our own page
    told = [list(map(float, line.split())) for line in capsys.readouterr().out.splitlines()]
    losses = study.curves("train_loss")
    accuracies = study.frame()["final_validation_accuracy"].to_pylist()
    assert told == [
        [row, rate, accuracies[row], losses[row, 0], losses[row, -1]] for row, rate in enumerate([0.01, 0.1])
    ]
