"""Which study is resumed: the newest that is not finished, or one of a name that asks for the same."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.errors import ExperimentError, StorageError, StudyError
from trainlab.store import StudyReader, StudyWriter, find_study, list_studies
from trainlab.store.folder.lock import says_finished
from trainlab.store.folder.names import DATABASE, EXPERIMENT, slug, study_slug
from trainlab.store.status import can_continue, read_status

if TYPE_CHECKING:
    from trainlab.experiments import Experiment


def find_unfinished(root: Path, reference: str | None) -> Path:
    """The study to resume.

    Args:
        root: the folder studies are kept in.
        reference: what a user calls it; None for the newest that is not finished.

    Raises:
        StudyError: there is none.
    """
    studies = [] if reference is not None else list_studies(root)
    if not studies:
        return find_study(root, reference)
    for folder in studies:
        if can_continue(folder):
            return folder
    raise StudyError(f"there is nothing to resume: every study in '{root}' is finished.")


def is_complete(folder: Path) -> bool:
    """Whether there is nothing left to do for a study.

    Raises:
        StudyError: it cannot be read.
    """
    reader = StudyReader(folder)
    return reader.finished and reader.compacted


def put_at_rest(folder: Path) -> None:
    """Delete what a writer left that was killed when all was done; if that fails, it does no harm."""
    if not (folder / f"{DATABASE}-wal").exists():  # a writer that ended by itself leaves no log
        return
    with suppress(StudyError, StorageError), StudyWriter.open(folder):
        pass


def find_named(root: Path, experiment: Experiment) -> Path | None:
    """The study of an experiment's name that is resumed, whatever else is in the folder.

    It is the newest of those that are not finished and ask for the same.

    Raises:
        ExperimentError: there is none, but one of that name that asks for something else.
    """
    first: tuple[Path, list[str]] | None = None
    for folder in _of_that_name(root, experiment):
        if not can_continue(folder) or _name(folder) != experiment.name:
            continue
        differing = _differing(folder, experiment)
        if differing == []:
            return folder
        if differing is not None:
            first = first or (folder, differing)
    if first is not None:
        folder, differing = first
        raise ExperimentError(
            f"the unfinished study '{folder}' is called {experiment.name} too, and its experiment differs in "
            f"{', '.join(differing)}: finish it with 'trainlab resume {folder.name}', or choose another name."
        )
    return None


def find_made_since(root: Path, experiment: Experiment, since: float) -> Path | None:
    """The study of an experiment's name that another process was asked for at the same time, or None.

    Args:
        root: the folder studies are kept in.
        experiment: what is asked for.
        since: when it was asked for, in seconds since 1970.
    """
    for folder in _of_that_name(root, experiment):
        found = read_status(folder) if _may_be_newer(folder, since) else None
        if found is None or found.name != experiment.name or _begun(found.created) < since:
            continue
        if _differing(folder, experiment) == []:
            return folder
    return None


def _of_that_name(root: Path, experiment: Experiment) -> list[Path]:
    """The studies whose folders may be those of the name, newest first."""
    name = slug(experiment.name or "")
    return [folder for folder in list_studies(root) if study_slug(folder) == name]


def _name(folder: Path) -> str | None:
    found = read_status(folder)
    return None if found is None else found.name


def _may_be_newer(folder: Path, since: float) -> bool:
    """Whether anything was written in a study since then: of few that is so, and only those are opened."""
    try:
        return (folder / DATABASE).stat().st_mtime >= since - 1 or not says_finished(folder)
    except OSError:
        return False


def _begun(created: str) -> float:
    try:
        return datetime.fromisoformat(created).timestamp()
    except (ValueError, OverflowError):  # written by another program
        return 0.0


def _differing(folder: Path, experiment: Experiment) -> list[str] | None:
    """The fields in which the experiment of a study is another one; None where it cannot be read."""
    from trainlab.experiments import Experiment
    from trainlab.study.networks.start import with_absolute_starts

    try:
        text = StudyReader(folder).experiment()
        if text == experiment.to_yaml():
            return []
        stored = Experiment.parse(text, folder / EXPERIMENT).model_dump()
    except (StudyError, ExperimentError):  # damaged: it does not get in the way
        return None
    asked = Experiment.parse(experiment.to_yaml(), folder / EXPERIMENT).model_dump()
    with suppress(StudyError):  # where the study and what it starts from have been moved
        stored = with_absolute_starts(Experiment(**stored), folder.parent).model_dump()
    return [name for name in asked if asked[name] != stored[name]]
