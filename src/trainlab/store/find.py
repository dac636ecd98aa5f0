"""Finding a study by what a user calls it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from trainlab.errors import StudyError, nearest
from trainlab.store.database.recognise import format_version, unreadable
from trainlab.store.folder.names import age_key, slug, study_slug
from trainlab.store.reader import StudyReader
from trainlab.store.status import read_status

_LISTED = 20


def list_studies(root: Path) -> list[Path]:
    """The studies in a folder, newest first; whatever else lies there is passed over."""
    return _survey(root)[0]


def find_study(root: Path, reference: str | None) -> Path:
    """The study folder that a user means.

    Args:
        root: the folder studies are kept in.
        reference: a study's folder name, the name it was given (the newest of that name), its folder's name
            without the time, the start of exactly one folder name, or the path to a study anywhere; None for
            the newest study.

    Raises:
        StudyError: there is no such study, or several.
    """
    reference = reference and os.path.expanduser(reference)
    studies, damaged = _survey(root)
    if reference is not None and format_version(Path(reference)) is not None:
        return Path(reference)
    if not studies and not damaged:
        raise StudyError(
            f"there is no study in '{root}' yet: make one with 'trainlab run moons --net 2-4-2'."
        )
    if reference is None:
        return _newest(root, studies, damaged)
    for folder in (Path(reference), Path(root) / reference):
        if reason := damaged.get(folder) or unreadable(folder):
            raise StudyError(f"the study '{folder}' cannot be read: {reason}.")
    for study in studies:
        if reference == study.name:
            return study
    found = _called(studies, reference)
    if found is not None:
        return found
    fitting = [study for study in studies if reference and study.name.startswith(reference)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise StudyError(
            f"several studies start with '{reference}': {_listed(fitting)}. Give more of the name."
        )
    names = [study.name for study in studies] + [study_slug(study) for study in studies]
    guess = nearest(reference, names)
    hint = f": did you mean '{guess}'?" if guess else "."
    raise StudyError(f"unknown study '{reference}'{hint} In '{root}' there are: {_listed(studies)}.")


def _called(studies: list[Path], name: str) -> Path | None:
    """The newest study that was given a name, else the newest whose folder bears it.

    A folder's name is the study's in small letters and without other signs, so few databases are opened.
    """
    candidates = [study for study in studies if study_slug(study) == slug(name)]
    for study in candidates:
        found = read_status(study)  # None where it is damaged: it is found by its folder's name
        if found is not None and found.name == name:
            return study
    return next((study for study in candidates if study_slug(study) == name), None)


def unreadable_studies(root: Path) -> dict[Path, str]:
    """Folders that should be studies and cannot be read, with the reason; they hide none of the others."""
    return _survey(root)[1]


def _survey(root: Path) -> tuple[list[Path], dict[Path, str]]:
    """The studies in a folder, newest first, and the folders that should be studies and cannot be read."""
    versions = {folder: format_version(folder) for folder in _entries(root)}
    studies = [folder for folder, version in versions.items() if version is not None]
    reasons = {folder: unreadable(folder) for folder, version in versions.items() if version is None}
    damaged = {folder: reason for folder, reason in reasons.items() if reason is not None}
    return sorted(studies, key=age_key, reverse=True), damaged


def _newest(root: Path, studies: list[Path], damaged: Mapping[Path, str]) -> Path:
    """The newest study, if it can be read: another one in its place would not be what the user means."""
    found: list[tuple[Path, str]] = []
    for folder in sorted([*studies, *damaged], key=age_key, reverse=True):
        problem = damaged.get(folder) or _problem(folder)
        if problem is not None:
            found.append((folder, problem.rstrip(".")))
        elif not found:
            return folder
        else:
            newest, reason = found[0]
            raise StudyError(
                f"the newest study, '{newest}', cannot be used: {reason}. Name another one, "
                f"such as {folder.name}."
            )
    newest, reason = found[0]
    raise StudyError(f"no study in '{root}' can be used; the newest, '{newest}': {reason}.")


def _problem(folder: Path) -> str | None:
    try:
        StudyReader(folder)
    except StudyError as error:
        return str(error)
    return None


def _entries(root: Path) -> list[Path]:
    try:
        return [Path(root) / name for name in os.listdir(root)]
    except (OSError, ValueError):  # the folder is not there, or can be none
        return []


def _listed(studies: list[Path]) -> str:
    names = [study.name for study in studies[:_LISTED]]
    more = len(studies) - len(names)
    return ", ".join(names) + (f" and {more} older ones" if more else "")
