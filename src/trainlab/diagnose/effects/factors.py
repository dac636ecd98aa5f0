"""Varied settings as factors: the levels they have, and the columns that encode them in a linear model."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.record import StudyInfo, Trial
from trainlab.record.groups.varied import numeric_values, varied_together
from trainlab.record.wording import short_value


@dataclass(frozen=True, slots=True)
class Factor:
    """A varied setting, or several that change together.

    Attributes:
        names: the settings.
        values: (cells,) number of each cell's value.
        called: what the values are called.
        places: (cells,) from -1 to 1, the rank of a number among the cells; NaN for a cell it means nothing
            to. None where the setting is not a number.
    """

    names: tuple[str, ...]
    values: np.ndarray
    called: tuple[str, ...]
    places: np.ndarray | None

    @property
    def name(self) -> str:
        """The settings in words."""
        return " with ".join(self.names)

    def by_value(self) -> np.ndarray:
        """(cells, values - 1) columns that distinguish every value from the others."""
        return (self.values[:, None] == np.arange(1, len(self.called))).astype(float)

    def smooth(self, degree: int) -> np.ndarray:
        """(cells, degree) a polynomial of the ranks of a number; its values if it is not one, or has few."""
        known = None if self.places is None else np.isfinite(self.places)
        if self.places is None or known is None or len(self.called) - (not known.all()) <= degree + 1:
            return self.by_value()
        powers = np.polynomial.legendre.legvander(np.nan_to_num(self.places), degree)[:, 1:] * known[:, None]
        return powers if known.all() else np.concatenate([powers, ~known[:, None]], axis=1)


def make_factors(info: StudyInfo, trials: Sequence[Trial], left_out: Collection[str] = ()) -> list[Factor]:
    """The factors in which some trials differ.

    Args:
        info: the study.
        trials: a trial of each cell.
        left_out: settings that are known to have no effect.
    """
    factors = []
    for together in varied_together(info, trials):
        # Where one of several that change together does nothing, what they do is done by the others.
        names = tuple(name for name in together if name not in left_out)
        if not names:
            continue
        distinct: dict[object, int] = {}
        given = [trial.settings.get(names[0]) for trial in trials]
        values = np.array([distinct.setdefault(value, len(distinct)) for value in given], dtype=int)
        numbers = numeric_values(info, trials, names[0])
        places = None if numbers is None else _ranks([numbers.get(value) for value in given])  # type: ignore[arg-type]
        called = tuple(short_value(value) for value in distinct)  # type: ignore[arg-type]
        factors.append(Factor(names, values, called, places))
    return factors


def _ranks(numbers: Sequence[float | None]) -> np.ndarray:
    places = np.array([np.nan if number is None else number for number in numbers])
    known = np.isfinite(places)
    ordered = np.sort(places[known])
    middle = (np.searchsorted(ordered, places, "left") + np.searchsorted(ordered, places, "right") - 1) / 2
    return np.where(known, 2 * middle / max(len(ordered) - 1, 1) - 1, np.nan)
