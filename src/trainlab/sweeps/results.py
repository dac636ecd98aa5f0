"""What sweeps return: the numbers of :mod:`trainlab.estimate`, with their study and their picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from trainlab.errors import StudyError
from trainlab.estimate import batch_sweep, rate_sweep
from trainlab.estimate.sentences import COLUMNS, batch_lines, batch_rows, rate_lines
from trainlab.markup import Markup, paragraph, table, text
from trainlab.study import Study
from trainlab.voice import spoken

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class _OfStudy:
    """What the results of all sweeps can do: they open the study that was read, and draw themselves."""

    __slots__ = ()

    study: str
    folder: Path | None

    @classmethod
    def of(cls, numbers: Any) -> Self:
        """The same numbers."""
        return cls(**{field.name: getattr(numbers, field.name) for field in fields(numbers)})

    def open(self) -> Study:
        """The study that was read.

        Raises:
            StudyError: it is not there any more.
        """
        if self.folder is None:
            raise StudyError(f"the sweep {self.study} was not read from a folder: there is no study to open.")
        return Study(self.folder)

    def _drawn_by(self, draw: Callable[..., Figure]) -> Figure:
        study = self.open()
        return draw(study.info, [trial.record for trial in study.trials], self)


class RateSweep(_OfStudy, rate_sweep.RateSweep):
    """What a learning-rate sweep says, with its study and its picture."""

    __slots__ = ()

    def plot(self) -> Figure:
        """Draw what every rate reached, the recommended one and the stability edge.

        Returns:
            A matplotlib figure.

        Raises:
            StudyError: the study is not there any more.
        """
        from trainlab.plots import rate_sweep_figure

        return self._drawn_by(rate_sweep_figure)

    def __str__(self) -> str:
        return _lines(rate_lines(self))

    def _repr_html_(self) -> str:
        return _html(self.study, rate_lines(self)) + svg(self.plot())


class BatchSweep(_OfStudy, batch_sweep.BatchSweep):
    """What a batch-size sweep says, with its study and its picture."""

    __slots__ = ()

    def plot(self) -> Figure:
        """Draw the steps to the target at every batch size, and the critical batch size.

        Returns:
            A matplotlib figure.

        Raises:
            StudyError: the study is not there any more.
        """
        from trainlab.plots import batch_sweep_figure

        return self._drawn_by(batch_sweep_figure)

    def __str__(self) -> str:
        rows = ["  ".join(row) for row in [list(COLUMNS), *batch_rows(self)]]
        return "\n".join([*rows, _lines(batch_lines(self))])

    def _repr_html_(self) -> str:
        said = _html(self.study, batch_lines(self))
        return said + table(COLUMNS, batch_rows(self)) + svg(self.plot())


def _lines(lines: list[tuple[str, str]]) -> str:
    return "\n".join(f"{head}: {spoken(sentence)}" for head, sentence in lines)


def _html(study: str, lines: list[tuple[str, str]]) -> str:
    rows = [[Markup(f"<b>{text(head)}</b>"), spoken(sentence)] for head, sentence in lines]
    return paragraph("", study) + table(["", ""], rows)


def svg(figure: Figure) -> str:
    """A figure as inline SVG."""
    drawn = StringIO()
    figure.savefig(drawn, format="svg")
    written = drawn.getvalue()
    return written[written.index("<svg") :]
