"""Figures. First numbers, then ink: ``curve_plot`` computes what ``draw`` draws."""

from trainlab.plots.batch_sweep import batch_sweep_figure, batch_sweep_plot
from trainlab.plots.curves import curve_figure, curve_plot
from trainlab.plots.draw import draw
from trainlab.plots.draw_sweep import draw_sweep
from trainlab.plots.layers import layers_figure, layers_plot
from trainlab.plots.plot import Axis, ColorKey, CurvePlot, Line, Panel, StyleKey
from trainlab.plots.rate_sweep import rate_sweep_figure, rate_sweep_plot
from trainlab.plots.save import save_figure
from trainlab.plots.setting import setting_figure, setting_plot
from trainlab.plots.sweep import Mark, SweepPlot
from trainlab.plots.told_apart import join_studies

__all__ = [
    "Axis",
    "ColorKey",
    "CurvePlot",
    "Line",
    "Mark",
    "Panel",
    "StyleKey",
    "SweepPlot",
    "batch_sweep_figure",
    "batch_sweep_plot",
    "curve_figure",
    "curve_plot",
    "draw",
    "draw_sweep",
    "join_studies",
    "layers_figure",
    "layers_plot",
    "rate_sweep_figure",
    "rate_sweep_plot",
    "save_figure",
    "setting_figure",
    "setting_plot",
]
