"""Event files of studies for TensorBoard, written once or kept up to date while they train."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.errors import StudyError
from trainlab.event_files.logdir import Mark, claim, study_folder, write_columns
from trainlab.event_files.look import Look
from trainlab.event_files.step_times import StepTimes
from trainlab.event_files.study_events import StudyEvents
from trainlab.files.atomic import storage_errors
from trainlab.folders import expanded
from trainlab.store.database.recognise import format_version, identity

if TYPE_CHECKING:
    from trainlab.study.study import Study

EVERY_SECONDS = 2.0
"""Between two looks at a study that trains: about as often as it commits."""

SHARE = 0.2
"""Of the time, what looks may take: the study trains beside them."""

AWAY_SECONDS = 10.0
"""How long a study may be gone: one that is replaced is gone for a moment."""

_TICK = 0.1


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of a study.

    Attributes:
        study: the study.
        folder: of its runs.
        runs: trials that have one: those that have begun.
        points: points of curves, over all looks.
        finished: whether nothing more will come.
        again: whether another study had taken its place, so that its files were written anew.
    """

    study: Study
    folder: Path
    runs: int
    points: int
    finished: bool
    again: bool


def tensorboard(
    *studies: Study,
    logdir: str | os.PathLike[str],
    follow: bool = False,
    told: Callable[[Written], None] = lambda written: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Path:
    """Write event files for TensorBoard: a run for each trial that has begun. See docs/howto/tensorboard.md.

    Each study has a folder of its own in ``logdir``, and each trial a folder in that, named by its number.
    What trainlab wrote there of the same study before is replaced; files of other programs are left.

    Args:
        *studies: the studies.
        logdir: the folder TensorBoard is pointed at; made if it is not there.
        follow: keep up with the studies until all of them are finished, or until Ctrl-C.
        told: called with what was written of a study, after each look that found something new.
        stopping: asked between looks whether to stop.

    Returns:
        ``logdir``.

    Raises:
        StudyError: no study is given, the folder is a study's, or it holds the events of another study.
        StorageError: a file cannot be written.

    Example:
        >>> tl.tensorboard(one, other, logdir="logdir")  # doctest: +SKIP
    """
    if not studies:
        raise StudyError("name a study, such as tl.tensorboard(study, logdir='logdir'): none was given.")
    path = Path(expanded(Path(logdir)))
    followed = [_Followed(study, path) for study in studies]
    with storage_errors(path):
        for one in followed:
            one.check()
        for one in followed:
            one.begin()
        write_columns(path, min(one.begun for one in followed))
        for one in followed:
            told(one.look())
        while follow and not all(one.finished for one in followed) and not stopping():
            began = time.monotonic()
            for one in followed:
                if not one.finished and (written := one.look_again()) is not None:
                    told(written)
            took = time.monotonic() - began
            _wait(max(EVERY_SECONDS, took / SHARE - took), stopping)
    return path


class _Followed:
    """A study whose events are written, and kept up to date."""

    def __init__(self, study: Study, logdir: Path) -> None:
        self._study = study
        self._logdir = logdir
        self._folder = study_folder(logdir, study.folder)
        self._again = False
        self._gone_since: float | None = None

    def check(self) -> None:
        """Refuse to write into a study.

        Raises:
            StudyError: the folder of its events lies in a study.
        """
        folder = self._folder.resolve()
        for place in (folder, *folder.parents):
            if format_version(place) is not None:
                raise StudyError(
                    f"'{place}' is a study, and none is ever written into: choose another folder for event "
                    "files, such as 'logdir'."
                )

    def begin(self) -> None:
        """Look at it for the first time, and take its folder."""
        self._identity = identity(self._study.folder)
        self._events = StudyEvents(self._folder)
        self._look = _look_at(self._study)
        claim(self._folder, Mark.of(self._study.folder, self._look))

    @property
    def begun(self) -> float:
        """When it was begun, in seconds since 1970."""
        return StepTimes(self._look.info, self._look.trials).begun

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self._look.finished

    def look(self) -> Written:
        """Write what was seen at the last look."""
        self._events.write(self._look)
        return Written(
            self._study, self._folder, self._events.runs, self._events.points, self.finished, self._again
        )

    def look_again(self) -> Written | None:
        """Look, and write what is new; None where nothing is.

        Raises:
            StudyError: the study is gone, or cannot be read any more.
        """
        before = self._events.points, self._events.runs
        try:
            self._again = identity(self._study.folder) != self._identity
            if not self._again:
                created, self._look = self._look.info.created, _look_at(self._study)
                self._again = self._look.info.created != created
            if self._again:
                self._begin_again()
            written = self.look()
        except (OSError, StudyError) as error:
            self._wait_or_raise(error)
            return None
        self._gone_since = None
        now = written.points, written.runs
        return written if written.again or written.finished or now != before else None

    def _begin_again(self) -> None:
        """Another study lies in its place: everything is written anew."""
        self._study = type(self._study)(self._study.folder)
        self.begin()
        write_columns(self._logdir, self.begun)

    def _wait_or_raise(self, error: OSError | StudyError) -> None:
        """A study that is replaced is gone for a moment; one that stays away ends the wait."""
        now = time.monotonic()
        self._gone_since = now if self._gone_since is None else self._gone_since
        if now - self._gone_since < AWAY_SECONDS:
            return
        if not self._study.folder.exists():
            raise StudyError(
                f"the study '{self._study.folder}' is gone; what was written of it stays."
            ) from error
        raise error


def _look_at(study: Study) -> Look:
    """What is committed of a study now."""
    finished = study.finished  # before all else: what is read later is at least as new
    vars(study).pop("trials", None)
    records = [trial.record for trial in study.trials]
    return Look(study.info, records, study.curve_names, study.recorded, study.findings, finished)


def _wait(seconds: float, stopping: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not stopping():
        time.sleep(min(left, _TICK))
