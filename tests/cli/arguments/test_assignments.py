"""``name=value`` on the command line, one or several after an option."""

from __future__ import annotations

import pytest

from trainlab.cli.arguments.assignments import read_assignments, spread_assignments
from trainlab.errors import ExperimentError, SettingError


@pytest.mark.parametrize(
    ("typed", "spread"),
    [
        ("run moons --pair a=1,2 b=3,4 --seeds 5", "run moons --pair a=1,2 --pair b=3,4 --seeds 5"),
        ("run moons --set a=1 b=2 c=3", "run moons --set a=1 --set b=2 --set c=3"),
        ("run --set a=1 b=2 moons", "run --set a=1 --set b=2 moons"),
        ("run --set a=1 moons x=2", "run --set a=1 moons x=2"),
        ("run --vary a=log:1:2:3 b=1 --set c=1 d=2", "run --vary a=log:1:2:3 --vary b=1 --set c=1 --set d=2"),
        ("run --net 2-2 a=1", "run --net 2-2 a=1"),
        ("run --vary l2 momentum moons", "run --vary l2 --vary momentum moons"),
        ("run --set l2 momentum", "run --set l2 momentum"),
        ("run --set", "run --set"),
        ("run --set a=-1 b=-2", "run --set a=-1 --set b=-2"),
        ("run --set moons a=1", "run --set moons --set a=1"),
        ("show --root a=b", "show --root a=b"),
        ("", ""),
    ],
)
def test_an_option_is_repeated_before_each_of_its_assignments(typed, spread):
    assert spread_assignments(typed.split()) == spread.split()


def test_names_and_values_are_told_apart_at_the_first_equals_sign():
    assert read_assignments("--set", ["a=1", "b=x=y"]) == {"a": "1", "b": "x=y"}
    assert read_assignments("--set", []) == {}


def test_a_name_alone_means_its_usual_range():
    assert read_assignments("--vary", ["l2", "batch_size=1,8"]) == {"l2": "usual", "batch_size": "1,8"}
    with pytest.raises(SettingError, match="unknown setting 'momentun': did you mean 'momentum'"):
        read_assignments("--vary", ["momentun"])
    with pytest.raises(ExperimentError, match="--set takes name=value"):
        read_assignments("--set", ["l2"])


@pytest.mark.parametrize("written", ["a b", "=1", "a=", "="])
def test_what_is_no_assignment_is_refused(written):
    with pytest.raises(ExperimentError, match=f"--vary takes name=value, .* not '{written}'"):
        read_assignments("--vary", [written])


def test_a_name_given_twice_is_refused():
    with pytest.raises(ExperimentError, match="--set gives a twice: a=1 and a=2"):
        read_assignments("--set", ["a=1", "a=2"])
