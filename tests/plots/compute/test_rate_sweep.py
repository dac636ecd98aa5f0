from __future__ import annotations

# pyright: reportIndexIssue=false
# matplotlib says no more of a line's data than that it is like an array.
import dataclasses

import numpy as np
import pytest

from trainlab.estimate import RangeTest, RateSweep
from trainlab.estimate.interval import Estimate, SeedRange
from trainlab.estimate.rate_reading import RateReading
from trainlab.plots import draw_sweep, rate_sweep_plot, save_figure

RATES = np.geomspace(1e-3, 1e1, 5)


@pytest.fixture
def sweep() -> RateSweep:
    """Five rates with three seeds; the largest rate diverges, the one below it explodes one seed."""
    best = np.array([[1.0, 1.0, 1.0], [0.5, 0.6, 0.7], [0.1, 0.2, 0.3], [0.2, 0.3, 9.0], [np.inf] * 3])
    exploded = np.zeros((5, 3), bool)
    exploded[3, 2], exploded[4] = True, True
    test = RangeTest(np.geomspace(1e-3, 1e1, 9), np.linspace(1, 0.5, 9)[None], np.array([0.02]))
    share = np.array([0, 0.5, 1, 0.9, 0])
    train = RateReading(
        goal="train_loss", start=1.0, best=best, final=best * 1.5, share=share,
        recommended=Estimate(0.08, 0.05, 0.1), fastest=Estimate(0.1, 0.1, 0.1), band=(0.01, 1.0),
    )  # fmt: skip
    validation = RateReading(
        goal="validation_loss", start=1.1, best=best * 2, final=best * 2, share=share,
        recommended=Estimate(0.02, 0.01, 0.03), fastest=Estimate(0.02, 0.01, 0.03), band=(0.01, 1.0),
    )  # fmt: skip
    return RateSweep(
        study="known", folder=None, best_for="train_loss", rates=RATES, seeds=(0, 1, 2), steps=50, window=5,
        exploded=exploded, stable=0.1, edge=SeedRange(3.0, 0.5, np.inf),
        readings={"train_loss": train, "validation_loss": validation}, range_test=test, advice=(),
    )  # fmt: skip


def nothing_learned(reading):
    """The reading of a sweep whose trials all diverged."""
    never = np.full((5, 3), np.inf)
    return dataclasses.replace(reading, best=never, final=never, recommended=None, fastest=None, band=None)


@pytest.fixture
def figure_of(make_study):
    info, trials, _ = make_study([({"learning_rate": 0.1}, [1.0])])
    return lambda sweep: rate_sweep_plot(info, trials, sweep)


def test_the_lines_are_medians_with_a_band(sweep, figure_of):
    plot = figure_of(sweep)
    final, lowest, validation, test, exploded = plot.lines
    assert [line.label for line in plot.lines] == [
        "final train loss", "lowest train loss", "final validation loss", "range test, one run", "",
    ]  # fmt: skip
    np.testing.assert_allclose(validation.y, 2 * lowest.y)
    np.testing.assert_allclose(lowest.x, RATES[:4])
    np.testing.assert_allclose(lowest.y, [1.0, 0.6, 0.2, 0.3])
    np.testing.assert_allclose(lowest.low, [1.0, 0.5, 0.1, 0.2])
    np.testing.assert_allclose(lowest.high, [1.0, 0.7, 0.3, 9.0])
    np.testing.assert_allclose(final.y, 1.5 * lowest.y)
    np.testing.assert_allclose(test.x, sweep.range_test.rates)
    assert exploded.ends[0].tolist() == [1.0, 10.0, 10.0, 10.0]


def test_the_marks_say_what_they_are(sweep, figure_of):
    pick, take, other, edge = figure_of(sweep).marks
    assert (pick.x, pick.low, pick.high) == (0.02, 0.02, 0.02)
    assert pick.label == "its steepest descent 0.02"
    assert (take.x, take.low, take.high) == (0.08, 0.05, 0.1)
    assert take.label == "recommended for train_loss 0.08 (0.05 to 0.1)"
    assert (other.label, other.x, other.low, other.high) == ("for validation_loss 0.02", 0.02, 0.02, 0.02)
    assert edge.label == "half the seeds explode above 3"
    assert len({mark.color for mark in (pick, take, other, edge)}) == 4


def test_the_goal_that_was_asked_for_is_the_one_with_an_interval(sweep, figure_of):
    asked = figure_of(dataclasses.replace(sweep, best_for="validation_loss")).marks
    assert [mark.label for mark in asked[1:3]] == [
        "for train_loss 0.08", "recommended for validation_loss 0.02 (0.01 to 0.03)",
    ]  # fmt: skip


def test_axes_hold_what_matters(sweep, figure_of):
    plot = figure_of(sweep)
    assert (plot.x.log, plot.x.low, plot.x.high) == (True, 1e-3, 1e1)
    assert (plot.y.log, plot.y.high) == (True, 2.2)  # twice the untrained net's validation loss
    assert 0.1 < plot.y.low < 0.2
    assert plot.y.label == "loss within 50 steps (nats)"
    assert "× 4 trials exploded" in plot.notes
    assert "line: median of 3 seeds, band: smallest to largest" in plot.notes


def test_a_sweep_that_found_nothing_is_drawn_without_marks(sweep, figure_of, tmp_path):
    nothing = dataclasses.replace(
        sweep, readings={"train_loss": nothing_learned(sweep.asked)}, stable=None, edge=None, range_test=None
    )
    plot = figure_of(nothing)
    assert plot.marks == ()
    assert "no rate is recommended for train_loss" in plot.notes
    assert save_figure(draw_sweep(plot), tmp_path / "nothing.png").stat().st_size > 5_000


def test_every_mark_and_line_is_drawn(sweep, figure_of):
    plot = figure_of(sweep)
    figure = draw_sweep(plot)
    [axes] = figure.axes
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == [*(line.label for line in plot.lines[:4]), *(mark.label for mark in plot.marks)]
    verticals = [line.get_xdata()[0] for line in axes.lines if len(set(line.get_xdata())) == 1]
    assert {0.02, 0.08, 3.0} <= set(map(float, verticals))
    figure.draw_without_rendering()


def test_one_seed_has_no_band(sweep, figure_of):
    train = dataclasses.replace(sweep.asked, best=sweep.best[:, :1], final=sweep.final[:, :1])
    alone = dataclasses.replace(
        sweep, seeds=(0,), readings={"train_loss": train}, exploded=sweep.exploded[:, :1]
    )
    plot = figure_of(alone)
    assert plot.lines[0].low is None
    assert not any("band" in note for note in plot.notes)
