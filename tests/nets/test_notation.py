"""What a net's notation means, whichever way it is written, and what is refused."""

from __future__ import annotations

# pyright: reportAttributeAccessIssue=false
# All layers of these nets are dense.
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trainlab.errors import NetError
from trainlab.nets import Net, read_net
from trainlab.nets.layers.dense import Dense
from trainlab.nets.layers.dropout import Dropout
from trainlab.nets.notation import MAX_LAYERS, MAX_PARAMETERS
from trainlab.nets.tokens import MAX_UNITS

IMAGES = (28, 28, 1)


@given(st.lists(st.integers(1, MAX_UNITS), min_size=2, max_size=6), st.sampled_from(["relu", "tanh"]))
def test_every_row_of_sizes_is_a_net(sizes, activation):
    parameters = sum((a + 1) * b for a, b in pairwise(sizes))
    assume(parameters <= MAX_PARAMETERS)
    net = read_net("-".join(map(str, sizes)), activation)
    assert isinstance(net, Net)
    assert [(layer.inputs, layer.outputs) for layer in net.layers] == list(pairwise(sizes))
    assert (net.inputs, net.outputs) == (sizes[0], sizes[-1])
    assert [layer.activation for layer in net.layers] == [*[activation] * (len(sizes) - 2), "identity"]
    names = [layer.name for layer in net.layers]
    assert names == [*(f"hidden{number}" for number in range(1, len(sizes) - 1)), "output"]
    assert net.parameters == parameters


def test_a_net_is_a_value():
    assert read_net("4-6-1", "relu") == read_net(" 04-6-1 ", "relu")
    assert read_net("4-6-1", "relu").notation == read_net("04-06-1", "relu").notation == "4-6-1"
    assert hash(read_net("4-6-1", "relu")) == hash(read_net("4-6-1", "relu"))
    assert read_net("4-6-1", "relu") != read_net("4-6-1", "tanh")
    # A linear model has no activation to differ by.
    assert read_net("4-1", "relu") == read_net("4-1", "tanh")


def test_layers_are_a_value_too():
    net = read_net(" Conv3x3x2:SAME\n  flatten\tdense10 ", "relu", IMAGES)
    assert net.notation == "conv3x3x2:same flatten dense10"
    assert net == read_net(net.notation, "relu", IMAGES)
    assert hash(net) == hash(read_net(net.notation, "relu", IMAGES))
    assert net != read_net(net.notation, "tanh", IMAGES)
    assert net != read_net(net.notation, "relu", (28, 28, 3))


def test_a_chain_takes_images_as_rows():
    assert read_net("784-10", "relu", IMAGES) == read_net("784-10", "relu")
    assert read_net("784-10", "relu", IMAGES).input_shape == (784,)


@pytest.mark.parametrize(
    "notation",
    ["", "4", "-", "4-", "-4-1", "4--1", "4-x-1", "4-6.5-1", "4,6,1", "4-+6-1", "4 - 6 - 1", "4-٦-1", "1e3-1",
     "4-6-1\n-", "4-1000000000000-1"],
)  # fmt: skip
def test_other_text_is_refused_with_an_example(notation):
    with pytest.raises(NetError) as refusal:
        read_net(notation, "relu")
    on_one_line = " ".join(notation.split())
    assert str(refusal.value) == (
        f"net '{on_one_line}' cannot be read: write whole numbers joined by hyphens, inputs first and "
        "outputs last, such as 784-500-300-10, or layers in order, such as conv3x3x8 flatten dense10."
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
    ("notation", "shape", "words"),
    [
        (
            "flatten dense10",
            None,
            "it is read for data of one shape: name the data, or the shape of its inputs",
        ),
        (
            "flatten dense10",
            (28, 28),
            "needs inputs of (features) or (height, width, channels), not (28, 28).",
        ),
        ("flatten dense10", (), "not ()."),
        ("46341-46341-2", None, "has 2,147,627,306 parameters: at most 2,147,483,648 are allowed."),
        ("dense1000000 dense3000", (5,), "parameters: at most 2,147,483,648"),
        ("-".join(["2"] * (MAX_LAYERS + 2)), None, "has 1,001 layers: at most 1,000 are allowed."),
        ("relu " * 1000 + "dense2", (2,), "has 1,001 layers: at most 1,000 are allowed."),
        ("relu " * 500_000, (2,), "has 500,000 layers"),
    ],
)
def test_a_net_beyond_all_measure_is_refused(notation, shape, words):
    with pytest.raises(NetError) as refusal:
        read_net(notation, "relu", shape)
    assert words in str(refusal.value)
    assert len(str(refusal.value)) < 350


def test_the_largest_number_of_layers_can_be_read():
    assert len(read_net("-".join(["2"] * (MAX_LAYERS + 1)), "relu").layers) == MAX_LAYERS
    assert len(read_net("relu " * 999 + "dense2", "relu", (2,)).layers) == MAX_LAYERS


def test_dropout_follows_every_hidden_layer_of_a_chain():
    net = read_net("4-6-5-1", "tanh", active=frozenset({"dropout", "l2"}))
    assert net.layers == (
        Dense("hidden1", 4, 6, "tanh"), Dropout("dropout1", (6,), None),
        Dense("hidden2", 6, 5, "tanh"), Dropout("dropout2", (5,), None),
        Dense("output", 5, 1, "identity"),
    )  # fmt: skip
    assert net.notation == "4-6-5-1"
    assert net.parameters == read_net("4-6-5-1", "tanh").parameters


@pytest.mark.parametrize(
    ("notation", "taken"), [("784-10", (784,)), ("conv3x3x2 dense10", IMAGES), ("flatten dense10", IMAGES)]
)
def test_input_dropout_comes_first_in_any_net(notation, taken):
    plain = read_net(notation, "relu", IMAGES)
    net = read_net(notation, "relu", IMAGES, frozenset({"input_dropout"}))
    assert net.layers == (Dropout("input_dropout", taken, None, setting="input_dropout"), *plain.layers)
    assert net.input_shape == plain.input_shape


@pytest.mark.parametrize(
    ("notation", "advice"),
    [
        ("784-10", "it has no hidden layer. Leave dropout out, or name a net with hidden layers."),
        (
            "dense30 dense10",
            "write the word dropout, without a rate, where it shall act, or leave the setting",
        ),
        ("dense30 dropout0.5 dense10", "write the word dropout, without a rate, where it shall act"),
    ],
)
def test_dropout_that_would_mean_nothing_is_refused(notation, advice):
    active = frozenset({"dropout", "input_dropout"})
    with pytest.raises(NetError) as refusal:
        read_net(notation, "relu", IMAGES, active)
    assert str(refusal.value).startswith(f"dropout means nothing to net '{notation}': {advice}")
    read_net(notation, "relu", IMAGES, frozenset({"input_dropout"}))
    read_net("dense30 dropout dropout0.5 dense10", "relu", IMAGES, active)
