"""A rollback journal that was left beside a database: what SQLite would do with it before anything is read.

A journal may end with the name of another file, its super-journal, which tells whether a transaction over
several databases came true (https://www.sqlite.org/fileformat.html, 3). Undoing the transaction, SQLite
deletes that file, wherever it lies. A study is one database, so no journal of ours names one.
"""

from __future__ import annotations

import os
from pathlib import Path

from trainlab.errors import StudyError
from trainlab.store.inside import reading
from trainlab.store.names import DATABASE

JOURNAL = f"{DATABASE}-journal"

_MAGIC = bytes.fromhex("d9d505f920a163d7")
"""With what the name of a super-journal, and a journal itself, is marked."""


def check_journal(folder: Path) -> None:
    """Refuse a journal that names another file; no journal is fine.

    Raises:
        StudyError: it names one, or is no plain file.
    """
    try:
        with reading(folder, JOURNAL) as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(max(size - len(_MAGIC), 0))
            end = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return
    if end == _MAGIC:
        raise StudyError(
            f"the study '{folder}' is not opened: its journal names another file, which no journal of "
            "trainlab does, and which SQLite would delete."
        )
