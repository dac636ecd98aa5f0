"""A rollback journal that was left beside a database: what SQLite would do with it before anything is read.

A journal may end with the name of another file, its super-journal, which says whether a transaction over
several databases was committed (https://www.sqlite.org/fileformat.html, 3). Undoing the transaction, SQLite
deletes that file, wherever it lies. A study is one database, so no journal of ours names one.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

from trainlab.errors import StudyError
from trainlab.store.folder.inside import reading
from trainlab.store.folder.names import DATABASE

JOURNAL = f"{DATABASE}-journal"

_MAGIC = bytes.fromhex("d9d505f920a163d7")
"""With what the name of a super-journal, and a journal itself, is marked."""

_HEADER = struct.Struct(">8sIIIII")
"""What a journal begins with: the mark, records, a number for checksums, pages of the database before the
transaction, bytes of a sector and of a page."""


def check_journal(folder: Path) -> None:
    """Refuse a journal that names another file, or would make the database larger; no journal is fine.

    Raises:
        StudyError: it does, or is not a plain file.
    """
    try:
        with reading(folder, JOURNAL) as file:
            size = os.fstat(file.fileno()).st_size
            start = file.read(_HEADER.size)
            file.seek(max(size - len(_MAGIC), 0))
            end = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return
    if end == _MAGIC:
        raise StudyError(
            f"the study '{folder}' is not opened: its journal names another file, which no journal of "
            "trainlab does, and which SQLite would delete."
        )
    if len(start) == _HEADER.size and start.startswith(_MAGIC):
        _, _, _, pages, _, page = _HEADER.unpack(start)
        if pages * page > os.lstat(folder / DATABASE).st_size:
            raise StudyError(
                f"the study '{folder}' is not opened: its journal says that the database was larger than it "
                "is, and SQLite would make it so."
            )
