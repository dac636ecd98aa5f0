"""What the figure of a dataset shows, as numbers: computed first and tested, drawn afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from trainlab.plots.compute.legend.colors import CATEGORIES
from trainlab.plots.compute.pictures import Shades

MAX_CLASSES = len(CATEGORIES)
MAX_FEATURES = 16
MAX_POINTS = 3000
EXAMPLES = 6
"""Example images of each class."""

BINS = 30


class Examples(Protocol):
    """A split, as far as a figure needs it."""

    @property
    def inputs(self) -> np.ndarray: ...
    @property
    def targets(self) -> np.ndarray: ...


class Shown(Protocol):
    """A dataset, as far as a figure needs it; :class:`trainlab.data.Dataset` is one."""

    @property
    def name(self) -> str: ...
    @property
    def classes(self) -> tuple[str, ...]: ...
    @property
    def features(self) -> tuple[str, ...]: ...
    @property
    def target_names(self) -> tuple[str, ...]: ...
    @property
    def train(self) -> Examples: ...
    def in_units(self, targets: np.ndarray) -> np.ndarray: ...


@dataclass(frozen=True, slots=True, eq=False)
class PointsPlot:
    """Examples with two inputs, as points coloured by class.

    Attributes:
        title: what it shows.
        labels: names of the two inputs.
        points: (points, 2) inputs.
        targets: (points,) class numbers.
        classes: names of the classes shown.
        equal: whether both axes have the same scale, as is right where both inputs have about the same range.
        notes: what was left out.
    """

    title: str
    labels: tuple[str, str]
    points: np.ndarray
    targets: np.ndarray
    classes: tuple[str, ...]
    equal: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ImagesPlot:
    """The first images of each class.

    Attributes:
        title: what it shows.
        images: for each class up to ``EXAMPLES`` images, each (height, width) or (height, width, 3), 0 to 1.
        classes: names of the classes shown.
        notes: what was left out.
    """

    title: str
    images: tuple[np.ndarray, ...]
    classes: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class HistogramsPlot:
    """How the values of each feature are spread in each class.

    Attributes:
        title: what it shows.
        features: names of the features shown.
        edges: (features, bins + 1) edges of the bins, the same for all classes.
        shares: (features, classes, bins) share of the class's examples in each bin.
        classes: names of the classes shown.
        notes: what was left out.
    """

    title: str
    features: tuple[str, ...]
    edges: np.ndarray
    shares: np.ndarray
    classes: tuple[str, ...]
    notes: tuple[str, ...]


def dataset_plot(dataset: Shown) -> PointsPlot | ImagesPlot | HistogramsPlot:
    """What the figure of a dataset's train split shows: points for two inputs, images, or histograms."""
    inputs, targets = dataset.train.inputs, dataset.train.targets
    title = f"{dataset.name}: {len(targets):,} training examples"
    classes, notes = dataset.classes, []
    if targets.ndim == 2:
        targets, classes = _thirds(dataset.in_units(targets)[:, 0], dataset.target_names[0])
    if len(classes) > MAX_CLASSES:
        notes.append(f"the first {MAX_CLASSES} of {len(classes)} classes")
        classes = classes[:MAX_CLASSES]
    if inputs.ndim > 2:
        return _images(inputs, targets, classes, title, notes)
    if inputs.shape[1] == 2:
        return _points(inputs, targets, classes, dataset.features, title, notes)
    return _histograms(inputs, targets, classes, dataset.features, title, notes)


def _thirds(targets: np.ndarray, name: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """The third that each numeric target is in, and what the thirds are called."""
    low, high = np.quantile(targets, [1 / 3, 2 / 3])
    names = (f"{name} up to {low:.3g}", f"up to {high:.3g}", "above")
    return np.searchsorted([low, high], targets), names


def _names(features: Sequence[str], count: int) -> tuple[str, ...]:
    return tuple(features) or tuple(f"x{number}" for number in range(1, count + 1))


def _points(
    inputs: np.ndarray,
    targets: np.ndarray,
    classes: tuple[str, ...],
    features: Sequence[str],
    title: str,
    notes: list[str],
) -> PointsPlot:
    shown = np.flatnonzero(targets < len(classes))
    if len(shown) > MAX_POINTS:
        notes.append(f"{MAX_POINTS:,} of {len(shown):,} points")
        shown = shown[np.linspace(0, len(shown) - 1, MAX_POINTS).astype(int)]
    points = inputs[shown]
    width, height = np.ptp(points, axis=0)
    first, second = _names(features, 2)
    equal = bool(height > 0 and 1 / 4 <= width / height <= 4)
    return PointsPlot(title, (first, second), points, targets[shown], classes, equal, tuple(notes))


def _images(
    inputs: np.ndarray, targets: np.ndarray, classes: tuple[str, ...], title: str, notes: list[str]
) -> ImagesPlot:
    first = [inputs[np.flatnonzero(targets == number)[:EXAMPLES]] for number in range(len(classes))]
    shades = Shades.of(first)
    return ImagesPlot(title, tuple(map(shades.pictures, first)), classes, (*notes, *shades.notes))


def _histograms(
    inputs: np.ndarray,
    targets: np.ndarray,
    classes: tuple[str, ...],
    features: Sequence[str],
    title: str,
    notes: list[str],
) -> HistogramsPlot:
    names = _names(features, inputs.shape[1])
    if len(names) > MAX_FEATURES:
        notes.append(f"the first {MAX_FEATURES} of {len(names):,} features")
        names = names[:MAX_FEATURES]
    edges = np.empty((len(names), BINS + 1))
    shares = np.zeros((len(names), len(classes), BINS))
    for column in range(len(names)):
        values = inputs[:, column].astype(np.float64)
        low, high = values.min(), values.max()
        margin = 0.0 if low < high else max(0.5, abs(low) / 100)
        edges[column] = np.linspace(low - margin, high + margin, BINS + 1)
        for number in range(len(classes)):
            mine = values[targets == number]
            shares[column, number] = np.histogram(mine, edges[column])[0] / max(1, len(mine))
    return HistogramsPlot(title, names, edges, shares, classes, tuple(notes))
