"""Connections to ``study.sqlite``: the writer's one, and a reader's, which trusts nothing about the file."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from trainlab.store.inside import check_plain, reading
from trainlab.store.journal import check_journal
from trainlab.store.names import DATABASE
from trainlab.store.schema import check_tables

BUSY_SECONDS = 10.0
"""How long a connection waits for another one's lock before it gives up."""

_BESIDE = ("-journal", "-wal", "-shm")
"""Endings of the files that SQLite keeps beside a database."""

_MOST_BYTES = 256 << 20
"""Bytes of the longest value or row that is read: far above the settings of any trial."""

_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: _MOST_BYTES,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
}

_STEPS_A_BYTE = 16
"""Steps of SQLite's machine a question may take for each byte of the database: a row takes some steps a
column and has a byte a column at least. More means that the file's pages lead in circles, which SQLite does
not notice."""

_STEPS_ALWAYS = 1_000_000
_STEPS_BETWEEN_LOOKS = 100_000

_NO_ACCESS = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
"""What SQLite says when it cannot tidy up after a writer that died (the low byte of the error's code)."""


def connect_to_write(folder: Path) -> sqlite3.Connection:
    """Open a study's database for its writer; transactions are begun by :func:`schema.transaction` only.

    Raises:
        StudyError: the database is no plain file, or holds other tables than a study's.
        sqlite3.Error: it is damaged.
    """
    _check_files(folder)
    # Chunks may be committed from a thread, so that the next one computes meanwhile.
    connection = sqlite3.connect(
        folder / DATABASE, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        _distrust(connection)
        check_tables(connection, folder)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def reading_database(folder: Path) -> Iterator[sqlite3.Connection]:
    """A connection that writes nothing to a study, and needs no right to.

    All that is asked of it is answered from one commit, the latest when the first question is asked.

    A writer that died may have left a transaction half made, which SQLite undoes before anything is read. It
    does so in a copy: a reader changes nothing in a study's folder, which may be a stranger's.

    Raises:
        StudyError: the database is no plain file, or holds other tables than a study's.
        sqlite3.Error: it is damaged.
    """
    _check_files(folder)
    try:
        connection = _connect(folder, "ro")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _NO_ACCESS:
            raise
        with _copied(folder) as copy, closing(_connect(copy, "rw")) as connection:
            connection.execute("BEGIN")
            yield connection
        return
    with closing(connection):
        connection.execute("BEGIN")
        yield connection


def _check_files(folder: Path) -> None:
    for ending in ("", *_BESIDE):
        check_plain(folder, DATABASE + ending)
    check_journal(folder)


def _connect(folder: Path, mode: str) -> sqlite3.Connection:
    path = folder.resolve() / DATABASE
    connection = sqlite3.connect(f"{path.as_uri()}?mode={mode}", timeout=BUSY_SECONDS, uri=True)
    try:
        _distrust(connection)
        _limit_steps(connection, path)
        check_tables(connection, folder)
    except BaseException:
        connection.close()
        raise
    return connection


def _distrust(connection: sqlite3.Connection) -> None:
    """The file may come from anywhere (https://www.sqlite.org/security.html)."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA mmap_size = 0")  # a mapped file that is cut short kills the process
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)


def _limit_steps(connection: sqlite3.Connection, path: Path) -> None:
    sizes = [file.stat().st_size for file in (path, Path(f"{path}-wal")) if file.exists()]
    left = (_STEPS_ALWAYS + _STEPS_A_BYTE * sum(sizes)) // _STEPS_BETWEEN_LOOKS

    def look() -> bool:
        nonlocal left
        left -= 1
        return left < 0  # True ends the question with "interrupted"

    connection.set_progress_handler(look, _STEPS_BETWEEN_LOOKS)


@contextmanager
def _copied(folder: Path) -> Iterator[Path]:
    """A copy of the database in a folder of its own, with the journal or log that belongs to it."""
    with TemporaryDirectory(prefix="trainlab-") as place:
        for ending in ("", "-journal", "-wal"):
            if check_plain(folder, DATABASE + ending):
                with (
                    reading(folder, DATABASE + ending) as source,
                    open(f"{place}/{DATABASE}{ending}", "wb") as copy,
                ):
                    shutil.copyfileobj(source, copy)
        check_journal(Path(place))  # once more: what was checked before may have been another file
        yield Path(place)
