"""What a comparison returns: its numbers, with their study, their table and their picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Self

from trainlab.comparisons import Compared, columns, less_columns, less_rows, lines, rows, sentence
from trainlab.markup import Markup, paragraph, table, text
from trainlab.record import Curves
from trainlab.study import Study
from trainlab.sweeps.results import svg
from trainlab.voice import spoken

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

ALONG = ("step", "epoch", "time")
"""What the curves of the best are drawn against."""


class Comparison(Compared):
    """What a comparison says, with its study.

    ``print(comparison)`` shows its tables and sentences; a notebook shows the picture as well.
    """

    __slots__ = ("_study",)

    _study: Study

    @classmethod
    def of(cls, numbers: Compared, study: Study) -> Self:
        """The same numbers, and the study they were read from."""
        made = cls(**{field.name: getattr(numbers, field.name) for field in fields(Compared)})
        object.__setattr__(made, "_study", study)
        return made

    @property
    def study(self) -> Study:
        """The study that was read."""
        return self._study

    @property
    def sentence(self) -> str:
        """The answer, in one sentence."""
        return spoken(sentence(self))

    @property
    def table(self) -> pa.Table:
        """A row for each value, the best first: its best settings, and what fewer points reach."""
        import pyarrow as pa

        found = []
        for place in self.ranking:
            one = self.values[place]
            tried = {
                f"best_of_{tried}": score for tried, score in zip(self.budgets, one.by_budget, strict=True)
            }
            found.append(
                {self.question.setting: str(one.value), **one.settings, self.curve: one.score, **tried}
            )
        names = dict.fromkeys(name for row in found for name in row)
        return pa.table({name: [row.get(name) for row in found] for name in names})

    @property
    def best_trials(self) -> list[int]:
        """The trials of the best point of every value, a seed each."""
        return [id for place in self.ranking for id in self.values[place].trials]

    def best_curves(self, name: str | None = None) -> Curves:
        """A curve of the best of every value: rows in the order of ``best_trials``.

        Args:
            name: the curve; by default the one values are judged by.
        """
        return self._study.recorded(self.curve if name is None else name, self.best_trials)

    @property
    def curves(self) -> Curves:
        """The curve that values are judged by, of the best of each."""
        return self.best_curves()

    def plot(self, curve: str | Sequence[str] | None = None, against: str | Sequence[str] = ALONG) -> Figure:
        """Draw the curves of each value's best, alone: against steps, epochs and measured seconds.

        Args:
            curve: the curve, or several; by default the one values are judged by, and beside accuracies the
                train loss.
            against: ``step``, ``epoch``, ``time``, or several of them.

        Returns:
            A matplotlib figure.
        """
        from trainlab.plots import curve_figure

        usual = [self.curve] if self.factors else [self.curve, "train_loss"]
        wanted = usual if curve is None else [curve] if isinstance(curve, str) else curve
        chosen = {*self.best_trials}
        records = [trial.record for trial in self._study.trials if trial.id in chosen]
        info = replace(self._study.info, varied=(self.question.setting,))
        log_y = curve is None and self.factors
        drawn = [self.best_curves(name) for name in wanted]
        return curve_figure(info, records, drawn, against=against, log_y=log_y)

    def __str__(self) -> str:
        cells = [[columns(self), *rows(self)], [less_columns(self), *less_rows(self)]]
        said = "\n".join(f"{head}: {spoken(one)}" for head, one in lines(self))
        return "\n\n".join([*("\n".join("  ".join(row) for row in part) for part in cells), said])

    def _repr_html_(self) -> str:
        said = [[Markup(f"<b>{text(head)}</b>"), spoken(one)] for head, one in lines(self)]
        parts = [
            paragraph("", self.name), table(columns(self), rows(self)), table(less_columns(self),
            less_rows(self)), table(["", ""], said), svg(self.plot()),
        ]  # fmt: skip
        return "".join(parts)
