from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from trainlab.errors import PlotError
from trainlab.estimate import BatchSweep
from trainlab.estimate.critical_batch import NO_FIT, CriticalFit
from trainlab.estimate.interval import Estimate
from trainlab.plots import batch_sweep_plot, draw_sweep, save_figure

SIZES = np.array([1.0, 4.0, 16.0, 64.0])


@pytest.fixture
def sweep() -> BatchSweep:
    """Four batch sizes; the largest did not reach the target, one interval is open."""
    steps = (
        Estimate(1050.0, 900.0, 1100.0),
        Estimate(300.0, 250.0, math.inf),
        Estimate(112.0, 112.0, 120.0),
        None,
    )
    return BatchSweep(
        study="known", folder=None, target="validation_loss <= 0.3", automatic=True, sizes=SIZES,
        rates=np.array([0.1, 1.0]), seeds=(0, 1, 2), reached=np.ones((4, 2, 3)),
        best_rate=np.array([0.1, 0.1, 1.0, np.nan]), steps=steps, critical=Estimate(20.0, 10.0, 30.0),
        least_steps=Estimate(50.0, 40.0, 60.0), least_examples=Estimate(1000.0, 900.0, 1100.0),
        fit=CriticalFit(20.0, 50.0, 1000.0, 1.1), noise_scale=Estimate(15.0, 12.0, 40.0), advice=(),
    )  # fmt: skip


@pytest.fixture
def figure_of(make_study):
    info, trials, _ = make_study([({"learning_rate": 0.1}, [1.0])])
    return lambda sweep: batch_sweep_plot(info, trials, sweep)


def test_points_are_steps_with_their_intervals(sweep, figure_of):
    measured = figure_of(sweep).lines[-1]
    assert measured.x.tolist() == [1, 4, 16]
    assert measured.y.tolist() == [1050, 300, 112]
    assert measured.low.tolist() == [900, 250, 112]
    assert measured.high.tolist() == [1100, math.inf, 120]
    assert not measured.joined


def test_perfect_scaling_halves_the_steps_and_the_fit_bends(sweep, figure_of):
    perfect, fit, _ = figure_of(sweep).lines
    assert perfect.x[0] == 1
    np.testing.assert_allclose(perfect.x * perfect.y, 1050)
    np.testing.assert_allclose(fit.y, 50 * (1 + 20 / fit.x))
    assert fit.x[-1] == pytest.approx(64)
    assert fit.label == "fit: 50 (1 + 20 / B)"


def test_the_critical_batch_size_and_the_noise_scale_are_marked(sweep, figure_of):
    mark, noise = figure_of(sweep).marks
    assert noise.label == "gradient noise scale 15 (12 to 40)"
    assert noise.color != mark.color
    assert (mark.x, mark.low, mark.high) == (20, 10, 30)
    assert mark.label == "critical batch size 20 (10 to 30)"


def test_axes_are_logarithmic_and_hold_every_size(sweep, figure_of):
    plot = figure_of(sweep)
    assert plot.x.log
    assert plot.y.log
    assert plot.x.low < 1
    assert plot.x.high > 64
    assert list(plot.x.ticks.values()) == ["1", "4", "16", "64"]
    assert plot.y.low < 112
    assert 1100 < plot.y.high < math.inf
    assert "1 of 4 batch sizes did not reach the target" in plot.notes
    assert plot.title.endswith("steps to validation_loss <= 0.3")


def test_without_a_fit_the_points_are_drawn(sweep, figure_of, tmp_path):
    plain = dataclasses.replace(
        sweep, critical=None, least_steps=None, least_examples=None, fit=NO_FIT, noise_scale=None, seeds=(0,)
    )
    plot = figure_of(plain)
    assert plot.marks == ()
    assert [line.label for line in plot.lines] == ["perfect scaling", "steps at the best learning rate"]
    assert plot.lines[-1].low is None
    assert save_figure(draw_sweep(plot), tmp_path / "plain.png").stat().st_size > 5_000


def test_it_is_drawn(sweep, figure_of):
    [axes] = draw_sweep(figure_of(sweep)).axes
    assert len(axes.get_legend().get_texts()) == 5
    assert axes.get_xscale() == axes.get_yscale() == "log"


def test_nothing_reached_is_no_figure(sweep, figure_of):
    with pytest.raises(
        PlotError, match=r"nothing to draw: no batch size of study study reached validation_loss"
    ):
        figure_of(dataclasses.replace(sweep, steps=(None,) * 4))
