"""What a search draws from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.experiments import choice, listed, log, random_lin, random_log, read_space
from trainlab.experiments.space import nets
from trainlab.searches.space import SearchSpace, share_of
from trainlab.settings import SETTINGS

DRAWN = {
    "net": nets("4-{8,16}-1"), "optimizer": choice("sgd", "adam"), "learning_rate": random_log(1e-4, 1),
    "momentum": random_lin(0.1, 0.9), "l2": choice(0.0, 1e-3),
}  # fmt: skip
SPACE = SearchSpace(DRAWN, {"epochs": 5}, "banknote")
POINT = {"net": "4-8-1", "optimizer": "adam", "learning_rate": 0.1, "momentum": 0.5, "l2": 0.0}


def test_settings_that_mean_nothing_are_left_out():
    assert SPACE.applied(POINT) == {name: POINT[name] for name in POINT if name != "momentum"}
    assert "momentum" in SPACE.applied({**POINT, "optimizer": "sgd"})
    settings = SPACE.settings(POINT)
    assert "momentum" not in settings
    assert (settings["epochs"], settings["data_seed"]) == (5, 0)
    assert SPACE.point(settings) == SPACE.applied(POINT)


def test_points_that_differ_in_what_means_nothing_are_one():
    other = {**POINT, "momentum": 0.7}
    assert SPACE.key(SPACE.applied(POINT)) == SPACE.key(SPACE.applied(other))
    assert SPACE.key(SPACE.settings(POINT)) == SPACE.key(SPACE.applied(other))


def test_a_program_is_static_settings_and_mechanisms_that_are_off():
    assert SPACE.shaping == ("net", "optimizer", "l2")
    base = SPACE.program(SPACE.settings(POINT))
    assert base == SPACE.program(SPACE.settings({**POINT, "learning_rate": 0.2}))
    for change in ({"net": "4-16-1"}, {"optimizer": "sgd"}, {"l2": 1e-3}):
        assert base != SPACE.program(SPACE.settings({**POINT, **change}))


def test_every_point_once():
    space = SearchSpace({"optimizer": choice("sgd", "adam"), "momentum": choice(0.5, 0.9)}, {}, "moons")
    assert list(space.every()) == [
        {"optimizer": "sgd", "momentum": 0.5}, {"optimizer": "sgd", "momentum": 0.9}, {"optimizer": "adam"},
    ]  # fmt: skip


def test_lists_and_grids_are_choices():
    vary = {"batch_size": read_space("batch_size", "8,32"), "learning_rate": log(0.01, 1, 3)}
    space = SearchSpace.of(vary, {}, "moons")
    assert list(space.drawn["learning_rate"].values) == [0.01, 0.1, 1.0]
    assert space.size == 6
    assert listed(range(3)) == [0, 1, 2]


@given(st.floats(0, 1 - 1e-9), st.sampled_from(["learning_rate", "momentum"]))
def test_the_share_of_a_value_is_where_it_was_drawn(share, name):
    value = DRAWN[name].at(SETTINGS[name], iter([share]))
    assert share_of(DRAWN[name], name, value) == pytest.approx(share, abs=1e-6)


@given(st.floats(0, 1 - 1e-9))
def test_the_share_of_a_whole_number_gives_it_again(share):
    space = read_space("epochs", "random-log:2:40")
    value = space.at(SETTINGS["epochs"], iter([share]))
    assert space.at(SETTINGS["epochs"], iter([share_of(space, "epochs", value)])) == value
