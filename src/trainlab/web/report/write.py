"""A study's report, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from trainlab.errors import StudyError
from trainlab.files.atomic import replacing, storage_errors
from trainlab.files.disk import PUBLIC, check_path
from trainlab.folders import expanded
from trainlab.store.database.recognise import format_version
from trainlab.web.kept import Kept


def write_report(study: Path, path: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Write the report of a study.

    Args:
        study: its folder.
        path: the file.
        force: replace a file that is already there.

    Returns:
        The file.

    Raises:
        StudyError: the file is already there, lies in a study, or its folder is missing; or the study cannot
            be read.
        StorageError: the file cannot be written.
    """
    from trainlab.web.report.document import report

    file = checked(path, force)
    made = report(Kept(study.name, study))
    with storage_errors(file), replacing(file, PUBLIC) as new:
        new.write(made.encode())
    return file


def checked(path: str | os.PathLike[str], force: bool) -> Path:
    """The file that a report is written to.

    Raises:
        StudyError: it cannot be one.
    """
    file = expanded(path)
    with storage_errors(file):
        check_path(file)
    if file.is_dir():
        raise StudyError(f"'{file}' is a folder: name the file, such as '{file / 'report.html'}'.")
    if os.path.lexists(file) and not force:
        raise StudyError(
            f"'{file}' is already there: choose another name, or replace it with --force (force=True)."
        )
    if not file.parent.is_dir():
        raise StudyError(f"there is no folder '{file.parent}' to write a report to.")
    if format_version(file.parent.resolve()) is not None:
        raise StudyError(f"'{file.parent}' is a study: a report is written elsewhere.")
    return file
