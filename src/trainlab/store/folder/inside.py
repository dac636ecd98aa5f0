"""Opening the files of a study, which may come from anywhere: never one that lies elsewhere, never a device.

Every step of the way is opened from the folder before it (``openat``) without following links, so that
neither ``..`` nor a symbolic link leads out of a study; and nothing but a plain file is read, since opening a
pipe or a device may wait for ever, or do something.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from trainlab.errors import StudyError
from trainlab.files.opening import NEARLY_ALL_HOLE, is_nearly_all_hole
from trainlab.store.folder.names import is_plain

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


@contextmanager
def reading(folder: Path, *names: str) -> Iterator[BinaryIO]:
    """Open a plain file inside a folder.

    Args:
        folder: the study's folder; it may itself be reached by a link.
        names: the names of the folders on the way, then that of the file.

    Yields:
        The file.

    Raises:
        StudyError: it is a link, a pipe, a device or a folder, or nearly all hole, or its name is a path.
        OSError: it is not there, or may not be read.
    """
    with os.fdopen(open_inside(folder, *names), "rb") as file:
        yield file


def open_inside(folder: Path, *names: str) -> int:
    """The descriptor of a plain file inside a folder, for reading; see :func:`reading`."""
    path = folder.joinpath(*names)
    for name in names:
        if not is_plain(name):
            raise StudyError(
                f"the study '{folder}' names {name!r:.100}, which is not a file of its own: not opened."
            )
    place = os.open(folder, _FOLDER)
    try:
        for name in names[:-1]:
            inner = _open(name, _FOLDER | os.O_NOFOLLOW, place, path)
            os.close(place)
            place = inner
        if not _is_plain_file(
            names[-1], place, path
        ):  # before it is opened: opening a device may do something
            raise _not_plain(path)
        descriptor = _open(names[-1], _FILE, place, path)
    finally:
        os.close(place)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise _not_plain(path)
    if is_nearly_all_hole(descriptor, status.st_size):
        os.close(descriptor)
        raise StudyError(f"'{path}' {NEARLY_ALL_HOLE}.")
    return descriptor


def check_plain(folder: Path, name: str) -> bool:
    """Whether a file is there, for those who open it by its path (SQLite, which follows no links from there).

    Raises:
        StudyError: something is there that is not a plain file.
    """
    try:
        mode = os.lstat(folder / name).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    if not stat.S_ISREG(mode):
        raise _not_plain(folder / name)
    return True


def check_only_name(folder: Path, name: str) -> None:
    """Refuse to write into a file that has another name as well: it would change there, too.

    Raises:
        StudyError: it is a hard link.
    """
    try:
        links = os.lstat(folder / name).st_nlink
    except (FileNotFoundError, NotADirectoryError):
        return
    if links > 1:
        raise StudyError(
            f"'{folder / name}' is the same file as another one elsewhere (a hard link), which would change "
            "with it: copy the study's folder, and continue with the copy."
        )


def check_folders(folder: Path, names: Iterable[str]) -> None:
    """Refuse to write into a study whose folders are not its own.

    Raises:
        StudyError: one of them is missing, or a link that leads elsewhere.
    """
    for name in names:
        try:
            mode = os.lstat(folder / name).st_mode
        except OSError as error:
            raise StudyError(f"'{folder / name}' cannot be opened: {error.strerror}.") from None
        if not stat.S_ISDIR(mode):
            raise StudyError(f"'{folder / name}' is not a folder of its study: nothing is written into it.")


def _is_plain_file(name: str, place: int, path: Path) -> bool:
    try:
        return stat.S_ISREG(os.stat(name, dir_fd=place, follow_symlinks=False).st_mode)
    except OSError as error:
        error.filename = os.fspath(path)
        raise


def _open(name: str, flags: int, place: int, path: Path) -> int:
    try:
        return os.open(name, flags, dir_fd=place)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):  # a link, or something else in a folder's place
            raise _not_plain(path) from None
        error.filename = os.fspath(path)
        raise


def _not_plain(path: Path) -> StudyError:
    return StudyError(
        f"'{path}' is not a plain file of its study (a link, a pipe or a device may lead anywhere): "
        "not opened."
    )
