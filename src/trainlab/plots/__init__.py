"""Figures. First numbers, then ink: ``curve_plot`` computes what ``draw`` draws."""

from trainlab.plots.curves import curve_figure, curve_plot
from trainlab.plots.draw import draw
from trainlab.plots.plot import Axis, ColorKey, CurvePlot, Line, Panel, StyleKey

__all__ = ["Axis", "ColorKey", "CurvePlot", "Line", "Panel", "StyleKey", "curve_figure", "curve_plot", "draw"]
