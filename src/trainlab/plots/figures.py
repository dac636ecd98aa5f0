"""Figures: first numbers, then ink."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from matplotlib.figure import Figure

from trainlab.estimate import BatchSweep, RateSweep
from trainlab.plots.compute.augmented import augmented_plot
from trainlab.plots.compute.axes.against import Against
from trainlab.plots.compute.batch_sweep import batch_sweep_plot
from trainlab.plots.compute.curves import curve_plot
from trainlab.plots.compute.dataset import Shown, dataset_plot
from trainlab.plots.compute.layers import layers_plot
from trainlab.plots.compute.rate_sweep import rate_sweep_plot
from trainlab.plots.compute.setting import setting_plot
from trainlab.plots.draw.augmented import draw_augmented
from trainlab.plots.draw.curve_plot import draw_curves
from trainlab.plots.draw.dataset import draw_dataset
from trainlab.plots.draw.sweep_plot import draw_sweep
from trainlab.record import Curves, StudyInfo, Trial


def curve_figure(
    info: StudyInfo, trials: Sequence[Trial], curves: Curves | Sequence[Curves], **options: object
) -> Figure:
    """Draw curves; the arguments are those of :func:`curve_plot`."""
    return draw_curves(curve_plot(info, trials, curves, **options))  # pyright: ignore[reportArgumentType]


def layers_figure(
    info: StudyInfo, trial: Trial, curves: Sequence[Curves], *, against: Against = "step",
    log_x: bool = False, log_y: bool = False, title: str | None = None,
) -> Figure:  # fmt: skip
    """Draw the layers of a trial; the arguments are those of :func:`layers_plot`."""
    return draw_curves(
        layers_plot(info, trial, curves, against=against, log_x=log_x, log_y=log_y, title=title)
    )


def setting_figure(
    info: StudyInfo, trials: Sequence[Trial], metric: str, setting: str, *,
    only: Collection[int] | None = None, title: str | None = None,
) -> Figure:  # fmt: skip
    """Draw a final metric against a setting; the arguments are those of :func:`setting_plot`."""
    return draw_curves(setting_plot(info, trials, metric, setting, only=only, title=title))


def rate_sweep_figure(info: StudyInfo, trials: Sequence[Trial], sweep: RateSweep) -> Figure:
    """Draw a learning-rate sweep; the arguments are those of :func:`rate_sweep_plot`."""
    return draw_sweep(rate_sweep_plot(info, trials, sweep))


def batch_sweep_figure(info: StudyInfo, trials: Sequence[Trial], sweep: BatchSweep) -> Figure:
    """Draw a batch-size sweep; the arguments are those of :func:`batch_sweep_plot`."""
    return draw_sweep(batch_sweep_plot(info, trials, sweep))


def dataset_figure(dataset: Shown) -> Figure:
    """Draw a dataset's train split: points in the plane, example images, or a histogram of each feature.

    Returns:
        A new figure, not registered with pyplot: ``figure.savefig(path)`` writes it.
    """
    return draw_dataset(dataset_plot(dataset))


def augmented_figure(
    data: str, settings: Sequence[str], classes: Sequence[str], originals: np.ndarray, versions: np.ndarray
) -> Figure:
    """Draw images beside their augmented versions; the arguments are those of :func:`augmented_plot`."""
    return draw_augmented(augmented_plot(data, settings, classes, originals, versions))
