from __future__ import annotations

# pyright: reportCallIssue=false
# Made-up studies are sequences, spread into arguments.
import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from trainlab.errors import PlotError
from trainlab.plots.compute.legend.colors import CATEGORIES, MAX_IN_LEGEND, SCALE, color_key, style_key
from trainlab.plots.compute.legend.keys import choose_keys

FALL = [1.0, 0.5]


def study(make_study, name, values):
    return make_study([({name: value}, FALL) for value in values], [name])[:2]


def test_many_numbers_get_a_scale_and_few_a_legend(make_study):
    for count, kind in ((MAX_IN_LEGEND, "legend"), (MAX_IN_LEGEND + 1, "scale")):
        info, trials = study(make_study, "learning_rate", np.geomspace(0.01, 1, count).tolist())
        assert color_key(info, trials, ("learning_rate",)).kind == kind


@pytest.mark.parametrize(("name", "log"), [("learning_rate", True), ("momentum", False)])
def test_the_scale_is_that_of_the_settings_table(make_study, name, log):
    values = np.geomspace(0.01, 1, 11).tolist()
    info, trials = study(make_study, name, values)
    key = color_key(info, trials, (name,))
    assert key.log == log
    assert (key.low, key.high) == pytest.approx((0.01, 1.0))
    middle = 0.5 if log else (values[5] - 0.01) / 0.99
    assert np.allclose(to_rgb(key.colors[values[5]]), SCALE(middle)[:3], atol=0.01)


def test_zero_takes_the_lowest_colour_of_a_logarithmic_scale(make_study):
    info, trials = study(make_study, "l2", [0.0, *np.geomspace(1e-6, 1, 9).tolist()])
    key = color_key(info, trials, ("l2",))
    assert key.low == pytest.approx(1e-6)
    assert key.colors[0.0] == key.colors[trials[1].settings["l2"]]


def test_a_choice_has_the_same_colour_in_every_study(make_study):
    some = color_key(*study(make_study, "optimizer", ["adam", "sgd"]), ("optimizer",))
    others = color_key(*study(make_study, "optimizer", ["nadam", "adam", "lion"]), ("optimizer",))
    assert some.colors["adam"] == others.colors["adam"]
    assert list(some.colors) == ["adam", "sgd"]


def test_colours_do_not_depend_on_the_order_of_trials(make_study):
    info, trials = study(make_study, "batch_size", [1, 8, "full", 32])
    key = color_key(info, trials, ("batch_size",))
    assert key == color_key(info, trials[::-1], ("batch_size",))
    assert list(key.colors) == [1, 8, "full", 32]  # as given
    assert len(set(key.colors.values())) == 4


def test_a_setting_that_means_nothing_to_some_trials(make_study):
    info, trials, _ = make_study(
        [({"optimizer": "adam"}, FALL), ({"momentum": 0.5}, FALL), ({"momentum": 0.9}, FALL)], ["momentum"]
    )
    key = color_key(info, trials, ("momentum",))
    assert key.labels[None] == "-"
    assert len(set(key.colors.values())) == 3


def test_more_names_than_categories_still_differ(make_study):
    nets = [f"2-{units}-2" for units in range(1, 17)]
    key = color_key(*study(make_study, "net", nets), ("net",))
    assert list(key.colors) == nets
    assert len(set(key.colors.values())) == 16


def test_categories_can_be_told_apart_and_read_on_white():
    colors = np.array([to_rgb(color) for color in CATEGORIES])
    assert min(np.abs(a - b).sum() for a, b in itertools.combinations(colors, 2)) > 0.3
    assert (colors @ [0.299, 0.587, 0.114] < 0.75).all()
    assert np.dot(SCALE(1.0)[:3], [0.299, 0.587, 0.114]) < 0.76


def test_too_many_values_have_no_line_styles(make_study):
    info, trials = study(make_study, "l2", [0.1, 0.2, 0.3, 0.4, 0.5])
    assert style_key(info, trials, ("l2",)).settings == ()
    key = style_key(info, trials[:4], ("l2",))
    assert len(set(key.styles.values())) == 4


def product(make_study, **values):
    rows = [(dict(zip(values, row, strict=True)), FALL) for row in itertools.product(*values.values())]
    return make_study(rows, list(values))[:2]


def test_the_setting_with_most_values_gets_the_colours(make_study):
    rates = np.geomspace(0.01, 1, 9).tolist()
    info, trials = product(
        make_study, l2=[0.0, 0.1], learning_rate=rates, activation=["relu", "tanh", "sigmoid"]
    )
    keys = choose_keys(info, trials)
    assert keys.colors.settings == ("learning_rate",)
    assert keys.styles.settings == ("l2",)
    assert keys.hidden == ("activation",)
    assert choose_keys(info, trials, "l2").styles.settings == ("activation",)


def test_settings_that_change_together_are_one_legend(make_study):
    rows = [
        ({"batch_size": size, "epochs": epochs}, FALL) for size, epochs in [(1, 10), (8, 80), ("full", 1500)]
    ]
    info, trials, _ = make_study(rows, ["batch_size", "epochs"])
    keys = choose_keys(info, trials)
    assert keys.colors.settings == ("batch_size", "epochs")
    assert list(keys.colors.labels.values()) == ["1, 10", "8, 80", "full, 1500"]


def test_panels_of_the_only_setting_keep_its_colours_without_a_legend(make_study):
    info, trials = study(make_study, "l2", [0.1, 0.2, 0.3])
    apart, together = choose_keys(info, trials, "l2"), choose_keys(info, trials)
    assert apart.colors.kind == "none"
    assert [apart.color(trial) for trial in trials] == [together.color(trial) for trial in trials]


def test_a_study_that_varied_nothing_has_no_panels(make_study):
    info, trials = make_study([({}, FALL)])[:2]
    with pytest.raises(PlotError, match="varied no setting"):
        choose_keys(info, trials, "l2")
