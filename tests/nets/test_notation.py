"""What a net's notation means, and what is refused."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.errors import NetError
from trainlab.nets import Net, check_fit, read_net
from trainlab.nets.notation import MAX_UNITS


@given(st.lists(st.integers(1, MAX_UNITS), min_size=2, max_size=6), st.sampled_from(["relu", "tanh"]))
def test_every_row_of_sizes_is_a_net(sizes, activation):
    net = read_net("-".join(map(str, sizes)), activation)
    assert isinstance(net, Net)
    assert [(layer.inputs, layer.outputs) for layer in net.layers] == list(pairwise(sizes))
    assert (net.inputs, net.outputs) == (sizes[0], sizes[-1])
    assert [layer.activation for layer in net.layers] == [*[activation] * (len(sizes) - 2), "identity"]
    names = [layer.name for layer in net.layers]
    assert names == [*(f"hidden{number}" for number in range(1, len(sizes) - 1)), "output"]
    assert net.parameters == sum((a + 1) * b for a, b in pairwise(sizes))


def test_a_net_is_a_value():
    assert read_net("4-6-1", "relu") == read_net(" 04-6-1 ", "relu")
    assert read_net("4-6-1", "relu").notation == read_net("04-06-1", "relu").notation == "4-6-1"
    assert hash(read_net("4-6-1", "relu")) == hash(read_net("4-6-1", "relu"))
    assert read_net("4-6-1", "relu") != read_net("4-6-1", "tanh")
    # A linear model has no activation to differ by.
    assert read_net("4-1", "relu") == read_net("4-1", "tanh")


@pytest.mark.parametrize(
    "notation",
    ["", "4", "-", "4-", "-4-1", "4--1", "4-x-1", "4-6.5-1", "4,6,1", "4-+6-1", "4 - 6 - 1", "4-٦-1", "1e3-1",
     "4-6-1\n-", "4-1000000000000-1"],
)  # fmt: skip
def test_other_text_is_refused_with_an_example(notation):
    with pytest.raises(NetError) as refusal:
        read_net(notation, "relu")
    assert str(refusal.value) == (
        f"net '{notation}' cannot be read: write whole numbers joined by hyphens, inputs first and outputs "
        "last, such as 784-500-300-10."
    )


@pytest.mark.parametrize(
    ("notation", "size", "place"),
    [("0-1", 0, 1), ("4-0-1", 0, 2), ("4-6-000", 0, 3), ("4-1000001-1", 1000001, 2)],
)
def test_a_size_out_of_range_is_named(notation, size, place):
    with pytest.raises(NetError) as refusal:
        read_net(notation, "relu")
    expected = f"net '{notation}' has {size} units in place {place}: allowed are 1 to 1,000,000."
    assert str(refusal.value) == expected


@pytest.mark.parametrize(
    ("notation", "shape", "classes"),
    [("4-6-1", (4,), 2), ("4-6-2", (4,), 2), ("4-3", (4,), 3), ("784-10", (28, 28, 1), 10)],
)
def test_fitting_ends_are_accepted(notation, shape, classes):
    check_fit(read_net(notation, "relu"), shape, classes, "digits")


@pytest.mark.parametrize(
    ("notation", "shape", "classes", "problem", "suggestion"),
    [
        ("5-6-1", (4,), 2, "takes 5 inputs, but bank has 4", "4-6-1"),
        ("5-6-2", (4,), 2, "takes 5 inputs, but bank has 4", "4-6-2"),
        ("5-6-7", (4,), 2, "takes 5 inputs, but bank has 4", "4-6-2"),
        ("28-10", (28, 28, 1), 10, "takes 28 inputs, but bank has 784 (28 x 28 x 1)", "784-10"),
        (
            "4-3",
            (4,),
            2,
            "gives 3 outputs, but bank has 2 classes, which need 1 (sigmoid) or 2 (softmax)",
            "4-2",
        ),
        ("4-9-6-2", (4,), 3, "gives 2 outputs, but bank has 3 classes, which need 3", "4-9-6-3"),
    ],
)
def test_a_net_that_does_not_fit_names_both_numbers_and_one_that_does(
    notation, shape, classes, problem, suggestion
):
    with pytest.raises(NetError) as refusal:
        check_fit(read_net(notation, "relu"), shape, classes, "bank")
    assert str(refusal.value) == f"net '{notation}' {problem}: write {suggestion}."
    check_fit(read_net(suggestion, "relu"), shape, classes, "bank")
