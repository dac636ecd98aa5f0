"""One word of a net: how it may be written, and what is said where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.errors import NetError
from trainlab.nets.layers import LAYERS
from trainlab.nets.layers.word import Word
from trainlab.nets.tokens import MAX_SIDE, MAX_UNITS, read_word
from trainlab.settings import ACTIVATIONS


def read(text: str) -> Word:
    return read_word("a net", 2, text)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("dense300", {"units": 300}),
        ("dense1000000:relu", {"units": MAX_UNITS, "activation": "relu"}),
        ("conv3x5x32", {"window": (3, 5), "units": 32}),
        ("conv3x3x32/2", {"window": (3, 3), "units": 32, "stride": (2, 2)}),
        ("conv3x3x32/2x1", {"window": (3, 3), "units": 32, "stride": (2, 1)}),
        ("conv3x3x32:same", {"window": (3, 3), "units": 32, "padding": "same"}),
        ("conv3x3x32:leaky_relu:same",
         {"window": (3, 3), "units": 32, "padding": "same", "activation": "leaky_relu"}),
        ("conv3x3x32/2:valid:activation",
         {"window": (3, 3), "units": 32, "stride": (2, 2), "activation": "activation"}),
        ("depthwise3x3", {"window": (3, 3)}),
        ("depthwise3x3x2", {"window": (3, 3), "units": 2}),
        ("separable1000x1x1", {"window": (MAX_SIDE, 1), "units": 1}),
        ("maxpool2", {"window": (2, 2)}),
        ("maxpool2x3", {"window": (2, 3)}),
        ("avgpool3/2:same", {"window": (3, 3), "stride": (2, 2), "padding": "same"}),
        ("globalavgpool", {}),
        ("flatten", {}),
        ("batchnorm", {}),
        ("batchnorm:elu", {"activation": "elu"}),
        ("dropout", {}),
        ("dropout0", {"decimals": (0.0,)}),
        ("dropout.5", {"decimals": (0.5,)}),
        ("rescale1e-3", {"decimals": (0.001,)}),
        ("rescale-1:+1.", {"decimals": (-1.0, 1.0)}),
        ("add:relu", {"activation": "relu"}),
        *((name, {}) for name in ("activation", "branch", "add", *ACTIVATIONS)),
    ],
)  # fmt: skip
def test_a_word_is_read(text, read_as):
    kind = next(kind for kind in sorted(LAYERS, key=len, reverse=True) if text.startswith(kind))
    assert read(text) == Word("a net", 2, text, kind, **read_as)


@pytest.mark.parametrize("kind", LAYERS)
def test_the_examples_of_every_kind_can_be_read(kind):
    for example in LAYERS[kind].form.written.split(" (")[0].split(" or "):
        assert read(example).kind == kind


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("300", "a layer begins with its kind, such as dense300, conv3x3x32 or flatten."),
        (":same", "a layer begins with its kind"),
        ("Dense300", "a layer begins with its kind"),
        (
            "flaten",
            "unknown layer 'flaten': did you mean 'flatten'? Allowed: dense, conv, depthwise, separable",
        ),
        ("max_pool2", "unknown layer 'max_pool': did you mean 'maxpool'?"),
        ("dens", "unknown layer 'dens': did you mean 'dense'?"),
        ("swish", "unknown layer 'swish': write silu, its other name. Allowed: "),
        ("dense", "write dense300 (units)."),
        ("dense3x3", "write dense300 (units)."),
        ("dense1e3", "write dense300 (units)."),
        ("dense٣", "write dense300 (units)."),
        ("conv3x32", "write conv3x3x32 (height x width x filters)."),
        ("conv3x3x3x32", "write conv3x3x32 (height x width x filters)."),
        ("conv3x3x", "write conv3x3x32"),
        ("conv2d", "write conv3x3x32"),
        ("conv-3x3x2", "write conv3x3x32"),
        ("depthwise3", "write depthwise3x3 or depthwise3x3x2 (height x width x multiplier)."),
        ("maxpool", "write maxpool2 or maxpool2x3 (height x width)."),
        ("flatten2", "write flatten."),
        ("relu6", "write relu."),
        ("dense0", "units must be 1 to 1,000,000, not 0."),
        ("dense1000001", "units must be 1 to 1,000,000, not 1,000,001."),
        ("conv3x3x0", "the last number must be 1 to 1,000,000, not 0."),
        ("conv3x0x8", "height and width must be 1 to 1,000, not 0."),
        ("maxpool1001", "height and width must be 1 to 1,000, not 1,001."),
        ("maxpool2/0", "the stride must be 1 to 1,000, not 0."),
        ("maxpool2/", "the stride '/' is written /2, or /2x1 (height x width)."),
        ("conv3x3x8/1x2x3", "the stride '/1x2x3' is written /2, or /2x1 (height x width)."),
        ("dense30/2", "dense has no stride: leave out '/2'."),
        ("dropout0.5/2", "dropout has no stride: leave out '/2'."),
        ("conv3x3x8:same/2", "the stride comes right after the sizes, as in conv3x3x32/2:same."),
        (
            "conv3x3x8:smae",
            "unknown option 'smae': did you mean 'same'? Allowed: valid, same, activation, relu",
        ),
        ("conv3x3x8:", "unknown option ''. Allowed: valid, same"),
        ("conv3x3x8:same:valid", "padding is given twice, as same and as valid."),
        ("conv3x3x8:relu:activation", "activation is given twice, as relu and as activation."),
        ("maxpool2:relu", "relu is a layer of its own: write 'maxpool2 relu'."),
        ("dense5:prelu", "prelu is a layer of its own: write 'dense5:identity prelu'."),
        ("conv3x3x5:same:prelu", "prelu is a layer of its own: write 'conv3x3x5:same:identity prelu'."),
        ("batchnorm:prelu", "prelu is a layer of its own: write 'batchnorm prelu'."),
        ("dense10:same", "unknown option 'same'. Allowed: activation, relu"),
        ("flatten:relu", "flatten has no options: leave out ':relu'."),
        ("branch:relu", "branch has no options: leave out ':relu'."),
        ("relu:same", "relu has no options: leave out ':same'."),
        ("dropout1", "the rate of a dropout must be >= 0 and < 1."),
        ("dropout-0.1", "the rate of a dropout must be >= 0 and < 1."),
        ("dropout:0.5", "write dropout (the recipe's rate) or dropout0.5."),
        ("dropout0.5:0.5", "write dropout (the recipe's rate) or dropout0.5."),
        ("dropoutnan", "unknown layer 'dropoutnan': did you mean 'dropout'?"),
        ("rescale", "write rescale0.5 or rescale2:-1 (scale:offset)."),
        ("rescale:1", "write rescale0.5 or rescale2:-1 (scale:offset)."),
        ("rescale1:2:3", "write rescale0.5 or rescale2:-1 (scale:offset)."),
        ("rescale1:nan", "write rescale0.5 or rescale2:-1 (scale:offset)."),
        ("rescale0", "the scale and the offset must be finite 32-bit numbers, and"),
        ("rescale1:1e39", "the scale and the offset must be finite 32-bit numbers, and"),
        ("rescale1e999", "the scale and the offset must be finite 32-bit numbers, and"),
    ],
)
def test_a_word_that_cannot_be_read_is_named_with_what_is_allowed(text, problem):
    with pytest.raises(NetError) as refusal:
        read(text)
    assert str(refusal.value).startswith(f"net 'a net', word 2 '{text}': {problem}")


@given(st.text("dropconvmaxel0123456789x/:.-_ ", max_size=12) | st.sampled_from(sorted(LAYERS)))
def test_any_text_is_a_word_or_a_mistake(text):
    try:
        word = read(text)
    except NetError as refusal:
        message = str(refusal)
    else:
        message = str(word.mistake(""))
        assert (word.text, word.place) == (text, 2)
        assert word.kind in LAYERS
    assert message.startswith(f"net 'a net', word 2 '{text}': ")
