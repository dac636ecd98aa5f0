"""Predicted against true numbers, and how far they are apart: what a figure of them shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.record.wording import in_unit

MOST_POINTS = 4000
"""More examples than this are drawn as so many of them, evenly spaced."""


@dataclass(frozen=True, slots=True, eq=False)
class PredictedPanel:
    """One target.

    Attributes:
        name: of the target.
        true, predicted: (points,) in the unit of the file.
        low, high: ends of the axes of both.
        heading: how good the predictions are, in words; of all examples.
    """

    name: str
    true: np.ndarray
    predicted: np.ndarray
    low: float
    high: float
    heading: str


@dataclass(frozen=True, slots=True, eq=False)
class PredictedPlot:
    """What a figure of predictions shows.

    Attributes:
        title: of the figure.
        panels: one for each target.
        notes: below it.
    """

    title: str
    panels: tuple[PredictedPanel, ...]
    notes: tuple[str, ...]


def predicted_plot(
    title: str, names: Sequence[str], true: np.ndarray, predicted: np.ndarray, split: str
) -> PredictedPlot:
    """Predicted against true numbers.

    Args:
        title: of the figure.
        names: of the targets.
        true, predicted: (examples, targets) in the unit of the file.
        split: what the examples are.
    """
    count = len(true)
    shown = np.unique(np.linspace(0, count - 1, min(count, MOST_POINTS)).round().astype(int))
    panels = []
    for column, name in enumerate(names):
        wanted, answered = true[:, column], predicted[:, column]
        ends = np.concatenate([wanted, answered[np.isfinite(answered)]])
        low, high = float(ends.min()), float(ends.max())
        room = 0.04 * (high - low) or 1.0
        panels.append(PredictedPanel(
            name, wanted[shown], answered[shown], low - room, high + room, _how_good(wanted, answered)
        ))  # fmt: skip
    notes = [f"each point is an example of {split}; the line is where predictions are right"]
    if len(shown) < count:
        notes.append(f"{len(shown):,} of {count:,} examples are drawn; RMSE and R2 are of all")
    return PredictedPlot(title, tuple(panels), tuple(notes))


def _how_good(true: np.ndarray, predicted: np.ndarray) -> str:
    left = float(((predicted - true) ** 2).mean())
    spread = float(((true - true.mean()) ** 2).mean())
    explained = f", R2 {1 - left / spread:.4f}" if spread > 0 and len(true) > 1 else ""
    return f"RMSE {in_unit(left**0.5)}{explained}"
