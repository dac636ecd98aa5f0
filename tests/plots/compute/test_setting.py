from __future__ import annotations

# pyright: reportCallIssue=false
# Made-up studies are sequences, spread into arguments.
from dataclasses import replace

import numpy as np
import pytest

from trainlab.errors import PlotError
from trainlab.plots import setting_figure, setting_plot
from trainlab.plots.compute.axes.setting_axis import with_fact
from trainlab.record.groups.ranking import rank


def by_rate(make_study, rates, losses, **options):
    rows = [
        ({"learning_rate": rate, "seed": seed}, [1.0, loss + 0.01 * seed])
        for rate, loss in zip(rates, losses, strict=True) for seed in range(3)
    ]  # fmt: skip
    return make_study(rows, ["learning_rate"], **options)[:2]


def test_the_line_joins_the_medians_over_seeds(make_study):
    plot = setting_plot(
        *by_rate(make_study, [1.0, 0.1, 0.01], [0.3, 0.1, 0.5]), "validation_loss", "learning_rate"
    )
    (line,) = plot.lines
    np.testing.assert_allclose(line.x, [0.01, 0.1, 1.0])
    np.testing.assert_allclose(line.y, [0.51, 0.11, 0.31])
    np.testing.assert_allclose([line.low, line.high], [[0.5, 0.1, 0.3], [0.52, 0.12, 0.32]])
    assert plot.x.log
    assert plot.x.ticks == {0.01: "0.01", 0.1: "0.1", 1.0: "1"}
    assert "best: learning_rate=0.1 (0.11, mean of 3 seeds)" in plot.notes
    assert "line: median of 3 seeds, band: smallest to largest" in plot.notes


def test_accuracy_is_best_when_highest(make_study):
    plot = setting_plot(*by_rate(make_study, [1.0, 0.1], [0.3, 0.1]), "validation_accuracy", "learning_rate")
    assert "best: learning_rate=0.1 (90.1%, mean of 3 seeds)" in plot.notes


BANKNOTE = [(0.001, 0.81, 0.5), (0.01, 0.98, 0.1), (0.1, 1.0, 0.01), (1.0, 1.0, 0.001), (10.0, 0.45, 9.0)]
"""Learning rates, accuracies and losses where two rates tie."""


def test_the_caption_names_the_trial_that_ranks_first(make_study):
    info, trials, _ = make_study([({"learning_rate": rate}, [1.0, loss]) for rate, _, loss in BANKNOTE],
                                 ["learning_rate"])  # fmt: skip
    trials = [
        replace(trial, final=values, best=values)
        for trial, (_, accuracy, loss) in zip(trials, BANKNOTE, strict=True)
        for values in [{"validation_accuracy": accuracy, "validation_loss": loss}]
    ]
    plot = setting_plot(info, trials, "validation_accuracy", "learning_rate")
    assert rank(trials)[0].settings["learning_rate"] == 1.0
    tied = "2 settings tie, this one comes first because its validation loss is lower"
    assert f"best: learning_rate=1 (100.0%; {tied})" in plot.notes
    # What was better before its end is so in the caption, too.
    peaked = [replace(trials[1], best={"validation_accuracy": 1.0, "validation_loss": 0.0}), *trials[2:]]
    plot = setting_plot(info, peaked, "validation_accuracy", "learning_rate")
    assert any("best: learning_rate=0.01 (100.0% at the best evaluation; 3" in note for note in plot.notes)
    assert rank(peaked)[0].settings["learning_rate"] == 0.01


def test_diverged_trials_are_marked_at_the_top_and_have_no_median(make_study):
    info, trials = by_rate(make_study, [0.1, 1.0, 2.0], [0.2, np.nan, np.nan])
    plot = setting_plot(info, trials, "validation_loss", "learning_rate")
    assert plot.lines[0].x.tolist() == [0.1]
    assert plot.lines[0].ends[0].tolist() == [1.0] * 3 + [2.0] * 3
    assert "× 6 trials diverged" in plot.notes
    assert not any("leave" in note for note in plot.notes)
    setting_figure(info, trials, "validation_loss", "learning_rate").canvas.draw()


def test_losses_over_many_powers_of_ten_get_a_logarithmic_axis(make_study):
    plot = setting_plot(*by_rate(make_study, [0.1, 1.0], [0.001, 0.5]), "validation_loss", "learning_rate")
    assert plot.y.log


def test_zero_has_a_place_on_a_logarithmic_axis(make_study):
    rows = [({"l2": l2}, [1.0, 0.5]) for l2 in [0.0, *np.geomspace(1e-6, 1e-2, 9).tolist()]]
    plot = setting_plot(*make_study(rows, ["l2"])[:2], "validation_loss", "l2")
    assert plot.lines[0].x[0] == pytest.approx(1e-7)
    assert plot.x.ticks[plot.lines[0].x[0]] == "0"
    assert "0.001" in plot.x.ticks.values()
    assert plot.x.low < plot.lines[0].x[0]


def test_names_stand_apart_in_the_order_given(make_study):
    rows = [
        ({"optimizer": name, "seed": seed}, [1.0, 0.5])
        for name in ("nadam", "adam", "sgd")
        for seed in range(2)
    ]
    info, trials, _ = make_study(rows, ["optimizer"])
    plot = setting_plot(info, trials, "validation_loss", "optimizer")
    assert not plot.lines[0].joined
    assert list(plot.x.ticks.values()) == ["nadam", "adam", "sgd"]
    figure = setting_figure(info, trials, "validation_loss", "optimizer")
    figure.canvas.draw()
    assert figure.axes[0].get_xlabel() == "optimizer"


def test_other_settings_make_further_lines(make_study):
    rows = [({"learning_rate": rate, "l2": l2}, [1.0, 0.5]) for rate in (0.1, 0.2) for l2 in (0.0, 0.1)]
    plot = setting_plot(*make_study(rows, ["learning_rate", "l2"])[:2], "validation_loss", "learning_rate")
    assert [line.label for line in plot.lines] == ["l2=0", "l2=0.1"]
    assert plot.colors.settings == ("l2",)


def test_settings_that_change_together_do_not_split_the_line(make_study):
    rows = [
        ({"batch_size": size, "epochs": epochs}, [1.0, 0.5]) for size, epochs in [(1, 10), ("full", 1500)]
    ]
    info, trials, _ = make_study(rows, ["batch_size", "epochs"])
    plot = setting_plot(info, trials, "validation_loss", "batch_size")
    assert plot.lines[0].x.tolist() == [1.0, 900.0]
    assert plot.x.ticks[900.0] == "full"


def test_where_all_trials_diverged_that_is_said(make_study):
    info, trials = by_rate(make_study, [10.0, 20.0], [np.inf, np.inf])
    with pytest.raises(PlotError, match="has a final validation_loss: all of them diverged"):
        setting_plot(info, trials, "validation_loss", "learning_rate")


def test_what_cannot_be_drawn_is_said(make_study):
    info, trials = by_rate(make_study, [0.1, 1.0], [0.2, 0.3])
    with pytest.raises(PlotError, match="unknown curve to draw against a setting 'train_loss'"):
        setting_plot(info, trials, "train_loss", "learning_rate")
    with pytest.raises(
        PlotError, match=r"unknown varied setting to draw against 'l2'\. Allowed: learning_rate"
    ):
        setting_plot(info, trials, "validation_loss", "l2")
    with pytest.raises(PlotError, match="no trial of study study has a final train_accuracy"):
        setting_plot(info, trials, "train_accuracy", "learning_rate")


def test_parameters_are_whole_numbers(make_study):
    info, trials, _ = make_study([({}, [1.0]), ({}, [2.0])])
    trials = [
        replace(trial, parameters=size) for trial, size in zip(trials, (118_282, 1_361_000), strict=True)
    ]
    _, changed = with_fact(info, trials, "parameters")
    assert [trial.settings["parameters"] for trial in changed] == [118_282, 1_361_000]
    figure = setting_figure(*with_fact(info, trials, "parameters"), "validation_loss", "parameters")
    figure.canvas.draw()
    labels = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert labels == ["118282", "1361000"]
