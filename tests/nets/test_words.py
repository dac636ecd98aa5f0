"""Nets that are written as layers: what the words make, and what they refuse."""

from __future__ import annotations

# pyright: reportAttributeAccessIssue=false
# Layers without an activation are left out.
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.errors import NetError
from trainlab.nets import read_net
from trainlab.nets.layers.activation import Activation
from trainlab.nets.layers.batch_norm import BatchNorm
from trainlab.nets.layers.branch import Add, Branch
from trainlab.nets.layers.convolution import Convolution
from trainlab.nets.layers.dense import Dense
from trainlab.nets.layers.depthwise import DepthwiseConvolution
from trainlab.nets.layers.dropout import Dropout
from trainlab.nets.layers.flatten import Flatten
from trainlab.nets.layers.pooling import AveragePooling, GlobalAveragePooling, MaxPooling
from trainlab.nets.layers.rescale import Rescale
from trainlab.nets.layers.separable import SeparableConvolution

IMAGES = (28, 28, 1)
TINY = "avgpool2 conv3x3x3:sigmoid conv3x3x1:sigmoid avgpool3 conv3x3x10 flatten"


def read(notation, shape=IMAGES):
    return read_net(notation, "tanh", shape)


def test_the_158_parameter_net():
    net = read(TINY)
    assert [layer.name for layer in net.layers] == [
        "avgpool1",
        "conv1",
        "conv2",
        "avgpool2",
        "conv3",
        "flatten1",
    ]
    shapes = [layer.output_shape for layer in net.layers]
    assert shapes == [(14, 14, 1), (12, 12, 3), (10, 10, 1), (3, 3, 1), (1, 1, 10), (10,)]
    counts = [sum(map(math.prod, variables.values())) for variables in net.variables.values()]
    assert counts == [30, 28, 100]
    assert net.parameters == 158
    assert (net.input_shape, net.outputs) == (IMAGES, 10)


def test_every_word_makes_its_layer():
    words = (
        "rescale2:-1 conv3x5x4/2x1:same:relu batchnorm:relu activation depthwise3x3x2 maxpool2x3 "
        "separable1x1x6:elu avgpool3/2:same dropout dropout0.25 globalavgpool gelu batchnorm dense3"
    )
    assert read(words).layers == (
        Rescale("rescale1", (28, 28, 1), 2.0, -1.0),
        Convolution("conv1", (28, 28, 1), (3, 5), 4, (2, 1), "same", "relu"),
        BatchNorm("batchnorm1", (14, 28, 4), "relu"),
        Activation("activation1", (14, 28, 4), "tanh"),
        DepthwiseConvolution("depthwise1", (14, 28, 4), (3, 3), 2, (1, 1), "valid", "tanh"),
        MaxPooling("maxpool1", (12, 26, 8), (2, 3), (2, 3), "valid"),
        SeparableConvolution("separable1", (6, 8, 8), (1, 1), 6, (1, 1), "valid", "elu"),
        AveragePooling("avgpool1", (6, 8, 6), (3, 3), (2, 2), "same"),
        Dropout("dropout1", (3, 4, 6), None),
        Dropout("dropout2", (3, 4, 6), 0.25),
        GlobalAveragePooling("globalavgpool1", (3, 4, 6)),
        Activation("activation2", (6,), "gelu"),
        BatchNorm("batchnorm2", (6,), "identity"),
        Dense("dense1", 6, 3, "identity"),
    )


def test_dense_flattens_images():
    assert read("dense4 dense2", (3, 3, 2)).layers == (
        Flatten("flatten1", (3, 3, 2)), Dense("dense1", 18, 4, "tanh"), Dense("dense2", 4, 2, "identity"),
    )  # fmt: skip
    assert read("dense4 dense2", (18,)).layers == read("dense4 dense2", (3, 3, 2)).layers[1:]


def test_the_last_layer_with_a_kernel_gives_logits():
    def activations(notation):
        return [layer.activation for layer in read(notation).layers if hasattr(layer, "activation")]

    assert activations("conv3x3x2 depthwise3x3 separable3x3x2 dense9 dense2") == [*["tanh"] * 4, "identity"]
    assert activations("conv3x3x2 conv3x3x2 flatten") == ["tanh", "identity"]
    assert activations("conv3x3x2 depthwise3x3 flatten") == ["tanh", "identity"]
    assert activations("conv3x3x2:relu conv3x3x2:relu globalavgpool") == ["relu", "relu"]
    assert activations("dense4:identity dense2:activation") == ["identity", "tanh"]
    assert activations("dense4 batchnorm dense2 batchnorm:activation") == ["tanh", *["identity"] * 2, "tanh"]


def test_branches_nest():
    assert read("dense4 branch dense4 branch dense4 add add:relu dense2", (4,)).layers == (
        Dense("dense1", 4, 4, "tanh"),
        Branch("branch1", (4,)),
        Dense("dense2", 4, 4, "tanh"),
        Branch("branch2", (4,)),
        Dense("dense3", 4, 4, "tanh"),
        Add("add1", (4,), "identity"),
        Add("add2", (4,), "relu"),
        Dense("dense4", 4, 2, "identity"),
    )


@given(
    side=st.integers(5, 30), window=st.integers(1, 5), stride=st.integers(1, 7),
    padding=st.sampled_from(["valid", "same"]),
    kind=st.sampled_from(["conv{0}x{0}x2/{1}:{2}", "maxpool{0}/{1}:{2}", "depthwise{0}x{0}/{1}:{2}"]),
)  # fmt: skip
def test_windows_stand_where_they_fit(side, window, stride, padding, kind):
    net = read(kind.format(window, stride, padding) + " dense2", (side, side + 3, 2))
    reach = window if padding == "valid" else 1
    # Counted one by one: a window starts at every multiple of the stride from which it fits.
    expected = tuple(len(range(0, length - reach + 1, stride)) for length in (side, side + 3))
    assert net.layers[0].output_shape == (*expected, 2)


@pytest.mark.parametrize(
    ("notation", "shape", "problem"),
    [
        ("conv3x3x8", (4,), "word 1 'conv3x3x8': conv takes images (height x width x channels), but its "
         "input is a row of 4 numbers."),
        ("dense1200 maxpool2", IMAGES, "word 2 'maxpool2': maxpool takes images (height x width x channels), "
         "but what reaches it is a row of 1,200 numbers."),
        ("flatten flatten dense2", IMAGES, "word 2 'flatten': flatten takes images"),
        ("globalavgpool globalavgpool", IMAGES, "word 2 'globalavgpool': globalavgpool takes images"),
        ("maxpool9 conv4x4x8", IMAGES, "word 2 'conv4x4x8': its window is larger than the images of "
         "3 x 3 x 1 that reach it: make it smaller, shrink them less before, or add ':same'."),
        ("conv3x29x8", IMAGES, "word 1 'conv3x29x8': its window is larger"),
        ("add dense2", (4,), "word 1 'add': there is no 'branch' before it for it to close."),
        ("branch dense2 branch dense2 add", (2,), "word 1 'branch': no 'add' closes this branch."),
        ("branch dense2 branch dense2", (2,), "word 3 'branch': no 'add' closes this branch."),
        ("relu branch conv3x3x1 add flatten", IMAGES, "word 4 'add': what enters and what leaves a branch "
         "are added, so their shapes must agree: 28 x 28 x 1 enters at word 2, and 26 x 26 x 1 leaves."),
        ("conv1x1x200000", IMAGES, "word 1 'conv1x1x200000': it makes 28 x 28 x 200,000 numbers of one "
         "example: at most 100,000,000 are allowed."),
    ],
)  # fmt: skip
def test_a_word_that_does_not_take_what_reaches_it_is_named(notation, shape, problem):
    with pytest.raises(NetError) as refusal:
        read(notation, shape)
    assert str(refusal.value).startswith(f"net '{notation}', {problem}")


def test_a_net_must_end_in_a_row():
    with pytest.raises(NetError) as refusal:
        read("maxpool2 conv3x3x10")
    assert str(refusal.value) == (
        "net 'maxpool2 conv3x3x10' ends in images of 12 x 12 x 10, but a net must end in one row of outputs: "
        "end it with flatten (1,440 outputs) or globalavgpool (10)."
    )


@pytest.mark.parametrize("notation", ["flatten", "globalavgpool", "rescale2 relu", "branch add"])
def test_a_net_must_have_something_to_learn(notation):
    with pytest.raises(
        NetError, match=f"net '{notation}' has nothing to learn: it needs a layer with weights"
    ):
        read(notation)


def test_a_long_net_is_not_repeated_whole_in_a_message():
    with pytest.raises(NetError) as refusal:
        read("relu " * 500 + "flaten " + "x" * 500)
    assert "word 501 'flaten': unknown layer 'flaten': did you mean 'flatten'? Allowed: " in str(
        refusal.value
    )
    assert len(str(refusal.value)) < 600
