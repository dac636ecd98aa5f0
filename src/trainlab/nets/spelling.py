"""How layers, shapes and numbers are spelled: the words of the notation, from the layers they make."""

from __future__ import annotations

from trainlab.nets.layers.activation import Activation
from trainlab.nets.layers.batch_norm import BatchNorm
from trainlab.nets.layers.branch import Add, Branch
from trainlab.nets.layers.convolution import Convolution
from trainlab.nets.layers.dense import Dense
from trainlab.nets.layers.depthwise import DepthwiseConvolution
from trainlab.nets.layers.dropout import Dropout
from trainlab.nets.layers.flatten import Flatten
from trainlab.nets.layers.layer import Layer, Shape
from trainlab.nets.layers.pooling import AveragePooling, GlobalAveragePooling, MaxPooling
from trainlab.nets.layers.rescale import Rescale
from trainlab.nets.layers.separable import SeparableConvolution

LONGEST = 120
"""Characters of a notation that a message repeats."""


def shorten(text: str) -> str:
    """The text, without its middle if it is long."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 20]} ... {text[-15:]}"


def spell_shape(shape: Shape) -> str:
    """The shape of one example.

    >>> spell_shape((28, 28, 1)), spell_shape((10,))
    ('28 x 28 x 1', '10')
    """
    return " x ".join(f"{size:,}" for size in shape)


def spell_layer(layer: Layer) -> str:
    """The word of a layer, with every choice that the notation would take from elsewhere.

    >>> spell_layer(Dense("hidden1", 784, 300, "relu"))
    'dense300:relu'
    """
    match layer:
        case Dense():
            return f"dense{layer.outputs}:{layer.activation}{_option(layer.weight_init, '')}"
        case Convolution():
            return f"conv{_kernel(layer, layer.filters)}"
        case DepthwiseConvolution():
            return f"depthwise{_kernel(layer, layer.multiplier)}"
        case SeparableConvolution():
            return f"separable{_kernel(layer, layer.filters)}"
        case MaxPooling():
            return f"maxpool{_pair(layer.size)}{_reach(layer, layer.size)}"
        case AveragePooling():
            return f"avgpool{_pair(layer.size)}{_reach(layer, layer.size)}"
        case GlobalAveragePooling():
            return "globalavgpool"
        case Flatten():
            return "flatten"
        case BatchNorm():
            return "batchnorm" + _option(layer.activation, "identity")
        case Dropout():
            return layer.setting if layer.rate is None else f"dropout{_decimal(layer.rate)}"
        case Rescale():
            offset = "" if layer.offset == 0 else f":{_decimal(layer.offset)}"
            return f"rescale{_decimal(layer.scale)}{offset}"
        case Activation():
            return layer.activation
        case Branch():
            return "branch"
        case Add():
            return "add" + _option(layer.activation, "identity")
        case _:
            raise TypeError(f"the notation has no word for {layer!r}")


def _kernel(layer: Convolution | DepthwiseConvolution | SeparableConvolution, units: int) -> str:
    behind = f":{layer.activation}{_option(layer.weight_init, '')}"
    return f"{layer.size[0]}x{layer.size[1]}x{units}{_reach(layer, (1, 1))}{behind}"


def _reach(
    layer: Convolution | DepthwiseConvolution | SeparableConvolution | MaxPooling | AveragePooling,
    usual_stride: tuple[int, int],
) -> str:
    stride = "" if layer.stride == usual_stride else f"/{_pair(layer.stride)}"
    return f"{stride}{_option(layer.padding, 'valid')}"


def _pair(sides: tuple[int, int]) -> str:
    return str(sides[0]) if sides[0] == sides[1] else f"{sides[0]}x{sides[1]}"


def _option(value: str, usual: str) -> str:
    return "" if value == usual else f":{value}"


def _decimal(number: float) -> str:
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e6 else repr(float(number))
