"""Finding a study by what a user calls it."""

from __future__ import annotations

import os
from pathlib import Path

from trainlab.errors import StudyError, nearest
from trainlab.store.names import age_key, study_slug
from trainlab.store.schema import format_version

_LISTED = 20


def list_studies(root: Path) -> list[Path]:
    """The studies in a folder, newest first; whatever else lies there is passed over."""
    try:
        names = os.listdir(root)
    except OSError:  # the folder is not there
        return []
    folders = [
        folder for folder in (Path(root) / name for name in names) if format_version(folder) is not None
    ]
    return sorted(folders, key=age_key, reverse=True)


def find_study(root: Path, reference: str | None) -> Path:
    """The study folder that a user means.

    Args:
        root: the folder studies are kept in.
        reference: a study's folder name, its name without the time (the newest of that name), the start of
            exactly one folder name, or the path to a study anywhere; None for the newest study.

    Raises:
        StudyError: there is no such study, or several.
    """
    studies = list_studies(root)
    if reference is not None and format_version(Path(reference)) is not None:
        return Path(reference)
    if not studies:
        raise StudyError(
            f"there is no study in '{root}' yet: make one with 'trainlab run moons --net 2-4-2'."
        )
    if reference is None:
        return studies[0]
    for study in studies:
        if reference in (study.name, study_slug(study)):
            return study
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


def _listed(studies: list[Path]) -> str:
    names = [study.name for study in studies[:_LISTED]]
    more = len(studies) - len(names)
    return ", ".join(names) + (f" and {more} older ones" if more else "")
