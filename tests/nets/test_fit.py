"""A net is held against the data it is to learn from, and one that fits is proposed."""

from __future__ import annotations

import pytest

from trainlab.errors import NetError
from trainlab.nets import check_fit, read_net

IMAGES = (28, 28, 1)


@pytest.mark.parametrize(
    ("notation", "shape", "classes"),
    [
        ("4-6-1", (4,), 2),
        ("4-6-2", (4,), 2),
        ("4-3", (4,), 3),
        ("784-10", IMAGES, 10),
        ("dense6 dense1", (4,), 2),
        ("dense6 dense2", (4,), 2),
        ("conv3x3x10 globalavgpool", IMAGES, 10),
    ],
)
def test_fitting_ends_are_accepted(notation, shape, classes):
    check_fit(read_net(notation, "relu", shape), shape, classes, "digits")


@pytest.mark.parametrize(
    ("notation", "shape", "classes", "problem", "suggestion"),
    [
        ("5-6-1", (4,), 2, "takes 5 inputs, but bank has 4", "4-6-1"),
        ("5-6-2", (4,), 2, "takes 5 inputs, but bank has 4", "4-6-2"),
        ("5-6-7", (4,), 2, "takes 5 inputs, but bank has 4", "4-6-2"),
        ("28-10", IMAGES, 10, "takes 28 inputs, but bank has 784 (28 x 28 x 1)", "784-10"),
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
def test_a_chain_that_does_not_fit_names_both_numbers_and_one_that_does(
    notation, shape, classes, problem, suggestion
):
    for active in (frozenset(), frozenset({"input_dropout"})):
        with pytest.raises(NetError) as refusal:
            check_fit(read_net(notation, "relu", shape, active), shape, classes, "bank")
        assert str(refusal.value) == f"net '{notation}' {problem}: write {suggestion}."
    check_fit(read_net(suggestion, "relu"), shape, classes, "bank")


def test_a_chain_with_dropout_is_proposed_without_it():
    net = read_net("4-9-6-2", "relu", active=frozenset({"dropout", "input_dropout"}))
    with pytest.raises(NetError, match=r": write 4-9-6-3\.$"):
        check_fit(net, (4,), 3, "bank")


@pytest.mark.parametrize(
    ("notation", "shape", "classes", "suggestion"),
    [
        ("dense30 dense9", IMAGES, 10, "dense30 dense10"),
        ("dense30 dense9:tanh dropout0.5", IMAGES, 10, "dense30 dense10:tanh dropout0.5"),
        ("dense6 dense3", (4,), 2, "dense6 dense2"),
        ("maxpool2 conv3x3x9/2:same:relu globalavgpool", IMAGES, 10,
         "maxpool2 conv3x3x10/2:same:relu globalavgpool"),
        ("conv3x3x3 separable1x1x4 globalavgpool", IMAGES, 10, "conv3x3x3 separable1x1x10 globalavgpool"),
        # Here a last number that fits is not enough.
        ("conv3x3x9 flatten", IMAGES, 10, "conv3x3x9 flatten dense10"),
        ("conv3x3x9 depthwise3x3x2 globalavgpool", IMAGES, 10,
         "conv3x3x9 depthwise3x3x2 globalavgpool dense10"),
        ("dense4 branch dense4 add", (4,), 3, "dense4 branch dense4 add dense3"),
        ("batchnorm", (4,), 3, "batchnorm dense3"),
    ],
)  # fmt: skip
def test_layers_that_do_not_fit_are_proposed_with_fitting_ones(notation, shape, classes, suggestion):
    net = read_net(notation, "relu", shape)
    with pytest.raises(NetError) as refusal:
        check_fit(net, shape, classes, "clothes")
    message = str(refusal.value)
    assert message.startswith(
        f"net '{notation}' gives {net.outputs} outputs, but clothes has {classes} classes"
    )
    assert message.endswith(f": write {suggestion}.")
    check_fit(read_net(suggestion, "relu", shape), shape, classes, "clothes")


def test_layers_read_for_other_data_are_refused():
    with pytest.raises(NetError) as refusal:
        check_fit(read_net("conv3x3x2 dense10", "relu", IMAGES), (32, 32, 3), 10, "cifar")
    assert str(refusal.value) == (
        "net 'conv3x3x2 dense10' was read for inputs of 28 x 28 x 1, but cifar has 32 x 32 x 3."
    )
    # The same numbers in another order are other images.
    with pytest.raises(NetError, match="was read for inputs of 2 x 3 x 1, but data has 3 x 2 x 1"):
        check_fit(read_net("dense2", "relu", (2, 3, 1)), (3, 2, 1), 2, "data")
