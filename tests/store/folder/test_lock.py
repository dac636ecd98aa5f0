from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from trainlab.errors import StudyError
from trainlab.record import Chunk
from trainlab.store import StudyReader, StudyWriter
from trainlab.store.folder.lock import StudyLock

OPEN = """
import sys
from pathlib import Path
from trainlab.store import StudyWriter
writer = StudyWriter.open(Path(sys.argv[1]))
print("writing", flush=True)
sys.stdin.read()
"""


def start_writer(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", OPEN, str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_a_second_process_is_told_who_writes(study: StudyWriter) -> None:
    with start_writer(study.folder) as second:
        output, error = second.communicate(timeout=20)
    assert second.returncode == 1
    assert "writing" not in output
    last = error.strip().splitlines()[-1]
    assert last.startswith("trainlab.errors.StudyError:")
    assert f"is being written by process {os.getpid()} on " in last


def test_a_second_writer_of_the_same_process_is_refused(study: StudyWriter) -> None:
    with pytest.raises(StudyError, match=f"by process {os.getpid()} on"):
        StudyWriter.open(study.folder)


def test_the_kernel_frees_the_lock_of_a_killed_writer(
    study: StudyWriter, make_chunk: Callable[..., Chunk]
) -> None:
    study.commit(make_chunk([0], 0, [[1.0, 2.0]]))
    study.close()
    with start_writer(study.folder) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "writing\n"
        with pytest.raises(StudyError, match=f"by process {owner.pid} on"):
            StudyWriter.open(study.folder)
        owner.send_signal(signal.SIGKILL)
        owner.communicate(timeout=20)
    with StudyWriter.open(study.folder) as writer:
        writer.commit(make_chunk([0], 2, [[3.0]]))
    assert StudyReader(study.folder).curves("train_loss", [0]).values.tolist() == [[1, 2, 3]]


def test_a_holder_that_has_not_said_its_name_still_holds(tmp_path: Path) -> None:
    lock = StudyLock(tmp_path)
    (tmp_path / "lock").write_bytes(b"")
    with pytest.raises(StudyError, match="by another process,"):
        StudyLock(tmp_path)
    lock.release()
    lock.release()
    StudyLock(tmp_path).release()
