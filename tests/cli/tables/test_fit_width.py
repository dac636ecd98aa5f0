"""What gives way where a table is wider than the terminal, and that numbers never do."""

from __future__ import annotations

# pyright: reportAttributeAccessIssue=false
# These consoles print into memory.
import csv
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from trainlab.cli.output.console import print_table
from trainlab.cli.tables.columns import GAP
from trainlab.cli.tables.fit_width import fit
from trainlab.cli.tables.tables import trials_table
from trainlab.cli.tables.trial_columns import usual_columns
from trainlab.errors import StudyError
from trainlab.record import StudyInfo, Trial
from trainlab.settings import resolve

NETS = (
    "conv3x3x16 maxpool2 conv3x3x32 maxpool2 flatten dense128 dropout0.5 dense10",
    "conv5x5x8 batchnorm relu maxpool2 conv3x3x16 batchnorm relu maxpool2 flatten dense10",
    "784-500-300-200-100-10",
)


def study(nets=NETS, **settings) -> tuple[StudyInfo, list[Trial]]:
    trials = []
    for id, net in enumerate(nets):
        values = {
            "evaluated_train_loss": 0.00123 * (id + 1), "train_accuracy": 0.9987,
            "validation_loss": 0.02259 * (id + 1), "validation_accuracy": 0.97341 - id / 100,
        }  # fmt: skip
        given = {"net": net, "learning_rate": 0.000235 * 10**id, "optimizer": "adam", **settings}
        trials.append(
            Trial(
                id=id, settings=resolve(given, "mnist"), population=id, length=235_200, steps_per_epoch=550,
                parameters=235_146 + id, status="done", steps=235_200, best=values, final=values,
            )
        )  # fmt: skip
    info = StudyInfo(
        "nets", "2026-01-01", "mnist", {"validation": 5000, "train": 55_000},
        ("net", "learning_rate", "optimizer"), {},
    )  # fmt: skip
    return info, trials


def printed(table, width) -> str:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    print_table(console, table)
    return console.file.getvalue()


SPARKS = {id: np.geomspace(2.0, 0.01, 300) for id in range(3)}
FINDINGS = {0: "early spike recovered", 1: "overfits"}


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 160])
def test_no_number_is_ever_cut(width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    text = printed(trials_table(*study(), SPARKS, FINDINGS, width=width), width)
    assert "…" not in text
    for number in ("97.34%", "96.34%", "95.34%", "0.0226", "0.0452", "0.0678"):
        assert number in text, (width, number)
    for number in ("0.000235", "0.00235", "0.0235"):
        assert number in text.replace("\n", " "), (width, number)
    if width >= 60:
        assert max(map(len, text.splitlines())) <= width


@given(st.integers(20, 220))
def test_the_sparkline_goes_before_findings_and_findings_before_words(width):
    info, trials = study()
    columns = usual_columns(info, trials, trials, "validation_accuracy", FINDINGS)
    fitted = fit(columns, width, (16, 10))
    kinds = [column.kind for column in fitted.columns]
    room = width - fitted.width(GAP)
    if fitted.spark == 0:
        assert room < 10 + GAP
    if "finding" not in kinds:
        assert room < len("early spike") + GAP
    net = next((column for column in fitted.columns if column.name == "net"), None)
    whole = next(column for column in columns if column.name == "net")
    if net is not None and net.width < whole.width:
        shorter = [column for column in columns if column.spare == 0 and column.kind != "finding"]
        assert sum(column.width + GAP for column in shorter) - GAP > width


def test_what_is_equal_in_every_row_is_said_once():
    text = printed(trials_table(*study(), SPARKS, width=50), 50)
    assert "optimizer=adam" in text
    assert text.count("adam") == 1


def test_one_trial_that_rises_does_not_flatten_the_other_curves():
    info, trials = study()
    sparks = {0: np.geomspace(2, 0.1, 300), 1: np.geomspace(2, 0.2, 300), 2: np.geomspace(2, 1e9, 300)}
    [line] = [
        line
        for line in printed(trials_table(info, trials, sparks, width=300), 300).splitlines()
        if "97.34" in line
    ]
    assert "█" in line
    assert "▁" in line


def test_columns_are_those_asked_for():
    info, trials = study()
    trials[1] = replace(trials[1], measured={"test_accuracy": 0.9543})
    names = ["parameters", "test_accuracy", "final_validation_loss", "optimizer", "examples"]
    table = trials_table(info, trials, SPARKS, width=200, columns=names)
    text = printed(table, 200)
    assert "235,147" in text
    assert "95.43%" in text
    assert f"{235_200 // 550 * 55_000 + 235_200 % 550 * 32:,}" in text or "-" in text
    assert "█" not in text
    with pytest.raises(StudyError, match="unknown column 'paramters': did you mean 'parameters'"):
        trials_table(info, trials, columns=["paramters"])


def test_a_column_that_nobody_measured_names_the_command_that_does():
    info, trials = study()
    told = "test_accuracy: not measured yet; 'trainlab evaluate --all' does."
    assert told in printed(trials_table(info, trials, width=200, columns=["test_accuracy"]), 200)
    trials[1] = replace(trials[1], measured={"test_accuracy": 0.9543})
    assert "not measured" not in printed(
        trials_table(info, trials, width=200, columns=["test_accuracy"]), 200
    )
    assert "not measured" not in printed(trials_table(info, trials, width=200), 200)


def test_facts_are_sorted_by(monkeypatch):
    info, trials = study()
    assert list(
        re.findall(r"^\d +(\d)", printed(trials_table(info, trials, sort="parameters", width=300), 300), re.M)
    ) == ["0", "1", "2"]
    with pytest.raises(
        StudyError, match="no trial of study nets has test_accuracy yet: 'trainlab evaluate --all'"
    ):
        trials_table(info, trials, sort="test_accuracy")


def test_in_a_pipe_nothing_gives_way(trained):
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(
        [sys.executable, "-m", "trainlab", "show", str(trained.folder)],
        capture_output=True, text=True, env=environment, check=True,
    )  # fmt: skip
    head = done.stdout.splitlines()[2]
    for words in ("learning_", "final", "steps", "finding", "train loss"):
        assert words in "\n".join(done.stdout.splitlines()[1:4]), head


def test_csv_holds_every_digit(trainlab, trained):
    answer = trainlab("show", "--csv", "--root", trained.root)
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert len(rows) == 12
    shown = json.loads(trainlab("show", "--json", "--root", trained.root).out)["trials"]
    for row, trial in zip(rows, shown, strict=True):
        assert int(row["trial"]) == trial["id"]
        assert float(row["learning_rate"]) == trial["settings"]["learning_rate"]
        if trial["status"] == "done":
            assert float(row["best_validation_loss"]) == trial["best"]["validation_loss"]
    answer = trainlab(
        "show", "--csv", "--columns", "parameters,validation_accuracy", "--top", 2, "--root", trained.root
    )
    assert answer.out.splitlines()[0] == "trial,parameters,best_validation_accuracy"
    assert len(answer.out.splitlines()) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "{study}", "train_loss < 0.5"],
        ["settings"],
        ["data", "list"],
        ["layers", "{study}"],
        ["net", "2-4-2"],
    ],
)
def test_every_table_is_csv_too(trainlab, trained, arguments):
    arguments = [word.format(study=trained.folder) for word in arguments]
    rows = list(csv.reader(io.StringIO(trainlab(*arguments, "--csv").out)))
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1
    assert json.loads(trainlab(*arguments, "--json").out)
