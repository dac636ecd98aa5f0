"""The table of a net, against numbers counted by hand and against the net's own."""

from __future__ import annotations

import pytest

from trainlab.nets import LayerRow, read_net

TINY = "avgpool2 conv3x3x3:sigmoid conv3x3x1:sigmoid avgpool3 conv3x3x10 flatten"


def test_a_chain():
    table = read_net("784-300-100-10", "relu").summary
    assert (table.notation, table.input_shape) == ("784-300-100-10", (784,))
    assert table.rows == (
        LayerRow("hidden1", "dense300:relu", (300,), 785 * 300, 0, 0, 784 * 300),
        LayerRow("hidden2", "dense100:relu", (100,), 301 * 100, 0, 0, 300 * 100),
        LayerRow("output", "dense10:identity", (10,), 101 * 10, 0, 0, 100 * 10),
    )
    assert (table.trainable, table.frozen, table.multiply_adds) == (266_610, 0, 266_200)


def test_the_158_parameter_net():
    table = read_net(TINY, "relu", (28, 28, 1)).summary
    assert [row.trainable for row in table.rows] == [0, 30, 28, 0, 100, 0]
    # A kernel of 3 x 3 meets every place of its output once, for every pair of channels.
    convolutions = [12 * 12 * 9 * 1 * 3, 10 * 10 * 9 * 3 * 1, 1 * 1 * 9 * 1 * 10]
    assert [row.multiply_adds for row in table.rows if row.trainable] == convolutions
    assert table.trainable == 158


def test_frozen_layers_and_statistics_are_counted_apart():
    net = read_net("dense6 batchnorm:relu dropout0.5 dense2", "relu", (4,)).frozen_where(
        frozenset({"dense1"})
    )
    table = net.summary
    assert [(row.trainable, row.frozen, row.statistics) for row in table.rows] == [
        (0, 30, 0), (12, 0, 12), (0, 0, 0), (14, 0, 0),
    ]  # fmt: skip
    assert (table.trainable, table.frozen, table.statistics) == (26, 30, 12)


@pytest.mark.parametrize(
    "notation",
    ["dense5 dense2", "conv3x3x4 batchnorm depthwise3x3 separable3x3x2 maxpool2 globalavgpool dense2", TINY],
)
def test_the_totals_are_those_of_the_net(notation):
    net = read_net(notation, "tanh", (28, 28, 1))
    some = frozenset(list(net.variables)[:1])
    for made in (net, net.frozen_where(some)):
        table = made.summary
        assert (table.trainable, table.frozen) == (made.parameters, made.fixed_parameters)
        assert [row.name for row in table.rows] == [layer.name for layer in made.layers]
        assert table.rows[-1].output_shape == made.output_shape
