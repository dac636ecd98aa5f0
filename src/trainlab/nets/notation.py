"""Reading a net from its notation: a chain of dense layers, or layers in order."""

from __future__ import annotations

import re

from trainlab.errors import NetError
from trainlab.nets.chain import chain_layers, is_chain, read_sizes
from trainlab.nets.layers.dropout import Dropout
from trainlab.nets.layers.layer import Layer, Shape
from trainlab.nets.net import Net
from trainlab.nets.spelling import shorten
from trainlab.nets.tokens import read_word
from trainlab.nets.words import read_layers

MAX_LAYERS = 1_000
"""Layers a net may have: each is traced into the program on its own."""

MAX_PARAMETERS = 2**31
"""Numbers a net may learn: 8 GiB of weights, before anything the optimizer keeps."""


def read_net(
    notation: str,
    activation: str,
    input_shape: tuple[int, ...] | None = None,
    active: frozenset[str] = frozenset(),
    unfinished: bool = False,
) -> Net:
    """Read a net, written in one of two ways.

    ``784-500-300-10`` is a chain of dense layers: inputs, hidden units, outputs. ``784-10`` is the linear
    model. A chain takes images as flattened rows.

    ``conv3x3x8 maxpool2 flatten dense10`` names the layers from input to output::

        dense300                  units; images are flattened in front of it
        conv3x3x32                height x width x filters
        conv3x3x32/2:same:tanh    stride (or /2x1), padding (valid by default) and activation, all optional
        dense300:elu:he_normal    an activation, and what the layer's kernels are drawn from
        depthwise3x3, ...3x3x2    height x width, and a multiplier of the channels
        separable3x3x32           depthwise, then 1 x 1
        maxpool2, avgpool2x3      windows side by side, unless they have a stride
        globalavgpool, flatten    from images to one row
        batchnorm, layernorm      with an activation, if one is named: batchnorm:relu
        dropout, dropout0.5       with the recipe's rate, or its own
        rescale0.5, rescale2:-1   scale, and offset
        relu, ... or activation   an activation as a layer of its own; activation is the setting's
        prelu                     a leaky relu that learns its slopes
        branch ... add            adds what entered the branch to what leaves it; add:relu

    Layers with a kernel have the setting's activation, unless they name one; the last of them gives logits.

    Args:
        notation: the net, in one of the two ways.
        activation: name of the hidden layers' activation.
        input_shape: shape of one example of the data; a chain does without.
        active: settings that are away from their neutral value. With ``dropout`` a chain drops out after
            every hidden layer, and layers must say where; with ``input_dropout`` inputs are dropped out.
        unfinished: whether it may end in images, and have nothing to learn: to be described, not trained.

    Raises:
        NetError: the notation cannot be read, or a layer does not take what reaches it.

    >>> net = read_net("784-500-10", "relu")
    >>> [layer.name for layer in net.layers], net.parameters
    (['hidden1', 'output'], 397510)
    >>> net = read_net("conv5x5x6 maxpool2 dense10", "relu", (28, 28, 1))
    >>> [layer.name for layer in net.layers], net.parameters
    (['conv1', 'maxpool1', 'flatten1', 'dense1'], 8806)
    """
    if _has_words(notation):
        normal = " ".join(notation.lower().split())
        _check_layers(normal, len(normal.split()))
        shape = _check_shape(normal, input_shape)
        layers = read_layers(normal, activation, shape, unfinished)
    else:
        sizes = read_sizes(notation)
        normal = "-".join(str(size) for size in sizes)
        _check_layers(normal, len(sizes) - 1)
        shape = (sizes[0],)
        layers = chain_layers(sizes, activation, "dropout" in active)
    if "dropout" in active:
        _check_dropout(normal, layers)
    if "input_dropout" in active:
        layers = (Dropout("input_dropout", shape, None, setting="input_dropout"), *layers)
    net = Net(normal, layers)
    if net.parameters > MAX_PARAMETERS:
        raise NetError(
            f"net '{shorten(normal)}' has {net.parameters:,} parameters: at most {MAX_PARAMETERS:,} are "
            "allowed."
        )
    return net


def check_notation(notation: str) -> None:
    """Refuse a net that cannot be read whatever the data: the reader of the setting ``net``.

    Args:
        notation: as of :func:`read_net`.

    Raises:
        NetError: a word is no layer or is not written as that layer is, a number is out of range, or there
            are too many layers.
    """
    if _has_words(notation):
        words = notation.lower().split()
        _check_layers(" ".join(words), len(words))
        for place, word in enumerate(words, start=1):
            read_word(" ".join(words), place, word)
    else:
        sizes = read_sizes(notation)
        _check_layers("-".join(map(str, sizes)), len(sizes) - 1)


def _has_words(notation: str) -> bool:
    return any(re.match(r"[A-Za-z]", word) for word in notation.split())


def _check_layers(notation: str, layers: int) -> None:
    if layers > MAX_LAYERS:
        raise NetError(
            f"net '{shorten(notation)}' has {layers:,} layers: at most {MAX_LAYERS:,} are allowed."
        )


def _check_shape(notation: str, shape: tuple[int, ...] | None) -> Shape:
    if shape is None:
        raise NetError(
            f"net '{shorten(notation)}' is written as layers, so it is read for data of one shape: name the "
            "data, or the shape of its inputs, such as 28x28x1."
        )
    if len(shape) not in (1, 3):
        raise NetError(
            f"net '{shorten(notation)}' needs inputs of (features) or (height, width, channels), not {shape}."
        )
    return shape


def _check_dropout(notation: str, layers: tuple[Layer, ...]) -> None:
    if any(isinstance(layer, Dropout) and layer.rate is None for layer in layers):
        return
    if is_chain(notation):
        advice = "it has no hidden layer. Leave dropout out, or name a net with hidden layers."
    else:
        advice = "write the word dropout, without a rate, where it shall act, or leave the setting out."
    raise NetError(f"dropout means nothing to net '{shorten(notation)}': {advice}")
