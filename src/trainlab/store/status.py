"""Whether a study is finished, for many studies: as little as possible is opened."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from trainlab.errors import StudyError
from trainlab.record import FORMAT_VERSION
from trainlab.store.curves import parts
from trainlab.store.database import rows
from trainlab.store.database.asking import ask
from trainlab.store.database.recognise import format_version
from trainlab.store.folder.lock import says_finished


@dataclass(frozen=True, slots=True)
class StudyStatus:
    """How far a study is.

    Attributes:
        name: the name it was given.
        created: when it was begun.
        complete: whether nothing is left to do for it.
        continuable: whether it is of the format that this trainlab writes: older ones are only read.
    """

    name: str
    created: str
    complete: bool
    continuable: bool

    @property
    def can_continue(self) -> bool:
        """Whether it can be continued."""
        return self.continuable and not self.complete


def read_status(folder: Path) -> StudyStatus | None:
    """How far a study is, or None where it cannot be read."""
    version = format_version(folder)
    if version is None or version > FORMAT_VERSION:
        return None

    def look(connection: sqlite3.Connection) -> StudyStatus:
        info, finished = rows.read_info(connection)
        complete = finished and parts.are_compacted(parts.read_parts(connection))
        return StudyStatus(info.name, info.created, complete, version == FORMAT_VERSION)

    try:
        return ask(folder, look)
    except StudyError:
        return None


def can_continue(folder: Path) -> bool:
    """Whether a study can be continued; no database is opened where the folder says that it is finished."""
    if says_finished(folder):
        return False
    found = read_status(folder)
    return found is not None and found.can_continue
