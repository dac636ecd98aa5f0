"""Schedules as figures: where the axis is logarithmic, and how little is done to the curve."""

from __future__ import annotations

# pyright: reportCallIssue=false
# A band may be missing; the comparison fails then.
import numpy as np
import pytest

from trainlab.plots import curve_figure, curve_plot

STEPS = np.arange(400)
DECAY = 0.1 * 10.0 ** (-2 * STEPS / 400)
WAVE = 0.1 * (1 + 5 * np.abs((STEPS / 50) % 2 - 1))


@pytest.fixture
def make_rates(make_study):
    def make(*rows, **options):
        given = [({"learning_rate": 0.1, "seed": seed}, row) for seed, row in enumerate(rows)]
        return make_study(given, curve="learning_rate", **options)

    return make


def test_a_schedule_is_drawn_as_it_is(make_rates):
    plot = curve_plot(*make_rates(WAVE))
    np.testing.assert_array_equal(plot.lines[0].y, WAVE)
    np.testing.assert_array_equal(plot.lines[0].x, STEPS)
    assert (plot.lines[0].window, plot.lines[0].raw) == (1, None)
    assert plot.notes == ()
    assert plot.title == "moons, 2-4-2: learning rate"
    assert (plot.y.label, plot.y.percent) == ("learning rate", False)


def test_a_schedule_has_a_linear_axis(make_rates):
    assert not curve_plot(*make_rates(DECAY)).y.log
    assert curve_plot(*make_rates(DECAY), log_y=True).y.log
    assert not curve_plot(*make_rates(WAVE)).y.log
    assert not curve_plot(*make_rates(np.full(400, 0.1))).y.log
    assert not curve_plot(*make_rates(np.zeros(400))).y.log
    assert curve_plot(*make_rates(WAVE), log_y=True).y.log
    assert not curve_plot(*make_rates(np.append(0.0, np.full(9, 0.1)))).y.log  # a warmup's first step


def test_constant_rates_that_are_far_apart_share_a_logarithmic_axis(make_study):
    rows = [({"learning_rate": rate}, np.full(9, rate)) for rate in (0.001, 0.1)]
    plot = curve_plot(*make_study(rows, ["learning_rate"], curve="learning_rate"))
    assert plot.y.log
    assert plot.y.low < 0.001 < 0.1 < plot.y.high


def test_a_plunge_to_zero_leaves_the_picture_below(make_rates):
    cosine = 0.05 * (1 + np.cos(np.pi * np.arange(20_000) / 20_000))
    plot = curve_plot(*make_rates(cosine), log_y=True)
    assert 1e-6 < plot.y.low < 1e-4
    assert "1 trial goes off the bottom of the picture" in plot.notes
    assert not any("below" in note for note in curve_plot(*make_rates(DECAY), log_y=True).notes)


def test_seeds_that_diverged_say_nothing_about_the_rate_of_the_others(make_rates):
    info, trials, curves = make_rates(DECAY, [*DECAY[:9], np.nan], [*DECAY[:9], np.nan])
    (line,) = curve_plot(info, trials, curves).lines
    np.testing.assert_allclose(line.y, DECAY)
    np.testing.assert_allclose(line.high, DECAY)
    assert line.ends.shape == (2, 2)


def test_it_is_drawn_without_a_warning(make_rates, tmp_path):
    figure = curve_figure(*make_rates(DECAY, DECAY[:100], stopping=True), log_y=True)
    figure.savefig(tmp_path / "figure.png")
    assert figure.axes[0].get_yscale() == "log"
    assert figure.axes[0].get_ylabel() == "learning rate"
