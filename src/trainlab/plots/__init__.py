"""Figures. First numbers, then ink: ``curve_plot`` computes what ``draw`` draws."""

from trainlab.plots.curves import curve_figure, curve_plot
from trainlab.plots.draw import draw
from trainlab.plots.keys import panel_setting
from trainlab.plots.plot import Axis, ColorKey, CurvePlot, Line, Panel, StyleKey
from trainlab.plots.save import save_figure
from trainlab.plots.setting import setting_figure, setting_plot

__all__ = [
    "Axis",
    "ColorKey",
    "CurvePlot",
    "Line",
    "Panel",
    "StyleKey",
    "curve_figure",
    "curve_plot",
    "draw",
    "panel_setting",
    "save_figure",
    "setting_figure",
    "setting_plot",
]
