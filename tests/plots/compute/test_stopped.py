"""Trials that stopped early: their lines end where they stopped, with a mark."""

from __future__ import annotations

import numpy as np

from trainlab.plots import curve_plot, draw_curves

FALL = np.linspace(1.0, 0.1, 21)


def test_the_line_ends_where_the_trial_stopped(make_study):
    rows = [({"l2": 0.0}, FALL[:8]), ({"l2": 0.1}, FALL)]
    plot = curve_plot(*make_study(rows, ["l2"], stopping=True))
    stopped, done = plot.lines
    np.testing.assert_array_equal(stopped.x, np.arange(8))
    np.testing.assert_allclose(stopped.stops, [[7.0], [FALL[7]]])
    assert stopped.ends.size == 0
    assert done.x[-1] == 20
    assert done.stops.size == 0
    assert "● 1 trial stopped early" in plot.notes


def test_a_line_over_seeds_goes_on_with_those_that_are_left(make_study):
    lengths = (5, 9, 21)
    rows = [({"seed": seed}, FALL[:length] + seed) for seed, length in enumerate(lengths)]
    plot = curve_plot(*make_study(rows, stopping=True))
    (line,) = plot.lines
    np.testing.assert_array_equal(line.x, np.arange(21))
    np.testing.assert_allclose(line.y[:5], FALL[:5] + 1)
    np.testing.assert_allclose(line.y[5:9], FALL[5:9] + 1.5)
    np.testing.assert_allclose(line.y[9:], FALL[9:] + 2)
    np.testing.assert_allclose(line.stops, [[4, 8], [FALL[4], FALL[8] + 1]])
    assert "● 2 trials stopped early, lines continue with the remaining seeds" in plot.notes


def test_a_line_ends_where_its_last_seed_stopped(make_study):
    rows = [({"seed": seed}, FALL[:9]) for seed in range(3)] + [({"seed": 0, "l2": 0.1}, FALL)]
    plot = curve_plot(*make_study(rows, ["l2"], stopping=True))
    np.testing.assert_array_equal(plot.lines[0].x, np.arange(9))
    assert plot.lines[0].stops.shape == (2, 3)
    assert "● 3 trials stopped early" in plot.notes


def test_a_mark_beyond_the_line_lies_within_the_picture(make_study):
    """Two of three diverge, which ends the line; the third stops later."""
    rows = [({"seed": 0}, [*FALL[:3], np.nan]), ({"seed": 1}, [*FALL[:3], np.nan])]
    rows += [({"seed": 2}, FALL[:9]), ({"seed": 0, "l2": 0.1}, FALL)]
    info, trials, curves = make_study(rows, ["l2"], stopping=True)
    plot = curve_plot(info, trials, curves, side_by_side="l2")
    assert plot.panels[0].lines[0].x[-1] == 2
    assert draw_curves(plot).axes[0].get_xlim()[1] > 8


def test_short_and_long_ones_are_smoothed_alike(make_study):
    noise = 1 + 0.3 * np.random.default_rng(0).random(1000)
    rows = [({"l2": 0.0}, noise[:500]), ({"l2": 0.1}, noise)]
    stopped, _ = curve_plot(*make_study(rows, ["l2"], stopping=True)).lines
    assert stopped.window == 10
    assert stopped.stops[0].tolist() == [499.0]
    assert stopped.stops[1] == stopped.y[-1]  # on the line, not beside it
