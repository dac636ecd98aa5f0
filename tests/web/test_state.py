from __future__ import annotations

import os
import socket
from dataclasses import replace

import pytest

from trainlab.files import strict_json
from trainlab.store.folder.lock import FILE
from trainlab.web.state import state_of


@pytest.fixture
def studied(rates, tmp_path):
    """A study that some process writes, as its folder says."""

    class Studied:
        id, folder = "rates", tmp_path

        def written_by(self, pid: int, host: str) -> None:
            holder = {"pid": pid, "host": host, "time": "2026-01-01T00:00:00"}
            (tmp_path / FILE).write_text(strict_json.encode(holder))

    return Studied()


def look(rates, *, finished=False, **changes):
    found = rates.look()
    return replace(
        found, finished=finished, trials=tuple(replace(trial, **changes) for trial in found.trials)
    )


def test_a_study_that_is_over_says_how_many_diverged(rates):
    found = state_of(rates, rates.look())
    assert found["word"] == "done"
    assert found["sentence"].endswith("diverged.")


def test_all_diverged_has_its_own_sentence(rates):
    found = state_of(rates, look(rates, finished=True, status="diverged", diverged_at=3))
    assert found["sentence"].startswith("Every trial diverged.")


def test_no_step_yet_is_compiling(rates, studied):
    studied.written_by(os.getpid(), socket.gethostname())
    found = state_of(studied, look(rates, status="planned", steps=0, diverged_at=None))
    assert found["word"] == "compiling"


def test_a_process_that_lives_trains_and_one_that_is_dead_does_not(rates, studied):
    half = look(rates, status="running", steps=30, diverged_at=None)
    studied.written_by(os.getppid(), socket.gethostname())
    found = state_of(studied, half)
    assert found["word"] == "training"
    assert f"by process {os.getppid()} on {socket.gethostname()}" in found["sentence"]
    assert "50% of all steps" in found["sentence"]
    studied.written_by(2**22 + 1, socket.gethostname())
    assert state_of(studied, half)["word"] == "interrupted"
    assert "trainlab resume rates" in state_of(studied, half)["sentence"]


def test_a_study_of_another_machine_trains_while_it_is_written(rates, studied, tmp_path):
    half = look(rates, status="running", steps=30, diverged_at=None)
    studied.written_by(1, "elsewhere")
    (tmp_path / "study.sqlite").touch()
    assert state_of(studied, half)["word"] == "training"
    os.utime(tmp_path / "study.sqlite", (0, 0))
    assert state_of(studied, half)["word"] == "interrupted"


def test_nothing_of_the_lock_is_touched(rates, studied, tmp_path):
    from trainlab.store.folder.lock import StudyLock

    lock = StudyLock(tmp_path)
    before = (tmp_path / FILE).stat()
    state_of(studied, look(rates, status="running", steps=30, diverged_at=None))
    assert (tmp_path / FILE).stat().st_mtime_ns == before.st_mtime_ns
    lock.release()
