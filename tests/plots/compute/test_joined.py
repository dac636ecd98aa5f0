"""Several curves, studies or axes in one figure, parts of axes, and means over epochs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trainlab.errors import PlotError
from trainlab.plots import curve_figure, curve_plot, join_studies
from trainlab.record import Curves

FALL = np.linspace(1.0, 0.1, 21)


def with_validation(study, factor=1.5, every=5):
    info, trials, losses = study
    steps = losses.steps[::every]
    return (
        info,
        trials,
        [losses, Curves("validation_loss", losses.trials, steps, factor * losses.values[:, ::every])],
    )


def test_curves_of_one_trial_share_axes_and_have_colours(make_study):
    plot = curve_plot(*with_validation(make_study([({}, FALL)])))
    (panel,) = plot.panels
    assert [line.label for line in panel.lines] == ["curve=train loss", "curve=validation loss"]
    assert len({line.color for line in panel.lines}) == 2
    assert plot.colors.settings == ("curve",)
    assert list(plot.colors.labels.values()) == ["train loss", "validation loss"]
    np.testing.assert_array_equal(panel.lines[1].x, [0, 5, 10, 15, 20])
    assert plot.y.label == "loss (nats)"
    assert plot.title == "moons, 2-4-2: train loss, validation loss"
    assert plot.y.high > 1.5


def test_with_a_varied_setting_line_styles_tell_the_curves_apart(make_study):
    rows = [({"learning_rate": rate}, FALL * rate) for rate in (1.0, 2.0, 3.0)]
    plot = curve_plot(*with_validation(make_study(rows, ["learning_rate"])))
    assert plot.colors.settings == ("learning_rate",)
    assert plot.styles.settings == ("curve",)
    assert len(plot.lines) == 6


def test_each_kind_of_curve_and_each_axis_has_a_panel(make_study):
    info, trials, (losses, validation) = with_validation(make_study([({}, FALL)]))
    accuracies = Curves("validation_accuracy", validation.trials, validation.steps, 1 - validation.values / 2)
    plot = curve_plot(info, trials, [losses, validation, accuracies], against=["step", "epoch"])
    assert [(panel.x.label, panel.y.label) for panel in plot.panels] == [
        ("step (updates)", "loss (nats)"), ("epoch (passes over train)", "loss (nats)"),
        ("step (updates)", "validation accuracy (%)"),
        ("epoch (passes over train)", "validation accuracy (%)"),
    ]  # fmt: skip
    figure = curve_figure(info, trials, [losses, validation, accuracies], against=["step", "epoch"])
    shown = [(axes.get_xlabel(), axes.get_ylabel()) for axes in figure.axes]
    assert shown == [(panel.x.label, panel.y.label) for panel in plot.panels]


def test_studies_are_told_apart_by_a_setting(make_study):
    info, trials, one = make_study(
        [({"learning_rate": 0.1}, FALL), ({"learning_rate": 0.2}, FALL)], ["learning_rate"]
    )
    _, other_trials, other = make_study([({"optimizer": "adam"}, FALL[:11] * 2)])
    other_info = replace(info, name="other", varied=())
    joined, both, (curve,) = join_studies([(info, trials, [one]), (other_info, other_trials, [other])])
    assert joined.varied == ("study", "learning_rate")
    assert [trial.settings["study"] for trial in both] == ["study", "study", "other"]
    plot = curve_plot(joined, both, curve)
    assert len(plot.lines) == 3
    np.testing.assert_allclose(plot.lines[2].y, FALL[:11] * 2)
    with pytest.raises(PlotError, match="told apart by their names: study, study are not"):
        join_studies([(info, trials, [one]), (info, trials, [one])])


def test_epoch_means_count_every_example_once(make_study):
    # 900 examples in batches of 128: seven whole ones and 4 examples more.
    values = np.random.default_rng(0).random(8 * 3 + 5)
    info, trials, curve = make_study([({"batch_size": 128}, values)])
    trials = [replace(trials[0], steps_per_epoch=8)]
    (line,) = curve_plot(info, trials, curve, epoch_means=True).lines
    weights = np.r_[np.full(7, 128), 4]
    by_hand = [np.average(values[8 * epoch : 8 * epoch + 8], weights=weights) for epoch in range(3)]
    np.testing.assert_allclose(line.y, by_hand)
    np.testing.assert_array_equal(line.x, [8, 16, 24])


def test_a_part_of_an_axis_is_drawn_at_its_own_resolution(make_study):
    values = np.random.default_rng(1).random(50_000)
    info, trials, curve = make_study([({}, values)])
    plot = curve_plot(info, trials, curve, smooth=1, x_limits=(1000, 1200), y_limits=(None, 0.5))
    (line,) = plot.lines
    np.testing.assert_array_equal(line.x, np.arange(1000, 1201))
    np.testing.assert_array_equal(line.y, values[1000:1201])
    assert (plot.x.low, plot.x.high, plot.y.high) == (1000, 1200, 0.5)


@pytest.mark.parametrize(
    ("limits", "expected"), [((90, 100), (0.9, 1.0)), ((0.9, 1), (0.9, 1)), ((50, None), (0.5, None))]
)
def test_limits_of_accuracies_are_percentages_or_fractions(make_study, limits, expected):
    info, trials, curve = make_study([({}, FALL)], curve="validation_accuracy")
    y = curve_plot(info, trials, curve, y_limits=limits).y
    assert y.low == expected[0]
    assert expected[1] is None or y.high == expected[1]
    assert curve_plot(*make_study([({}, FALL)]), y_limits=(0, 10)).y.high == 10


def test_where_a_trial_diverged_beyond_the_part_that_is_drawn_there_is_no_mark(make_study):
    study = make_study([({}, [*FALL, np.inf])])
    assert curve_plot(*study).lines[0].ends.shape == (2, 1)
    assert curve_plot(*study, x_limits=(0, 10)).lines[0].ends.shape == (2, 0)


def test_a_value_that_has_no_place_on_a_logarithmic_axis_is_counted(make_study):
    plot = curve_plot(*make_study([({}, [1.0, 0.5, 0.0, 0.0])]), log_y=True, log_x=True)
    assert "2 values of 0 or less have no place on the logarithmic axis" in plot.notes
    assert "step 0 has no place on the logarithmic axis" in plot.notes


def test_a_single_trial_of_many_has_its_name_and_no_colour_bar(make_study):
    rows = [({"learning_rate": rate}, FALL) for rate in np.geomspace(0.01, 1, 20)]
    info, trials, curve = make_study(rows, ["learning_rate"])
    one = Curves(curve.name, curve.trials[3:4], curve.steps, curve.values[3:4])
    plot = curve_plot(info, trials, one)
    assert plot.colors.kind == "none"
    assert plot.notes[0] == "trial 3: learning_rate=0.02069, seed=0"
    plot = curve_plot(info, trials, [one, Curves("validation_loss", one.trials, one.steps, one.values)])
    assert plot.notes[0] == "trial 3: learning_rate=0.02069, seed=0"
    assert plot.colors.settings == ("curve",)
    assert plot.colors.kind == "legend"


def test_among_many_lines_there_are_no_bands(make_study):
    rows = [
        ({"learning_rate": rate, "seed": seed}, FALL) for rate in np.geomspace(0.01, 1, 40) for seed in (0, 1)
    ]
    info, trials, curve = make_study(rows, ["learning_rate"])
    plot = curve_plot(info, trials, curve)
    assert "line: median of 2 seeds; no bands among 40 lines" in plot.notes
    figure = curve_figure(info, trials, curve)
    assert not any(type(drawn).__name__ == "PolyCollection" for drawn in figure.axes[0].collections)


def test_a_trial_drawn_once_a_curve_counts_once(make_study):
    # The validation loss is one and a half times the train loss and ends at 0.15.
    both = [({}, FALL), ({"learning_rate": 1.0}, FALL[:11])]
    stopped = curve_plot(*with_validation(make_study(both, ["learning_rate"], stopping=True)))
    assert "● 1 trial stopped early" in stopped.notes
    both = [({}, FALL), ({"learning_rate": 1.0}, [*FALL[:11], np.inf])]
    diverged = curve_plot(*with_validation(make_study(both, ["learning_rate"])))
    assert "× 1 trial diverged" in diverged.notes
    cut = curve_plot(*with_validation(make_study([({}, FALL)])), y_limits=(0.12, 1.2))
    assert {"1 line goes off the top of the picture", "1 line goes off the bottom of the picture"} <= {
        *cut.notes
    }
