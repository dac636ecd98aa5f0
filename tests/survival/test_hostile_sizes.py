"""Small files that claim much, and points at steps of their own, end in an answer or in one sentence."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from unlike_lengths import make_study

from trainlab.record import Chunk, Evaluations, Population, StudyInfo, Trial
from trainlab.settings import resolve
from trainlab.store import StudyReader, StudyWriter

LIMIT = 1 << 30

COMMANDS = [
    ["show"], ["findings"], ["ask", "step > 5"], ["ask", "learning_rate > 0 or epoch > 3"],
    ["ask", "validation_loss < 0.4"], ["curves", "--curve", "learning_rate"],
    ["curves", "--curve", "validation_loss", "--curve", "train_loss"],
    ["plot", "--curve", "learning_rate", "-o", "a.png"], ["plot", "--epoch-means", "-o", "a.png"],
    ["plot", "--curve", "validation_loss", "-o", "a.png"], ["tensorboard", "-o", "logdir"],
]  # fmt: skip

CODE = """
import contextlib, io, json, resource, sys
from trainlab.cli.main import main
limit, commands, study = json.loads(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
ended = []
for name, *others in commands:
    sys.argv = ["trainlab", name, study, *others]
    out, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        try:
            main()
        except SystemExit as end:
            ended.append([end.code, told.getvalue()])
print(json.dumps(ended))
"""


def ends_of(study: Path, place: Path) -> list[tuple[int, str]]:
    """What became of every command: its exit code, and what it said on standard error."""
    process = subprocess.run(
        [sys.executable, "-c", CODE, json.dumps([LIMIT, COMMANDS, str(study)])],
        capture_output=True, text=True, cwd=place, check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    assert process.returncode == 0, process.stderr[-3000:]
    return [(code or 0, said) for code, said in json.loads(process.stdout.splitlines()[-1])]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_study(tmp_path_factory.mktemp("small"), 3, 0)


@pytest.mark.parametrize(
    "claim",
    [
        "UPDATE trial SET length = 2147483647, steps = 2147483647",
        "UPDATE trial SET length = 2147483647, steps = 2147483646, diverged_at = 2147483646, "
        "status = 'diverged'",
        "UPDATE trial SET length = 2147483647",
        "UPDATE trial SET steps_per_epoch = 0",
        "UPDATE trial SET steps_per_epoch = 4611686018427387904",
        "UPDATE evaluation SET step = 2147483647 WHERE step = 600",
    ],
)
def test_a_few_bytes_claim_billions_of_steps(small: Path, tmp_path: Path, claim: str) -> None:
    study = tmp_path / small.name
    shutil.copytree(small, study)
    connection = sqlite3.connect(study / "study.sqlite")
    with connection:
        connection.execute(claim)
    connection.close()
    for code, said in ends_of(study, tmp_path):
        assert code in (0, 1, 2)
        assert len(said.splitlines()) <= 1, said
        assert "Traceback" not in said


def sparse_study(root: Path, trials: int) -> Path:
    """A study whose every trial was evaluated once, at a step that no other was evaluated at."""
    settings = resolve({"net": "2-4-2", "steps": 2 * trials}, "moons")
    planned = [
        Trial(id, {**settings, "learning_rate": 1.0 + id // 50, "seed": id % 50}, 0, 2 * trials, 10, 22)
        for id in range(trials)
    ]
    info = StudyInfo(
        "sparse", "2026-01-01T00:00:00", "moons", {"inputs": "2", "classes": 2}, ("learning_rate", "seed"), {}
    )
    ids = np.arange(trials)
    values = np.tile([0.5, 0.8, 0.6, 0.7], (trials, 1))
    over = tuple(replace(trial, status="stopped", steps=1, stopped_by="until") for trial in planned)
    with StudyWriter.create(
        root, info, planned, [Population(0, {}, tuple(ids.tolist()), 4, 1)], "x\n"
    ) as writer:
        losses = {"train_loss": np.ones((trials, 1), np.float32)}
        evaluations = Evaluations(ids, ids + 1, values)
        writer.commit(Chunk(ids, 0, losses, np.ones(trials, int), evaluations, over))
        writer.finish(info)
        return writer.folder


@pytest.mark.parametrize(
    "trials",
    [pytest.param(12_000, marks=pytest.mark.slow), pytest.param(60_000, marks=pytest.mark.endurance)],
)
def test_evaluations_at_steps_of_their_own(tmp_path: Path, trials: int) -> None:
    """As a matrix they are the square of the number of trials: 29 GB of 60,000."""
    study = sparse_study(tmp_path, trials)
    ends = ends_of(study, tmp_path)
    assert [code for code, _ in ends[:7]] == [0] * 7, ends
    assert all(code in (0, 1, 2) and len(said.splitlines()) <= 1 for code, said in ends)


def test_all_evaluations_of_a_sparse_study_are_read(tmp_path: Path) -> None:
    curves = StudyReader(sparse_study(tmp_path, 50)).curves("validation_loss")
    assert curves.steps.tolist() == list(range(1, 51))
    assert curves.counts.tolist() == [1] * 50
    np.testing.assert_array_equal(curves.values, np.where(np.eye(50, dtype=bool), 0.6, np.nan))
