"""What sweeps return: the numbers of :mod:`trainlab.estimate`, with their study and their picture."""

from __future__ import annotations

from dataclasses import fields
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainlab.errors import StudyError
from trainlab.estimate import batch_sweep, rate_sweep
from trainlab.estimate.sentences import COLUMNS, batch_lines, batch_rows, rate_lines
from trainlab.markup import Markup, paragraph, table, text
from trainlab.study import Study
from trainlab.voice import spoken

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class RateSweep(rate_sweep.RateSweep):
    """What a learning-rate sweep says, with its study and its picture."""

    __slots__ = ()

    @classmethod
    def of(cls, numbers: rate_sweep.RateSweep) -> RateSweep:
        """The same numbers."""
        return cls(**_values(numbers))

    def open(self) -> Study:
        """The study that was read.

        Raises:
            StudyError: it is not there any more.
        """
        return _open(self.folder, self.study)

    def plot(self) -> Figure:
        """Draw what every rate reached, the recommended one and the stability edge.

        Returns:
            A matplotlib figure.

        Raises:
            StudyError: the study is not there any more.
        """
        from trainlab.plots import rate_sweep_figure

        study = self.open()
        return rate_sweep_figure(study.info, [trial.record for trial in study.trials], self)

    def __str__(self) -> str:
        return _lines(rate_lines(self))

    def _repr_html_(self) -> str:
        return _html(self.study, rate_lines(self)) + _svg(self.plot()).html


class BatchSweep(batch_sweep.BatchSweep):
    """What a batch-size sweep says, with its study and its picture."""

    __slots__ = ()

    @classmethod
    def of(cls, numbers: batch_sweep.BatchSweep) -> BatchSweep:
        """The same numbers."""
        return cls(**_values(numbers))

    def open(self) -> Study:
        """The study that was read.

        Raises:
            StudyError: it is not there any more.
        """
        return _open(self.folder, self.study)

    def plot(self) -> Figure:
        """Draw the steps to the target at every batch size, and the critical batch size.

        Returns:
            A matplotlib figure.

        Raises:
            StudyError: the study is not there any more.
        """
        from trainlab.plots import batch_sweep_figure

        study = self.open()
        return batch_sweep_figure(study.info, [trial.record for trial in study.trials], self)

    def __str__(self) -> str:
        rows = ["  ".join(row) for row in [list(COLUMNS), *batch_rows(self)]]
        return "\n".join([*rows, _lines(batch_lines(self))])

    def _repr_html_(self) -> str:
        said = _html(self.study, batch_lines(self))
        return said + table(COLUMNS, batch_rows(self)) + _svg(self.plot()).html


def _values(numbers: Any) -> dict[str, Any]:
    return {field.name: getattr(numbers, field.name) for field in fields(numbers)}


def _open(folder: Path | None, name: str) -> Study:
    if folder is None:
        raise StudyError(f"the sweep {name} was not read from a folder: there is no study to open.")
    return Study(folder)


def _lines(lines: list[tuple[str, str]]) -> str:
    return "\n".join(f"{head}: {spoken(sentence)}" for head, sentence in lines)


def _html(study: str, lines: list[tuple[str, str]]) -> str:
    rows = [[Markup(f"<b>{text(head)}</b>"), spoken(sentence)] for head, sentence in lines]
    return paragraph("", study) + table(["", ""], rows)


def _svg(figure: Figure) -> Markup:
    """A figure as inline SVG."""
    drawn = StringIO()
    figure.savefig(drawn, format="svg")
    written = drawn.getvalue()
    return Markup(written[written.index("<svg") :])
