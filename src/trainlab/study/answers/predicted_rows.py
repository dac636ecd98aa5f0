"""What a net answers for the rows of a file, and those answers as CSV."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trainlab.data.reading import Reading
from trainlab.errors import StudyError
from trainlab.files.atomic import replacing, storage_errors
from trainlab.files.disk import PUBLIC, check_path
from trainlab.folders import expanded
from trainlab.spreadsheet import cell

if TYPE_CHECKING:
    from trainlab.study.trial import StudyTrial


@dataclass(frozen=True, slots=True, eq=False)
class PredictedRows:
    """What a net answers for the rows of a file, in their order.

    Attributes:
        classes: names of the classes; () where numbers are predicted.
        target_names: names of the numbers; () where classes are predicted.
        values: (rows, classes) float32 probabilities, or (rows, targets) float64 in the unit of the target.
    """

    classes: tuple[str, ...]
    target_names: tuple[str, ...]
    values: np.ndarray

    def __len__(self) -> int:
        return len(self.values)

    @property
    def predicted(self) -> list[str]:
        """The most probable class of each row; [] where numbers are predicted."""
        return [self.classes[place] for place in self.values.argmax(axis=1)] if self.classes else []

    @property
    def header(self) -> list[str]:
        """Names of the columns of a table: the targets; or the class, and the probability of each."""
        if not self.classes:
            return list(self.target_names)
        return ["class", *(f"probability of {name}" for name in self.classes)]

    def rows(self) -> Iterator[list[str]]:
        """The cells of each row, in all the digits that a net of 32 bits has."""
        for place, values in enumerate(self.values.tolist()):
            numbers = [f"{value:.7g}" if self.classes else f"{value:.9g}" for value in values]
            yield [self.classes[int(self.values[place].argmax())], *numbers] if self.classes else numbers

    def csv(self) -> str:
        """All of it as CSV, with a header; a spreadsheet runs nothing of it."""
        text = StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([cell(name) for name in self.header])
        writer.writerows([cell(word) for word in row] for row in self.rows())
        return text.getvalue()

    def write(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write it as a CSV file, whole or not at all.

        Args:
            path: the file.
            force: replace a file that is already there.

        Returns:
            The file.

        Raises:
            StudyError: the file is already there, or its folder is not.
            StorageError: it cannot be written.
        """
        file = expanded(Path(path))
        check_new(file, force)
        with storage_errors(file), replacing(file, PUBLIC) as new:
            new.write(self.csv().encode())
        return file


def check_new(file: Path, force: bool) -> None:
    """Refuse to write a file that is there, or into a folder that is not.

    Raises:
        StudyError: one of them.
        StorageError: the path cannot be one.
    """
    with storage_errors(file):
        check_path(file)
    if os.path.lexists(file) and not force:
        raise StudyError(
            f"'{file}' is already there: choose another name, or replace it with --force (force=True)."
        )
    if not file.parent.is_dir():
        raise StudyError(f"there is no folder '{file.parent}' to write predictions to.")


def predict_rows(
    trial: StudyTrial, file: str | os.PathLike[str], which: str, reading: Reading
) -> PredictedRows:
    """What a trial's net answers for the rows of a file; see :meth:`StudyTrial.predict_file`."""
    from trainlab.data.formats.inputs_only import read_inputs

    prepared = trial.prepared
    inputs = read_inputs(expanded(Path(file)), prepared.features, reading)
    return PredictedRows(prepared.classes, prepared.target_names, trial.predict(inputs, which))
