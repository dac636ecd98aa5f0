"""Several processes at one study: one writes, many read, and any of them may be killed."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from share import EVERY, some
from sqlite_files import library

from trainlab.record import Chunk
from trainlab.store import StudyReader, StudyWriter

PROCESSES = Path(__file__).parent / "crashes" / "processes.py"
REPOSITORY = Path(__file__).parents[2]

REFUSED, REPLACED = 1.0, 2.0
"""Seconds within which a second writer is told, and within which a killed one is replaced."""


def run(*command: object) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_of_ten_writers_one_wins_and_is_replaced_when_it_is_killed(quick_folder: Path) -> None:
    found = json.loads(run(PROCESSES, "contest", quick_folder, 10))
    refused = [said for said in found["told"] if "refused" in said]
    (winner,) = [said for said in found["told"] if "process" in said]
    assert len(refused) == 9
    for said in refused:
        assert "is being written by " in said["refused"]
        assert said["seconds"] < REFUSED
    assert any(f"by process {winner['process']} on " in said["refused"] for said in refused)
    assert found["replaced"] < REPLACED


def check_kills(place: Path, every: int, least: int) -> None:
    if library() is None:
        pytest.skip("this Python's SQLite cannot be reached")
    found = json.loads(run(PROCESSES, "kill", place, every))
    assert found["problems"] == []
    assert found["kills"] >= least


def test_a_writer_killed_at_any_step_leaves_the_old_commit_or_the_new_one(quick_folder: Path) -> None:
    check_kills(quick_folder, every=43, least=12)


@pytest.mark.endurance
def test_a_writer_killed_before_and_after_every_step_leaves_the_old_commit_or_the_new_one(
    quick_folder: Path,
) -> None:
    check_kills(quick_folder, every=EVERY, least=500 // EVERY)


def look(readers: int, commits: int, pause: float) -> dict[str, Any]:
    options = ("--readers", readers, "--commits", commits, "--pause", pause)
    return json.loads(run("-m", "evidence.simulations.readers", *options))


def test_readers_never_see_half_of_a_commit() -> None:
    found = look(6, 40, 0.02)
    assert found["torn"] == []
    assert found["looks"] >= 10


@pytest.mark.endurance
def test_fifty_readers_of_two_thousand_commits_never_see_half_of_one() -> None:
    found = look(50, max(some(2000), 100), 1.0)
    assert found["torn"] == []
    assert found["looks"] > some(500)


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT count(*) FROM trial").fetchone()
if sys.argv[2] == "hold":
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM trial").fetchone()
    print("reading", flush=True)
    sys.stdin.read()
connection.close()
"""


def test_a_reader_that_holds_on_makes_no_commit_wait(
    study: StudyWriter, make_chunk: Callable[..., Chunk]
) -> None:
    study.commit(make_chunk([0], 0, [[0.0]]))
    command = [sys.executable, "-c", HOLD, str(study.folder / "study.sqlite"), "hold"]
    study._connection.execute("PRAGMA busy_timeout = 0")  # waiting at all would fail
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
        for step in range(1, 5):
            study.commit(make_chunk([0], step, [[float(step)]]))
        study.close()
        assert StudyReader(study.folder).curves("train_loss", [0]).values.tolist() == [[0, 1, 2, 3, 4]]
        reader.communicate("")
    with StudyWriter.open(study.folder) as again:
        again.commit(make_chunk([0], 5, [[5.0]]))
    assert StudyReader(study.folder).trials()[0].steps == 6


def test_reading_in_the_writers_process_does_not_free_its_locks(
    study: StudyWriter, make_chunk: Callable[..., Chunk]
) -> None:
    """Any program that opens and closes the database would otherwise take the log of commits for its own."""
    study.commit(make_chunk([0], 0, [[0.0]]))
    StudyReader(study.folder).trials()
    run("-c", HOLD, study.folder / "study.sqlite", "look")
    assert (study.folder / "study.sqlite-wal").exists()
    study.commit(make_chunk([0], 1, [[1.0]]))
    with sqlite3.connect(f"file:{study.folder}/study.sqlite?mode=ro", uri=True) as other:
        assert other.execute("SELECT steps FROM trial WHERE id = 0").fetchone() == (2,)
    other.close()
