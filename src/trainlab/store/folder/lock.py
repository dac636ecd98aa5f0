"""One writer a study: a lock that the kernel frees when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trainlab.errors import StudyError
from trainlab.files import disk, strict_json
from trainlab.store.folder.inside import check_only_name, check_plain, reading

FILE = "lock"
"""The file of a study that its writer locks."""

_FINISHED = b"finished"
"""What it holds once the study is finished: among thousands, none of these need be opened."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who last took the right to write to a study, and has not given it back.

    Attributes:
        pid, host: the process, and its machine.
        since: when it took it, in local time.
    """

    pid: int
    host: str
    since: str


_HELD: set[tuple[int, int] | None] = set()
"""Which files of locks this process holds, by device and number."""


class StudyLock:
    """The right to write to a study, held from its making until :meth:`release`.

    Raises:
        StudyError: another writer holds it; the message says which.
    """

    def __init__(self, folder: Path) -> None:
        self._released = self._finished = False
        self._identity: tuple[int, int] | None = None
        path = folder / FILE
        check_plain(folder, FILE)
        check_only_name(folder, FILE)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, disk.PRIVATE)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            holder = {
                "pid": os.getpid(),
                "host": socket.gethostname(),
                "time": datetime.now().isoformat(timespec="seconds"),
            }
            os.ftruncate(self._file, 0)
            disk.write(self._file, memoryview(strict_json.encode(holder).encode()))
            self._identity = _identity(os.fstat(self._file))
            _HELD.add(self._identity)
        except BlockingIOError:
            who = _holder(os.pread(self._file, 4096, 0))
            os.close(self._file)
            raise StudyError(
                f"the study '{folder}' is being written by {who}, and a study has one writer at a time: wait "
                f"until it has ended, or stop it."
            ) from None
        except OSError as error:
            os.close(self._file)
            error.filename = os.fspath(path)
            raise
        except BaseException:
            os.close(self._file)
            raise

    def release(self) -> None:
        """Let others write. The file stays: unlinking it would let two writers hold two files of one name."""
        if not self._released:
            self._released = True
            _HELD.discard(self._identity)
            with suppress(OSError):  # the lock is free anyway
                os.ftruncate(self._file, 0)
                if self._finished:
                    disk.write_at(self._file, memoryview(_FINISHED), 0)
            os.close(self._file)

    def study_is_finished(self) -> None:
        """Say so in the file, once it is released."""
        self._finished = True


def says_finished(folder: Path) -> bool:
    """Whether the last writer of a study said that it is finished."""
    try:
        with reading(folder, FILE) as file:
            return file.read(len(_FINISHED) + 1) == _FINISHED
    except (OSError, ValueError, StudyError):
        return False


def held_here(folder: Path) -> bool:
    """Whether this process is the writer of a study.

    It must then open and close the database only through SQLite: closing a file frees every lock that the
    process holds on it (https://www.sqlite.org/howtocorrupt.html, 2.2), and a program that opens the database
    then takes itself for alone, and may throw the log of the last commits away.
    """
    if not _HELD:
        return False
    try:
        return _identity(os.stat(folder / FILE)) in _HELD
    except (OSError, ValueError):
        return False


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def holder(folder: Path) -> Holder | None:
    """Who writes a study, as its file says; the lock itself is not touched. None where nobody is named.

    A writer that was killed is still named: whether it lives is another question.
    """
    try:
        with reading(folder, FILE) as file:
            return _named(file.read(4096))
    except (OSError, ValueError, StudyError):
        return None


def _holder(content: bytes) -> str:
    who = _named(content)  # None where it is caught between the lock and the line that says whose it is
    return "another process" if who is None else f"process {who.pid} on {who.host} since {who.since}"


def _named(content: bytes) -> Holder | None:
    try:
        found = strict_json.decode(content.decode())
        pid = found["pid"]
        if type(pid) is not int or pid <= 0:
            return None
        return Holder(pid, str(found["host"])[:255], str(found["time"])[:40])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
