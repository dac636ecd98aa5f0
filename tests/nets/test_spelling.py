"""What is spelled reads back as what it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.nets import read_net
from trainlab.nets.spelling import LONGEST, shorten, spell_shape
from trainlab.nets.words import spell_layer
from trainlab.settings import ACTIVATIONS

ACTIVATION = st.sampled_from(["", ":activation", *(f":{name}" for name in ACTIVATIONS)])
STRIDE = st.sampled_from(["", "/1", "/2", "/2x1"])
SCALE = st.floats(-1e9, 1e9, width=32).filter(bool).map(repr)
ANYWHERE = st.one_of(
    st.sampled_from(
        ["activation", "relu", "dropout", "dropout0", "dropout0.1", "branch add:relu", "branch add"]
    ),
    st.builds("batchnorm{}".format, ACTIVATION),
    st.builds("layernorm{}".format, ACTIVATION),
    st.just("prelu"),
    st.builds("rescale{}:{}".format, SCALE, SCALE),
    st.builds("rescale{}".format, SCALE),
)
ON_IMAGES = st.one_of(
    st.builds("conv{}x3x{}{}:same{}".format, st.integers(1, 4), st.integers(1, 5), STRIDE, ACTIVATION),
    st.builds("depthwise2x{}{}:same{}".format, st.integers(1, 4), STRIDE, ACTIVATION),
    st.builds("depthwise2x1x{}{}:same{}".format, st.integers(1, 2), STRIDE, ACTIVATION),
    st.builds("separable3x3x{}{}:same{}".format, st.integers(1, 5), STRIDE, ACTIVATION),
    st.builds("{}pool{}{}:same".format, st.sampled_from(["max", "avg"]), st.integers(1, 3), STRIDE),
    ANYWHERE,
)
ON_ROWS = ANYWHERE | st.builds("dense{}{}".format, st.integers(1, 9), ACTIVATION)


@given(
    images=st.lists(ON_IMAGES, max_size=4),
    between=st.sampled_from(["flatten", "globalavgpool", ""]),
    rows=st.lists(ON_ROWS, max_size=4),
    activation=st.sampled_from(tuple(ACTIVATIONS)),
)
def test_the_words_of_layers_make_the_same_layers(images, between, rows, activation):
    net = read_net(" ".join([*images, between, *rows, "dense2"]), activation, (6, 7, 2))
    # Nothing is left to the setting: read under another activation, the layers are the same.
    again = read_net(" ".join(map(spell_layer, net.layers)), "gelu", (6, 7, 2))
    assert again.layers == net.layers


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("conv3x3x2/2x2:relu:same", "conv3x3x2/2:same:relu"),
        ("conv3x3x2/1", "conv3x3x2:tanh"),
        ("depthwise3x2/2x1", "depthwise3x2x1/2x1:tanh"),
        ("maxpool2x2", "maxpool2"),
        ("maxpool2/2:valid", "maxpool2"),
        ("avgpool2x3/1", "avgpool2x3/1"),
        ("batchnorm:identity", "batchnorm"),
        ("activation", "tanh"),
        ("dropout.50", "dropout0.5"),
        ("rescale2.0:+0", "rescale2"),
        ("rescale1e-3:-1", "rescale0.001:-1"),
    ],
)
def test_a_layer_has_one_spelling(written, spelled):
    assert spell_layer(read_net(f"{written} dense2", "tanh", (9, 9, 1)).layers[0]) == spelled


def test_input_dropout_is_named_though_it_is_no_word():
    net = read_net("4-6-1", "relu", active=frozenset({"dropout", "input_dropout"}))
    assert [spell_layer(layer) for layer in net.layers] == [
        "input_dropout", "dense6:relu", "dropout", "dense1:identity",
    ]  # fmt: skip


def test_shapes_have_separators():
    assert spell_shape((1024, 28, 1)) == "1,024 x 28 x 1"
    assert spell_shape((10,)) == "10"


@given(st.text(max_size=400))
def test_long_text_loses_its_middle(text):
    short = shorten(text)
    assert len(short) <= LONGEST
    assert short == text or (
        len(text) > LONGEST and short.startswith(text[:100]) and short.endswith(text[-15:])
    )
