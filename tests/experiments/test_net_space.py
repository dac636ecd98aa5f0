"""Spaces of nets: what a text stands for, that draws lie in it and are spread, and what is refused."""

from __future__ import annotations

import math
import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.errors import NetError
from trainlab.experiments.net_space import is_net_space, read_net_space
from trainlab.nets.notation import check_notation

NETS = {
    "784-{128,256}-10": ["784-128-10", "784-256-10"],
    "784-{128, 256} - 10": None,
    "784-{2..4}-10": ["784-2-10", "784-3-10", "784-4-10"],
    "784-128x2-10": ["784-128-128-10"],
    "784-{8,9}x{1..2}-10": ["784-8-10", "784-9-10", "784-8-8-10", "784-9-9-10"],
    "784-{8,9}^{1..2}-10": [
        "784-8-10", "784-9-10", "784-8-8-10", "784-8-9-10", "784-9-8-10", "784-9-9-10",
    ],
    "784-{8-4,9}x2-10": ["784-8-4-8-4-10", "784-9-9-10"],
    "dense8:{relu,elu} dense2": ["dense8:relu dense2", "dense8:elu dense2"],
    "dense8 {,batchnorm} dense2": ["dense8 dense2", "dense8 batchnorm dense2"],
    "Dense{8, 9}  dense2": ["dense8 dense2", "dense9 dense2"],
    "(conv3x3x{4..5} maxpool2)x{1,2} flatten dense10": [
        "conv3x3x4 maxpool2 flatten dense10", "conv3x3x5 maxpool2 flatten dense10",
        "conv3x3x4 maxpool2 conv3x3x4 maxpool2 flatten dense10",
        "conv3x3x5 maxpool2 conv3x3x5 maxpool2 flatten dense10",
    ],
    "((dense{8,9})^2 batchnorm)x2 dense2": [
        f"dense{a} dense{b} batchnorm dense{a} dense{b} batchnorm dense2"
        for a, b in product((8, 9), repeat=2)
    ],
}  # fmt: skip


@pytest.mark.parametrize("written", [name for name, nets in NETS.items() if nets])
def test_a_space_holds_what_it_says(written):
    space = read_net_space(written)
    assert list(space.every()) == NETS[written]
    assert space.size == len(NETS[written])
    assert space.ends() == (NETS[written][0], NETS[written][-1])
    assert is_net_space(written)
    for net in space.every():
        check_notation(net)


counts = st.sampled_from(["", "x2", "x{1..3}", "^{1..3}", "^{2,3}"])
parts = st.tuples(st.sampled_from(["{3,5}", "{2..6}", "7", "{4-2,3}"]), counts).map("".join)


@given(written=st.lists(parts, min_size=1, max_size=3), seed=st.integers(0, 2**32 - 1))
def test_draws_are_of_the_space_and_a_space_has_the_size_it_says(written, seed):
    space = read_net_space(f"2-{'-'.join(written)}-2")
    source = random.Random(seed)
    place = iter([source.random() for _ in range(space.dimensions)])
    drawn = space.at(place)
    assert next(place, None) is None, "every coordinate is used, so that what is drawn next is its own"
    if space.size <= 2_000:
        every = list(space.every())
        assert len(every) == space.size
        assert drawn in every
    check_notation(drawn)


def test_widths_are_drawn_evenly_in_the_logarithm_and_layers_equally_often():
    """A share strays by more than 5 deviations once in a million times."""
    space, source, number = read_net_space("9-{2..16}x{1..3}-9"), random.Random(2), 20_000
    drawn = [space.at(iter([source.random(), source.random()])).split("-")[1:-1] for _ in range(number)]
    for layers in (1, 2, 3):
        share = sum(len(hidden) == layers for hidden in drawn) / number
        assert abs(share - 1 / 3) < 5 * math.sqrt(2 / 9 / number)
    for width in range(2, 17):
        expected = math.log((width + 0.5) / (width - 0.5)) / math.log(16.5 / 1.5)
        share = sum(hidden[0] == str(width) for hidden in drawn) / number
        assert abs(share - expected) < 5 * math.sqrt(expected * (1 - expected) / number)


@pytest.mark.parametrize("written", ["4-6-6-1", "maxpool2x3 flatten dense10", "4-6-x", "dense300:elu"])
def test_a_net_is_no_space(written):
    assert not is_net_space(written)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("784-{128-10", "has a brace or a parenthesis without its other half"),
        ("dense5) dense{1,2}", "has a brace or a parenthesis without its other half"),
        ("784-{128}-10", "has {128} with nothing to choose from"),
        ("784-{8,8}-10", "has {8,8}, where something is twice"),
        ("784-{8,}-10", "has {8,}, where a number is missing"),
        ("784-{5..2}-10", "has {5..2}: a range starts at 1 or above, with the lower number"),
        ("784-{0..2}-10", "has {0..2}: a range starts at 1"),
        ("784-{a..b}-10", "has {a..b}: a range is two whole numbers"),
        ("784-{1..2000000000}-10", "a range is two whole numbers"),
        ("784--10{1,2}", "has an empty place"),
        ("784-128x{0..2}-10", "a range starts at 1"),
        ("784-128x0-10", "repeats layers 0 times: 1 to 100 are allowed"),
        ("784-128x500-10", "repeats layers 500 times"),
        ("784-128x{1..500}-10", "repeats layers {1..500} times"),
        ("784-1x2x3-10", "has '1x2x3', which cannot be read"),
        ("784-^2-10", "has '^2', which cannot be read"),
        ("dense5^2", "has 'dense5^2', which cannot be read"),
        ("(conv3 flatten) dense10", "has '(conv3 flatten)' without its number"),
        ("(dense5)x{a} dense2", "has '{a}' where a number of layers belongs"),
        ("((dense5)x100)x11 dense2", "stands for nets of more than 1,000 layers"),
        ("(" * 10 + "dense{5..9}" + ")^100" * 10, "stands for nets of more than 1,000 layers"),
        ("(" * 12 + "dense5" + ")x2" * 12, "has more than 10 parentheses within each other"),
    ],
)
def test_what_cannot_be_read_is_refused_with_how_it_is_written(written, sentence):
    with pytest.raises(NetError) as refused:
        read_net_space(written)
    assert sentence in str(refused.value)
    assert "Nets to try are written 784-{128,256}-10" in str(refused.value)
