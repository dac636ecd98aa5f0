"""Figures of the layers of one trial: the computed record, then that it can be drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trainlab.errors import PlotError
from trainlab.plots import curve_plot, draw_curves, layers_plot
from trainlab.record import Curves


def changed(curves, **parts):
    """A curve with another name, other steps or other values."""
    same = {"name": curves.name, "trials": curves.trials, "steps": curves.steps, "values": curves.values}
    return Curves(**{**same, **parts})


@pytest.fixture
def probed(make_study):
    """A trial, and its gradient norms of two layers and the net."""
    info, trials, curves = make_study([({}, [0.1, 1.0, 10.0])], curve="gradient_norm.hidden1")
    hidden = changed(curves, steps=np.array([0, 10, 20]))
    output = changed(hidden, name="gradient_norm.output", values=2 * hidden.values)
    whole = changed(hidden, name="gradient_norm.all", values=3 * hidden.values)
    return info, trials[0], [hidden, output, whole]


def test_every_layer_is_a_line_of_its_own_colour(probed):
    plot = layers_plot(*probed)
    assert [line.label for line in plot.lines] == ["hidden1", "output", "all"]
    assert len({line.color for line in plot.lines}) == 3
    assert plot.lines[1].x.tolist() == [0, 10, 20]
    assert plot.lines[1].y.tolist() == [0.2, 2.0, 20.0]
    assert plot.colors.labels == {"hidden1": "hidden1", "output": "output", "all": "all"}
    assert plot.title == "moons, 2-4-2: gradient norm of trial 0"
    assert (plot.y.label, plot.y.log) == ("gradient norm", True)
    assert draw_curves(plot).legends


def test_axes_are_those_asked_for(probed):
    plot = layers_plot(*probed, against="epoch", title="mine")
    assert plot.lines[0].x.tolist() == [0, 1, 2]
    assert plot.title == "mine"
    info, trial, curves = probed
    small = [changed(curve, values=np.array([[1.0, 1.1, 1.2]])) for curve in curves]
    assert not layers_plot(info, trial, small).y.log
    assert layers_plot(info, trial, small, log_y=True).y.log


def test_what_cannot_be_drawn_is_told(probed):
    info, trial, (hidden, output, _) = probed
    with pytest.raises(PlotError, match="one y axis: draw gradient_norm, weight_norm one at a time"):
        layers_plot(info, trial, [hidden, changed(output, name="weight_norm.output")])
    with pytest.raises(PlotError, match="trial 0 of study study has no gradient_norm"):
        layers_plot(info, trial, [changed(hidden, values=np.full((1, 3), np.nan))])
    with pytest.raises(PlotError, match="measured no time of a step"):
        layers_plot(info, replace(trial, seconds_per_step=None), [hidden], against="time")


@pytest.mark.parametrize(
    ("curve", "values", "label", "log", "percent"),
    [
        ("update_ratio.hidden1", [1e-3, 1e-5], "update ratio, hidden1", True, False),
        ("noise_scale", [3.0, 4.0], "noise scale (examples)", False, False),
        ("activation_mean.output", [-1.0, 100.0], "activation mean, output", False, False),
        ("dead_units.hidden1", [0.0, 0.5], "dead units, hidden1 (%)", False, True),
        ("sharpness", [1.0, 40.0], "sharpness", True, False),
    ],
)
def test_the_axis_of_each_measure(make_study, curve, values, label, log, percent):
    info, trials, curves = make_study([({}, values)], curve=curve)
    y = curve_plot(info, trials, curves).y
    assert (y.label, y.log, y.percent) == (label, log, percent)
