"""How to tell a study from any other folder, and one that can be read from one that cannot."""

from __future__ import annotations

import stat
from pathlib import Path

from trainlab.errors import StudyError
from trainlab.record import FORMAT_VERSION
from trainlab.store.database.schema import APPLICATION_ID
from trainlab.store.folder.inside import reading
from trainlab.store.folder.lock import held_here
from trainlab.store.folder.names import DATABASE

_SQLITE = b"SQLite format 3\0"
_HEADER = 100
"""The bytes a database begins with, and how long its header is: https://www.sqlite.org/fileformat.html,
1.3."""


def format_version(folder: Path) -> int | None:
    """The format of a study folder, or None if the folder is not a study, or not one that can be read.

    Reads the database's header only, so that a folder of many studies is listed without opening any.
    """
    try:
        return _header_version(folder)
    except (OSError, ValueError, StudyError):  # ValueError: a character no path may have
        return None


def identity(folder: Path) -> tuple[int, int]:
    """What tells a study from another that has come to lie in its place: the number of its database's file.

    Raises:
        OSError: there is none.
    """
    status = (folder / DATABASE).lstat()
    return status.st_dev, status.st_ino


def unreadable(folder: Path) -> str | None:
    """Why a folder that should be a study cannot be read, or None if it can, or was never one.

    A folder without a database, or with an empty one, is what is left of a study that was never completed;
    one with the database of another program is not ours.
    """
    try:
        status = (folder / DATABASE).lstat()
        if stat.S_ISREG(status.st_mode) and not status.st_size:
            return None
        if held_here(folder) or _header(folder).startswith(_SQLITE):
            return None
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    except OSError as error:
        return f"{error.strerror or error}"
    except StudyError as error:
        return str(error).rstrip(".")
    return f"its {DATABASE} is damaged"


def _header_version(folder: Path) -> int | None:
    if held_here(folder):
        return FORMAT_VERSION
    header = _header(folder)
    is_study = (
        len(header) == _HEADER
        and header.startswith(_SQLITE)
        and int.from_bytes(header[68:72], "big") == APPLICATION_ID
    )
    return int.from_bytes(header[60:64], "big") if is_study else None


def _header(folder: Path) -> bytes:
    with reading(folder, DATABASE) as file:
        return file.read(_HEADER)


def check_format(folder: Path) -> int:
    """Refuse a folder that is not a study, or one of a newer format.

    Returns:
        The format it is of.

    Raises:
        StudyError: it is one of these.
    """
    version = format_version(folder)
    if version is None and (reason := unreadable(folder)):
        raise StudyError(f"the study '{folder}' cannot be read: {reason}.")
    if version is None:
        raise StudyError(f"'{folder}' is not a study: a study is a folder that 'trainlab run' made.")
    if version > FORMAT_VERSION:
        raise StudyError(
            f"the study '{folder}' was written by a newer trainlab (format {version}; this one reads up to "
            f"{FORMAT_VERSION}): upgrade trainlab to read it."
        )
    return version


def check_current(folder: Path) -> None:
    """Refuse to write to a study of another format.

    Raises:
        StudyError: it is not a study, or is of a newer or an older format.
    """
    version = check_format(folder)
    if version != FORMAT_VERSION:
        raise StudyError(
            f"the study '{folder}' was begun by an older trainlab (format {version}; this one writes format "
            f"{FORMAT_VERSION}): it can be read, but not continued."
        )
