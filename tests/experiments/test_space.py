"""Grids list what was asked for, draws come from where they should, and both read back from their text."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from trainlab.errors import ExperimentError, SettingError, TrainlabError
from trainlab.experiments import Space, choice, lin, listed, log, random_lin, random_log, read_space
from trainlab.settings import Setting, Value, get_setting

RATE = get_setting("learning_rate")
BATCH = get_setting("batch_size")
BIAS = get_setting("bias_init")

positive = st.floats(1e-12, 1e12)
ratios = st.floats(1.01, 1e12)
counts = st.integers(2, 40)


def kolmogorov_smirnov(values: list[float]) -> float:
    """The largest distance between the empirical distribution of values and the uniform one on 0..1."""
    ordered = np.sort(values)
    steps = np.arange(len(ordered) + 1) / len(ordered)
    return float(max(np.max(steps[1:] - ordered), np.max(ordered - steps[:-1])))


@given(low=positive, ratio=ratios, count=counts)
@example(low=1e-4, ratio=1e4, count=16)
def test_a_log_grid_is_sorted_has_exact_ends_and_even_ratios(low, ratio, count):
    high = low * ratio
    grid = log(low, high, count).grid(RATE)
    assert len(grid) == count
    assert (grid[0], grid[-1]) == (low, high)
    assert grid == sorted(grid)
    assert np.log(grid) == pytest.approx(np.linspace(math.log(low), math.log(high), count), abs=1e-9)


@given(low=st.floats(-1e6, 1e6), width=st.floats(1e-3, 1e6), count=counts)
def test_a_linear_grid_is_sorted_has_exact_ends_and_even_gaps(low, width, count):
    high = low + width
    grid = lin(low, high, count).grid(BIAS)
    assert len(grid) == count
    assert (grid[0], grid[-1]) == (low, high)
    assert grid == sorted(grid)
    assert grid == pytest.approx(np.linspace(low, high, count), rel=1e-9, abs=1e-5)


@given(
    low=st.floats(1e-300, 3.4e38),
    high=st.floats(1e-300, 3.4e38),
    count=counts,
    kind=st.sampled_from([log, lin]),
)
@example(low=0.1234567890123456, high=0.12345678901234565, count=5, kind=log)
@example(low=1e-300, high=3.4e38, count=3, kind=log)
def test_no_grid_leaves_its_range_whatever_its_ends(low, high, count, kind):
    assume(low < high)
    grid = kind(low, high, count).grid(RATE)
    assert grid == sorted(set(grid))
    assert low == grid[0]
    assert high == grid[-1]


def test_grid_points_are_free_of_the_dust_of_arithmetic():
    assert log(0.001, 1, 4).grid(RATE) == [0.001, 0.01, 0.1, 1.0]
    assert lin(0, 1, 11).grid(RATE) == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    assert log(0.5, 2, 1).grid(RATE) == [0.5]


def test_grids_of_whole_numbers_are_rounded_and_hold_each_once():
    assert log(1, 100, 5).grid(BATCH) == [1, 3, 10, 32, 100]
    assert lin(1, 3, 9).grid(BATCH) == [1, 2, 3]
    assert all(type(value) is int for value in log(1, 100, 5).grid(BATCH))


def test_a_list_keeps_its_order_and_holds_each_value_once():
    assert read_space("batch_size", "8,full,1,8").grid(BATCH) == [8, "full", 1]
    assert read_space("batch_size", [8, "8", 8.0]).grid(BATCH) == [8]


def draw(space: Space, setting: Setting, source: random.Random) -> Value:
    """The value at a place that is drawn."""
    return space.at(setting, iter([source.random() for _ in range(space.dimensions)]))


@given(low=positive, ratio=ratios, seed=st.integers(0, 2**32 - 1))
def test_draws_lie_in_their_range_and_depend_on_the_seed_alone(low, ratio, seed):
    high = low * ratio
    for space in (random_log(low, high), random_lin(low, high)):
        draws = [draw(space, RATE, source) for source in [random.Random(seed)] for _ in range(20)]
        assert all(low <= value <= high for value in draws)
        again = random.Random(seed)
        assert draws == [draw(space, RATE, again) for _ in range(20)]


def test_random_log_is_uniform_in_the_logarithm_and_random_lin_is_uniform():
    source = random.Random(7)
    number = 2000
    critical = 1.63 / math.sqrt(number)  # 1% of truly uniform samples lie above
    drawn = [draw(random_log(1e-5, 10), RATE, source) for _ in range(number)]
    places = [math.log(value / 1e-5) / math.log(1e6) for value in drawn]
    assert kolmogorov_smirnov(places) < critical
    straight = [draw(random_lin(2, 5), RATE, source) for _ in range(number)]
    assert kolmogorov_smirnov([(value - 2) / 3 for value in straight]) < critical
    # The check can fail: the one is not distributed as the other.
    assert kolmogorov_smirnov([value / 10 for value in drawn]) > 10 * critical


def test_choice_draws_every_value_about_as_often():
    source = random.Random(0)
    drawn = [draw(choice(1, 8, "full"), BATCH, source) for _ in range(3000)]
    assert {value: drawn.count(value) // 100 for value in (1, 8, "full")} == pytest.approx(
        {1: 10, 8: 10, "full": 10}, abs=1
    )


def test_draws_of_whole_numbers_are_whole():
    source = random.Random(0)
    drawn = {draw(random_lin(1, 4), BATCH, source) for _ in range(200)}
    assert drawn == {1, 2, 3, 4}


@pytest.mark.parametrize(("low", "high"), [(1, 4), (1.5, 4.5), (0.6, 3)])
def test_whole_numbers_of_a_linear_range_have_equal_chances(low, high):
    """The ends too; of 40,000 draws a share strays by more than 5 deviations once in a million times."""
    source, number = random.Random(3), 40_000
    drawn = [draw(random_lin(low, high), BATCH, source) for _ in range(number)]
    inside = range(math.ceil(low), math.floor(high) + 1)
    assert set(drawn) == set(inside)
    share = 1 / len(inside)
    for value in inside:
        assert abs(drawn.count(value) / number - share) < 5 * math.sqrt(share * (1 - share) / number)


def test_whole_numbers_of_a_logarithmic_range_have_their_share_of_the_logarithm():
    source, number = random.Random(4), 40_000
    drawn = [draw(random_log(1, 8), BATCH, source) for _ in range(number)]
    assert set(drawn) == set(range(1, 9))
    for value in range(1, 9):
        share = math.log((value + 0.5) / (value - 0.5)) / math.log(8.5 / 0.5)
        assert abs(drawn.count(value) / number - share) < 5 * math.sqrt(share * (1 - share) / number)


def test_a_range_around_no_whole_number_draws_the_nearest():
    source = random.Random(5)
    assert {draw(random_lin(2.2, 2.4), BATCH, source) for _ in range(20)} == {2}


spaces = st.one_of(
    st.builds(lambda low, ratio, count: log(low, low * ratio, count), positive, ratios, counts),
    st.builds(lambda low, width, count: lin(low, low + width, count), positive, st.floats(1, 1e6), counts),
    st.builds(lambda low, ratio: random_log(low, low * ratio), positive, ratios),
    st.builds(lambda low, width: random_lin(low, low + width), positive, st.floats(1, 1e6)),
)


@given(space=spaces)
def test_the_text_of_a_range_reads_back_as_the_same_range(space):
    assert read_space("learning_rate", str(space)) == space


@given(values=st.lists(st.floats(0, 3.4e38), min_size=1, max_size=5))
@example(values=[1 / 3, 1e-7])
def test_the_text_of_a_list_or_choice_reads_back_with_exact_numbers(values):
    written = read_space("learning_rate", str(Space("list", tuple(values))))
    assert [RATE.read(value) for value in written.values] == values
    drawn = read_space("learning_rate", str(choice(*values)))
    assert drawn.is_random
    assert [RATE.read(value) for value in drawn.values] == values


@pytest.mark.parametrize(
    ("written", "kind", "random_"),
    [
        ("log:1e-4:1:16", "log", False),
        (" lin:0:1:3 ", "lin", False),
        ("random-log:1e-4:1", "random-log", True),
        ("random-lin:0:1", "random-lin", True),
        ("choice:0.1,0.2", "choice", True),
        ("0.1, 0.2", "list", False),
        ("0.1", "list", False),
        (0.1, "list", False),
        ([0.1], "list", False),
    ],
)
def test_every_form_is_read(written, kind, random_):
    space = read_space("learning_rate", written)
    assert (space.kind, space.is_random) == (kind, random_)
    assert read_space("learning_rate", space) is space


@pytest.mark.parametrize(
    "several",
    [[1, 8], (1, 8), range(1, 9, 7), np.array([1, 8]), np.array([1.0, 8.0])],
    ids=lambda x: type(x).__name__,
)
def test_what_python_calls_several_values_is_a_list(several):
    assert read_space("batch_size", several).grid(BATCH) == [1, 8]


@pytest.mark.parametrize("one", ["1,8", 3, np.float64(3), np.array(3), {"a": 1}, None])
def test_what_is_one_value_is_not_several(one):
    assert listed(one) is None


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("lgo:1:2:3", "unknown range 'lgo': did you mean 'log'"),
        ("log:1:2", "cannot be read: write log:LO:HI:N"),
        ("log:1:2:x", "cannot be read"),
        ("log:1:2:2.5", "cannot be read"),
        ("random-log:1:2:3", "cannot be read"),
        ("log:2:1:3", "the lower one first"),
        ("log:1:1:3", "the lower one first"),
        ("lin:1:inf:3", "finite ends"),
        ("lin:nan:1:3", "finite ends"),
        ("log:0:1:3", "learning_rate=log:0:1 is logarithmic: both ends must be above 0"),
        ("random-log:-1:1", "logarithmic"),
        ("log:1:2:0", "between 1 and 1,000,000, not 0"),
        ("lin:1:2:1000001", "between 1 and 1,000,000"),
        ("1,,2", "has an empty value"),
        ("choice:", "has an empty value"),
        ("", "has an empty value"),
        ([], "empty list"),
        (np.array([]), "empty list"),
    ],
)
def test_a_space_that_cannot_be_read_is_refused(written, words):
    with pytest.raises(ExperimentError, match=words):
        read_space("learning_rate", written)


@pytest.mark.parametrize(
    "make",
    [
        lambda: log("low", 1, 3),
        lambda: log(1, 2, 2.5),
        lambda: lin(None, 1, 3),
        lambda: random_log([1], 2),
        choice,
    ],
)
def test_ranges_from_python_say_what_they_take(make):
    with pytest.raises(ExperimentError, match=r"takes two numbers|at least one value"):
        make()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("learning_rate", "lin:-1:1:3"),
        ("optimizer", "log:1:2:3"),
        ("optimizer", "sgd,adamm"),
        ("batch_size", "1,2.5"),
        ("shuffle", "maybe"),
        ("learning_rate", [np.zeros((2, 2))]),
    ],
)
def test_values_a_setting_does_not_allow_are_refused(name, written):
    with pytest.raises(SettingError, match=name):
        read_space(name, written).grid(get_setting(name))


def test_a_drawn_value_is_checked_too():
    with pytest.raises(TrainlabError, match="learning_rate of the recipe must be"):
        draw(random_lin(-2, -1), RATE, random.Random(0))
