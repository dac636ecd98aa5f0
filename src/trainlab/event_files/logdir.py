"""The folder that TensorBoard is pointed at: a folder a study, and one table of hyperparameters for all."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from trainlab.errors import DataError, StudyError
from trainlab.event_files import events
from trainlab.event_files.columns import Column, join_columns
from trainlab.event_files.hparams import TYPES, experiment
from trainlab.event_files.look import Look
from trainlab.event_files.run_folder import RunFile
from trainlab.files import disk
from trainlab.files.atomic import replacing
from trainlab.files.opening import read_text
from trainlab.files.strict_json import decode, encode

MARK = "trainlab.json"
"""The file that says which study a folder holds the events of, and which columns it has in the table."""

_MOST = 16 << 20
"""Bytes of the longest mark that is read."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is noted of a study whose events lie in a folder.

    Attributes:
        study: its folder.
        created: when it was begun, as it says.
        columns: its hyperparameters.
        metrics: what evaluations measured of it.
    """

    study: str
    created: str
    columns: Mapping[str, Column]
    metrics: Mapping[str, str]

    @classmethod
    def of(cls, study: Path, look: Look) -> Mark:
        """That of a study."""
        return cls(str(study.resolve()), look.info.created, look.columns, look.metrics)

    def is_of(self, other: Mark) -> bool:
        """Whether both are of one study: one that was moved, or another that took its place."""
        return self.study == other.study or self.created == other.created


def study_folder(logdir: Path, study: Path) -> Path:
    """The folder of a study's events. What the study is called is never a path."""
    name = re.sub(r"[^A-Za-z0-9_.-]", "-", study.resolve().name).lstrip(".")
    return logdir / (name or "study")


def claim(folder: Path, mark: Mark) -> None:
    """Note which study a folder holds the events of.

    Args:
        folder: of its events; made if it is not there.
        mark: the study's.

    Raises:
        StudyError: it holds those of another study, or is no folder.
        OSError: it cannot be written.
    """
    for path in (folder.parent, folder):
        if os.path.lexists(path) and not path.is_dir():
            raise StudyError(f"'{path}' is not a folder: event files are written into one.")
    before = _read(folder)
    if before is not None and not before.is_of(mark):
        raise StudyError(
            f"'{folder}' holds the events of another study, '{before.study}': choose another folder, such as "
            f"'{folder.parent}-2', or delete that one."
        )
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder / MARK, disk.PUBLIC) as file:
        columns = [asdict(column) for column in mark.columns.values()]
        noted = {"study": mark.study, "created": mark.created, "columns": columns, "metrics": mark.metrics}
        file.write(encode(noted).encode(errors="replace"))


def write_columns(logdir: Path, wall_time: float) -> None:
    """Tell TensorBoard the columns of all studies whose events lie in a folder.

    Raises:
        OSError: it cannot be written.
    """
    marks = [mark for mark in (_read(entry) for entry in sorted(logdir.iterdir())) if mark is not None]
    columns = join_columns(mark.columns for mark in marks)
    metrics = {tag: what for mark in marks for tag, what in mark.metrics.items()}
    table = experiment(columns.values(), metrics, wall_time)
    RunFile(logdir).begin([events.beginning(wall_time), table])


def _read(folder: Path) -> Mark | None:
    """The mark in a folder; None where there is none.

    Raises:
        StudyError: there is one that trainlab did not write.
    """
    path = folder / MARK
    if not path.is_file():
        return None
    try:
        noted = decode(read_text(path, _MOST))
        columns = {item["name"]: _column(**item) for item in noted["columns"]}
        study, created, metrics = noted["study"], noted["created"], dict(noted["metrics"])
        if not all(isinstance(text, str) for text in (study, created, *metrics, *metrics.values())):
            raise ValueError("a name is none")
    except (DataError, ValueError, TypeError, LookupError) as error:
        raise StudyError(
            f"'{path}' is not as trainlab wrote it, so that it is not known whose events these are: delete "
            f"it, or choose another folder."
        ) from error
    return Mark(study, created, columns, metrics)


def _column(name: str, type: str, values: list, differs: bool) -> Column:
    if type not in TYPES or not isinstance(name, str) or not isinstance(differs, bool):
        raise ValueError("a column is none")
    column = Column.of(name, values)
    return Column(name, column.type, column.values, differs)
