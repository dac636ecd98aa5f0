from __future__ import annotations

# pyright: reportCallIssue=false
# A band may be missing; the comparison fails then.
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from trainlab.errors import PlotError
from trainlab.plots import curve_figure, curve_plot, draw_curves
from trainlab.record import Curves, StudyInfo, Trial

FALL = np.linspace(1.0, 0.1, 21)
EXPLODING = [1.0, 9e9, np.inf]
FLOATS = st.floats(width=32)


def test_seeds_become_one_line_with_their_median_and_a_band(make_study):
    rows = [
        ({"learning_rate": 0.1, "seed": seed}, FALL + offset) for seed, offset in enumerate([0.0, 0.3, 0.1])
    ]
    (line,) = curve_plot(*make_study(rows)).lines
    assert line.trials == (0, 1, 2)
    np.testing.assert_allclose(line.y, FALL + 0.1)
    np.testing.assert_allclose(line.low, FALL)
    np.testing.assert_allclose(line.high, FALL + 0.3)


def test_from_five_seeds_on_the_band_is_the_middle_half(make_study):
    rows = [({"seed": seed}, FALL + 0.1 * seed) for seed in (3, 0, 4, 1, 2)]
    plot = curve_plot(*make_study(rows))
    np.testing.assert_allclose(plot.lines[0].low, FALL + 0.1)
    np.testing.assert_allclose(plot.lines[0].high, FALL + 0.3)
    assert "line: median of 5 seeds, band: middle half" in plot.notes


def test_a_single_trial_has_no_band(make_study):
    plot = curve_plot(*make_study([({}, FALL)]))
    assert plot.lines[0].low is None
    assert plot.colors.kind == "none"
    assert plot.notes == ()


@pytest.mark.parametrize(
    ("against", "scale", "label"),
    [
        ("step", 1, "step (updates)"),
        ("epoch", 0.1, "epoch (passes over train)"),
        ("time", 0.01, "time (s)"),
    ],
)
def test_the_x_axis(make_study, against, scale, label):
    plot = curve_plot(*make_study([({}, FALL)]), against=against)
    np.testing.assert_allclose(plot.lines[0].x, scale * np.arange(21))
    assert plot.x.label == label


def test_the_y_axis_has_a_unit(make_study):
    def label(curve, *settings):
        return curve_plot(*make_study([(given, FALL) for given in settings], ["loss"], curve=curve)).y

    assert label("train_loss", {}).label == "train loss (nats)"
    assert label("validation_loss", {"loss": "mse"}).label == "validation loss (squared error)"
    assert label("validation_loss", {"loss": "mse"}, {}).label == "validation loss"
    assert label("validation_accuracy", {}).label == "validation accuracy (%)"
    assert label("validation_accuracy", {}).percent


def test_the_line_of_a_diverged_trial_ends_with_a_mark(make_study):
    rows = [({"learning_rate": 1.0}, [0.7, 0.9, 5.0, np.nan]), ({"learning_rate": 0.1}, FALL)]
    plot = curve_plot(*make_study(rows, ["learning_rate"]))
    diverged = plot.lines[0]
    np.testing.assert_array_equal(diverged.x, [0, 1, 2])
    np.testing.assert_array_equal(diverged.ends, [[2.0], [5.0]])
    assert plot.lines[1].ends.size == 0
    assert "× 1 trial diverged" in plot.notes


def test_the_median_ends_where_most_seeds_have_diverged(make_study):
    rows = [({"seed": 0}, FALL), ({"seed": 1}, [*FALL[:10], np.inf]), ({"seed": 2}, [*FALL[:5], np.nan])]
    (line,) = curve_plot(*make_study(rows)).lines
    assert line.x[-1] == 9  # two of three are gone from step 10 on
    assert np.isinf(line.high[5])
    assert sorted(line.ends[0]) == [4.0, 9.0]


def test_explosions_do_not_flatten_the_rest(make_study):
    rows = [({"learning_rate": 0.01 * (1 + id)}, FALL) for id in range(20)]
    rows += [
        ({"learning_rate": 9.0}, np.geomspace(1, 1e20, 21)),
        ({"learning_rate": 5.0}, [1.0, 1e9, np.nan]),
    ]
    for log_y in (False, True):
        plot = curve_plot(*make_study(rows, ["learning_rate"]), log_y=log_y)
        assert plot.y.high < (3 if not log_y else 30)
        assert plot.y.low < 0.1
        assert "2 trials go off the top of the picture" in plot.notes


def test_without_an_explosion_everything_is_shown(make_study):
    plot = curve_plot(*make_study([({"seed": 0}, FALL), ({"order_seed": 1}, 2 * FALL)], ["order_seed"]))
    assert plot.y.high > 2.0
    assert not any("leave" in note for note in plot.notes)


def test_side_by_side_gives_each_value_a_panel(make_study):
    rows = [({"learning_rate": rate, "l2": l2}, FALL) for l2 in (0.1, 0.0) for rate in (0.1, 0.2)]
    plot = curve_plot(*make_study(rows, ["learning_rate", "l2"]), side_by_side="l2")
    assert [panel.title for panel in plot.panels] == ["l2=0.1", "l2=0"]  # as given
    assert [line.trials for line in plot.panels[1].lines] == [(2,), (3,)]
    assert plot.colors.settings == ("learning_rate",)


def test_unknown_names_are_answered_with_the_allowed_ones(make_study):
    study = make_study([({"l2": 0.0}, FALL), ({"l2": 0.1}, FALL)], ["l2"])
    with pytest.raises(PlotError, match="unknown axis to draw against 'epochs': did you mean 'epoch'"):
        curve_plot(*study, against="epochs")
    with pytest.raises(
        PlotError, match=r"unknown varied setting to draw side by side 'momentum'\. Allowed: l2"
    ):
        curve_plot(*study, side_by_side="momentum")


def test_nothing_to_draw_is_said(make_study):
    info, trials, curves = make_study([({}, [np.nan, np.nan])])
    with pytest.raises(PlotError, match="nothing to draw"):
        curve_plot(info, trials, curves)
    with pytest.raises(PlotError, match="nothing to draw"):
        curve_plot(info, [], curves)
    with pytest.raises(PlotError, match="nothing to draw"):
        curve_plot(*make_study([({}, [-1.0, 0.0])]), log_y=True)
    with pytest.raises(PlotError, match="measured no time"):
        curve_plot(*make_study([({}, FALL)], seconds=None), against="time")


def test_trials_without_a_measured_time_are_counted(make_study):
    from dataclasses import replace

    info, trials, curves = make_study([({"l2": 0.0}, FALL), ({"l2": 0.1}, FALL)], ["l2"])
    plot = curve_plot(info, [replace(trials[0], seconds_per_step=None), trials[1]], curves, against="time")
    assert [line.trials for line in plot.lines] == [(1,)]
    assert "1 trial left out: no time was measured" in plot.notes


def test_long_noisy_step_curves_are_smoothed_and_say_so(make_study):
    noise = np.random.default_rng(0).standard_normal(1000)
    plot = curve_plot(*make_study([({}, np.exp(0.3 * noise))]))
    (line,) = plot.lines
    assert line.window == 20
    assert line.y[100:].std() < 0.5 * np.exp(0.3 * noise).std()
    assert line.raw is not None
    assert line.raw[1].max() == pytest.approx(np.exp(0.3 * noise).max())
    assert "running mean over 20 steps, raw curve faint" in plot.notes
    rough = curve_plot(*make_study([({}, np.exp(0.3 * noise))]), smooth=0)
    np.testing.assert_array_equal(rough.lines[0].y, np.exp(0.3 * noise))


def test_evaluations_are_smoothed_only_when_asked_to(make_study):
    study = make_study([({}, np.random.default_rng(0).random(300))], curve="validation_loss")
    assert curve_plot(*study).lines[0].window == 1
    assert "running mean over 5 evaluations, raw curve faint" in curve_plot(*study, smooth=5).notes


def test_a_logarithmic_axis_has_no_place_for_step_zero(make_study):
    (line,) = curve_plot(*make_study([({}, FALL)]), log_x=True).lines
    assert line.x[0] == 1


def test_gaps_between_evaluations_of_other_trials_are_closed(make_study):
    nan = np.nan
    rows = [({"batch_size": 8}, [1.0, nan, 0.5, nan, 0.2]), ({"batch_size": 16}, [1.0, 0.9, nan, 0.3])]
    lines = curve_plot(*make_study(rows, ["batch_size"], curve="validation_loss")).lines
    assert lines[0].x.tolist() == [0, 2, 4]
    assert lines[1].x.tolist() == [0, 1, 3]


def test_a_trial_looks_the_same_whatever_else_is_drawn(make_study):
    rows = [({"learning_rate": rate}, FALL) for rate in np.geomspace(1e-3, 1, 12).tolist()]
    info, trials, curves = make_study(rows, ["learning_rate"])
    whole = {line.trials: line.color for line in curve_plot(info, trials, curves).lines}
    part = Curves(curves.name, curves.trials[[7, 3]], curves.steps, curves.values[[7, 3]])
    for line in curve_plot(info, trials[::-1], part).lines:
        assert line.color == whole[line.trials]


def test_drawing_every_kind_of_figure_warns_of_nothing(make_study, tmp_path):
    rates = np.geomspace(1e-3, 10, 10).tolist()
    rows = [
        ({"learning_rate": rate, "l2": l2, "seed": seed}, EXPLODING if rate > 5 else FALL + seed)
        for rate in rates for l2 in (0.0, 0.1) for seed in range(2)
    ]  # fmt: skip
    study = make_study(rows, ["learning_rate", "l2"], data="a $odd$ name.csv")
    for options in ({}, {"side_by_side": "l2", "log_y": True}, {"log_x": True, "against": "time"}):
        figure = curve_figure(*study, **options)
        figure.savefig(tmp_path / "figure.png")
        assert (tmp_path / "figure.png").stat().st_size > 10_000
    axes = figure.axes[0]
    assert axes.get_xlabel() == "time (s)"
    assert axes.get_ylabel() == "train loss (nats)"


def test_panels_share_the_y_axis(make_study):
    rows = [({"l2": l2}, FALL * (1 + l2)) for l2 in (0.0, 1.0, 2.0)]
    figure = draw_curves(curve_plot(*make_study(rows, ["l2"]), side_by_side="l2"))
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    assert figure.legends == []  # the titles of the panels say it


def test_five_hundred_trials_are_computed_in_a_second():
    values = np.exp(0.1 * np.random.default_rng(0).standard_normal((500, 2000)))
    settings = [
        {"learning_rate": 0.001 * (1 + id), "net": "2-2", "loss": "cross_entropy"} for id in range(500)
    ]
    trials = [Trial(id, given, 0, 2000, 1, 1, "done", 2000) for id, given in enumerate(settings)]
    info = StudyInfo("s", "", "d", {}, ("learning_rate",), {})
    start = time.process_time()
    plot = curve_plot(info, trials, Curves("train_loss", np.arange(500), np.arange(2000), values))
    assert time.process_time() - start < 1.0
    assert sum(line.x.size for line in plot.lines) <= 100_000


def test_where_all_losses_explode_the_axis_is_logarithmic(make_study):
    exploding = [1.0, 40.0, 9e9, 8e20, np.inf]
    alone = curve_plot(*make_study([({"seed": seed}, exploding) for seed in range(3)]))
    assert alone.y.log
    assert alone.y.high is not None
    assert alone.y.high > 1e6
    among = [({"learning_rate": 0.1 * rate}, [1.0, 0.9, 0.8, 0.7, 0.6]) for rate in range(1, 6)]
    few = curve_plot(*make_study([*among, ({"learning_rate": 9.0}, exploding)], varied=["learning_rate"]))
    assert not few.y.log
    assert few.y.high is not None
    assert few.y.high < 2


@given(
    values=hnp.arrays(np.float32, hnp.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=FLOATS),
    statuses=st.lists(st.sampled_from(["done", "diverged", "running", "stopped"]), min_size=6, max_size=6),
    rates=st.lists(st.sampled_from([0.0, 0.1, 1.0]), min_size=6, max_size=6),
    log_x=st.booleans(), log_y=st.booleans(), smooth=st.sampled_from([None, 3]),
    curve=st.sampled_from(["train_loss", "learning_rate", "validation_accuracy"]),
)  # fmt: skip
def test_no_curve_breaks_it(values, statuses, rates, log_x, log_y, smooth, curve):
    info = StudyInfo("s", "", "d", {}, ("learning_rate",), {})
    trials = [
        Trial(id, {"learning_rate": rates[id], "seed": id}, 0, 5, 2, 1, statuses[id], diverged_at=1)
        for id in range(6)
    ]
    curves = Curves(curve, np.arange(len(values)), np.arange(values.shape[1]), values)
    try:
        plot = curve_plot(info, trials, curves, log_x=log_x, log_y=log_y, smooth=smooth)
    except PlotError:
        return
    for line in plot.lines:
        assert line.x.size == line.y.size > 0
        assert np.isfinite(line.y).all()
