"""What a net of one input answers over that input, after some of its steps: what a figure of it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

POINTS = 400
"""Places along the input that a net is asked at."""

MARGIN = 0.08
"""How far a picture goes beyond the data on either side, of its width."""

FULL = 2.5
"""How far it goes above and below the data, of their height, for a net that swings beyond them."""


@dataclass(frozen=True, slots=True, eq=False)
class FitPanel:
    """The net after some steps.

    Attributes:
        heading: which, and how good it is there.
        answers: (points,) what it answers, in the unit of the file.
    """

    heading: str
    answers: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class FitPlot:
    """What a figure of a fit shows.

    Attributes:
        title: of the figure.
        x_name, y_name: of the input and of the target.
        places: (points,) where the net is asked.
        train, validation: (examples, 2) inputs and targets.
        low, high: ends of the y axis.
        panels: from the first step to the last.
        notes: below it.
    """

    title: str
    x_name: str
    y_name: str
    places: np.ndarray
    train: np.ndarray
    validation: np.ndarray
    low: float
    high: float
    panels: tuple[FitPanel, ...]
    notes: tuple[str, ...]


def fit_places(inputs: np.ndarray) -> np.ndarray:
    """(points,) places along an input, a little beyond its ends."""
    low, high = float(inputs.min()), float(inputs.max())
    room = MARGIN * (high - low) or 1.0
    return np.linspace(low - room, high + room, POINTS)


def fit_plot(
    title: str, names: tuple[str, str], train: np.ndarray, validation: np.ndarray, places: np.ndarray,
    answers: Mapping[str, np.ndarray],
) -> FitPlot:  # fmt: skip
    """A net of one input beside the data.

    Args:
        title: of the figure.
        names: of the input and the target.
        train, validation: (examples, 2) inputs and targets.
        places: (points,) where the net is asked.
        answers: (points,) what it answers, by heading.
    """
    data = np.concatenate([train[:, 1], validation[:, 1]])
    low, high = float(data.min()), float(data.max())
    height = (high - low) or 1.0
    room = (FULL - 1) / 2 * height
    drawn = np.concatenate([*answers.values(), data])
    drawn = drawn[np.isfinite(drawn)]
    ends = max(float(drawn.min()), low - room), min(float(drawn.max()), high + room)
    panels = tuple(FitPanel(heading, values) for heading, values in answers.items())
    cut = " The curve leaves the picture where it swings far beyond the data." if (
        drawn.min() < ends[0] or drawn.max() > ends[1]
    ) else ""  # fmt: skip
    note = f"dots: {len(train):,} examples of train; faint: {len(validation):,} of validation.{cut}"
    edge = 0.05 * height
    return FitPlot(title, *names, places, train, validation, ends[0] - edge, ends[1] + edge, panels, (note,))
