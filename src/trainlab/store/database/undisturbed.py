"""Reading ``study.sqlite`` without changing anything in its folder, which may be a stranger's.

Reading can make SQLite write: it undoes a transaction that a journal says is half made, makes a log where the
database says that it has one, and rebuilds the index of the log, whatever file lies in its place. So a
reader opens a database as something that it cannot change, the index included; only where a writer is at
work does it take part in its locks. Where SQLite could not read so, it reads a copy.
"""

from __future__ import annotations

import os
import sqlite3
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from trainlab.errors import StudyError
from trainlab.store.database._private_copy import copied, state_of
from trainlab.store.database.connect import BESIDE, BUSY_SECONDS, check_files, connect_to_read
from trainlab.store.folder.inside import reading
from trainlab.store.folder.lock import held_here
from trainlab.store.folder.names import DATABASE

_BESIDE_A_WRITER, _ALONE, _IN_A_COPY = "mode=ro", "mode=ro&readonly_shm=1", "mode=rw"

_NOT_ALONE = (sqlite3.SQLITE_READONLY_CANTLOCK, sqlite3.SQLITE_READONLY_RECOVERY)
"""What SQLite says where a writer is at work, and reading takes a lock in the index of its log."""

_CANNOT = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
"""What it says where it could not read without changing something (the low byte of the error's code)."""

_VERSIONS, _LOGGED = slice(18, 20), 2
"""Where a database says whether it has a log: https://www.sqlite.org/fileformat.html, 1.3.3."""

_LOG_HEADER = struct.Struct(">8I")
_LOG_MAGIC, _LOG_VERSION = 0x377F0682, 3007000
_PAGE_SIZES = frozenset(1 << power for power in range(9, 17))

_COPIES = 5
"""How often a database is copied, if it changes meanwhile."""

_looking: Counter[tuple[int, int]] = Counter()
"""How many threads of this process read a database as one that cannot change, by file. SQLite opens the index
of its log once for all of a process, so as long as they do, none may write it."""

_ended = threading.Condition()


@contextmanager
def reading_database(folder: Path) -> Iterator[sqlite3.Connection]:
    """A connection that writes nothing to a study, and needs no right to.

    All that is asked of it is answered from one commit, the latest when the first question is asked.

    Raises:
        StudyError: the database is not a plain file, or holds other tables than a study's.
        sqlite3.Error: it is damaged.
    """
    for _ in range(_COPIES):
        check_files(folder)
        before = state_of(folder)
        with _counted(folder):
            connection = _connection(folder)
            if connection is not None:
                with closing(connection):
                    connection.execute("BEGIN")
                    yield connection
                return
        with copied(folder) as copy:
            if state_of(folder) != before:  # a writer came, or went
                continue
            with closing(connect_to_read(copy, _IN_A_COPY)) as connection:
                connection.execute("BEGIN")
                yield connection
            return
    raise StudyError(f"the study '{folder}' cannot be read: it keeps changing while it is copied.")


def wait_for_readers(folder: Path) -> None:
    """Wait until no thread of this process reads a database as one that cannot change.

    Those that begin later see that this process holds the study's lock, and read beside its writer.
    """
    with _ended:
        _ended.wait_for(lambda: not _looking[_file(folder)], BUSY_SECONDS)


@contextmanager
def _counted(folder: Path) -> Iterator[None]:
    file = _file(folder)
    with _ended:
        alone = not held_here(folder)
        if alone:
            _looking[file] += 1
        else:
            _ended.wait_for(lambda: not _looking[file], BUSY_SECONDS)
    try:
        yield
    finally:
        if alone:
            with _ended:
                _looking[file] -= 1
                if not _looking[file]:
                    del _looking[file]
                _ended.notify_all()


def _connection(folder: Path) -> sqlite3.Connection | None:
    """A connection to the database where it lies, or None where reading would change something there."""
    try:
        if held_here(folder):
            return connect_to_read(folder, _BESIDE_A_WRITER)
        log, index = (os.path.lexists(folder / f"{DATABASE}{ending}") for ending in ("-wal", "-shm"))
        if log != index or (not log and _says_that_it_has_a_log(folder)) or _has_other_names(folder):
            return None
        if log and not _begins_as_a_log(folder):
            return None
        try:
            return connect_to_read(folder, _ALONE)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode not in _NOT_ALONE:
                raise
        return connect_to_read(folder, _BESIDE_A_WRITER)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _CANNOT:
            raise
        return None


def _says_that_it_has_a_log(folder: Path) -> bool:
    with reading(folder, DATABASE) as file:
        return _LOGGED in file.read(_VERSIONS.stop)[_VERSIONS]


def _begins_as_a_log(folder: Path) -> bool:
    """Whether the log begins with a valid header and goes on after it; an empty log has none.

    Otherwise SQLite builds an index of its own again and again, for ten seconds, until it says
    "locking protocol". Format: https://www.sqlite.org/fileformat.html, 4.1 and 4.2.
    """
    with reading(folder, f"{DATABASE}-wal") as file:
        header, more = file.read(_LOG_HEADER.size), file.read(1)
    if len(header) < _LOG_HEADER.size:
        return True
    if not more:
        return False
    magic, version, page, *_ = _LOG_HEADER.unpack(header)
    order = ">" if magic & 1 else "<"
    words = struct.unpack(f"{order}6I", header[:24])
    first = second = 0
    for number in range(0, 6, 2):
        first = (first + words[number] + second) & 0xFFFFFFFF
        second = (second + words[number + 1] + first) & 0xFFFFFFFF
    known = magic & ~1 == _LOG_MAGIC and version == _LOG_VERSION and page in _PAGE_SIZES
    return known and struct.pack(">2I", first, second) == header[24:]


def _has_other_names(folder: Path) -> bool:
    """Whether a file beside the database is a hard link: opening it, SQLite may give it another owner."""
    paths = (folder / f"{DATABASE}{ending}" for ending in BESIDE)
    return any(os.lstat(path).st_nlink > 1 for path in paths if os.path.lexists(path))


def _file(folder: Path) -> tuple[int, int]:
    status = os.stat(folder / DATABASE)
    return status.st_dev, status.st_ino
