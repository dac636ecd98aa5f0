"""Connections to ``study.sqlite`` that trust nothing about the file: the writer's one, and a reader's."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from trainlab.store.database._journal import check_journal
from trainlab.store.database.schema import check_tables
from trainlab.store.folder.inside import check_only_name, check_plain, open_inside
from trainlab.store.folder.names import DATABASE

BUSY_SECONDS = 10.0
"""How long a connection waits for another one's lock before it gives up."""

BESIDE = ("-journal", "-wal", "-shm")
"""Endings of the files that SQLite keeps beside a database."""

_MAX_BYTES = 256 << 20
"""Bytes of the longest value or row that is read: far above the settings of any trial."""

_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: _MAX_BYTES,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
}

_STEPS_A_BYTE = 16
"""Steps of SQLite's machine a question may take for each byte of the database: a row takes some steps a
column and has a byte a column at least. More means that the file's pages form a cycle, which SQLite does
not notice."""

_STEPS_ALWAYS = 1_000_000
_STEPS_BETWEEN_LOOKS = 100_000


def connect_to_write(folder: Path) -> sqlite3.Connection:
    """Open a study's database for its writer; transactions are begun by :func:`schema.transaction` only.

    Raises:
        StudyError: the database is not a plain file, or holds other tables than a study's.
        sqlite3.Error: it is damaged.
    """
    check_files(folder)
    for ending in ("", *BESIDE):
        check_only_name(folder, DATABASE + ending)
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


def check_files(folder: Path) -> None:
    """Refuse files that SQLite shall not open, and a journal that it shall not undo.

    Raises:
        StudyError: there is such a file.
    """
    for ending in ("", *BESIDE):
        check_plain(folder, DATABASE + ending)
    check_journal(folder)
    with suppress(FileNotFoundError, NotADirectoryError):
        os.close(open_inside(folder, f"{DATABASE}-wal"))  # a hole is as long as it says to SQLite


def connect_to_read(folder: Path, how: str) -> sqlite3.Connection:
    """Open a database for reading.

    Args:
        folder: the folder that it lies in.
        how: the parameters of the file's URI, see https://www.sqlite.org/uri.html.

    Raises:
        StudyError: it holds other tables than a study's.
        sqlite3.Error: it is damaged, or cannot be opened in that way.
    """
    path = folder.resolve() / DATABASE
    connection = sqlite3.connect(f"{path.as_uri()}?{how}", timeout=BUSY_SECONDS, uri=True)
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
