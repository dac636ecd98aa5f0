"""Figures. ``compute`` holds what they show, ``draw`` how they look; ``curve_figure`` is both."""

from trainlab.plots.compute.batch_sweep import batch_sweep_plot
from trainlab.plots.compute.curve_plot import Axis, ColorKey, CurvePlot, Line, Panel, StyleKey
from trainlab.plots.compute.curves import curve_plot
from trainlab.plots.compute.joined import join_studies
from trainlab.plots.compute.layers import layers_plot
from trainlab.plots.compute.rate_sweep import rate_sweep_plot
from trainlab.plots.compute.setting import setting_plot
from trainlab.plots.compute.sweep_plot import Mark, SweepPlot
from trainlab.plots.draw.curve_plot import draw_curves
from trainlab.plots.draw.save import save_figure
from trainlab.plots.draw.sweep_plot import draw_sweep
from trainlab.plots.figures import (
    augmented_figure,
    batch_sweep_figure,
    curve_figure,
    dataset_figure,
    layers_figure,
    rate_sweep_figure,
    setting_figure,
)

__all__ = [
    "Axis", "ColorKey", "CurvePlot", "Line", "Mark", "Panel", "StyleKey", "SweepPlot", "augmented_figure",
    "batch_sweep_figure", "batch_sweep_plot", "curve_figure", "curve_plot", "dataset_figure", "draw_curves",
    "draw_sweep", "join_studies", "layers_figure", "layers_plot", "rate_sweep_figure", "rate_sweep_plot",
    "save_figure", "setting_figure", "setting_plot",
]  # fmt: skip
