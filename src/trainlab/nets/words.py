"""Reading a net that is written as layers, such as ``conv3x3x8 maxpool2 dropout flatten dense10``."""

from __future__ import annotations

import math

from trainlab.errors import NetError
from trainlab.nets.layers import LAYERS, Flatten, Layer, Shape
from trainlab.nets.layers.kind import Place
from trainlab.nets.layers.word import Word
from trainlab.nets.spelling import shorten, spell_shape
from trainlab.nets.tokens import read_word

MAX_OUTPUT = 100_000_000
"""Numbers a layer may make of one example."""


def read_layers(
    notation: str, activation: str, input_shape: Shape, unfinished: bool = False
) -> tuple[Layer, ...]:
    """The layers of a net that is written as words.

    Args:
        notation: the words, in lower case, from input to output, with single spaces between them.
        activation: name of the activation of layers with a kernel, unless they name one or are the last.
        input_shape: shape of one example, (features,) or (height, width, channels).

    Raises:
        NetError: a word cannot be read, or does not take what the words before it make.
    """
    words = [read_word(notation, place, text) for place, text in enumerate(notation.split(), start=1)]
    last = max((word.place for word in words if LAYERS[word.kind].form.kernel), default=0)
    reading = Place(activation, input_shape)
    for word in words:
        reading.logits = word.place == last
        _add(reading, word)
    if reading.branches:
        raise reading.branches[-1][0].mistake("no 'add' closes this branch.")
    if unfinished:
        return tuple(reading.layers)
    if not any(layer.variables for layer in reading.layers):
        raise NetError(
            f"net '{shorten(notation)}' has nothing to learn: it needs a layer with weights, such as dense10."
        )
    if len(reading.shape) != 1:
        height, width, channels = reading.shape
        raise NetError(
            f"net '{shorten(notation)}' ends in images of {spell_shape(reading.shape)}, but a net must end "
            f"in one row of outputs: end it with flatten ({height * width * channels:,} outputs) or "
            f"globalavgpool ({channels:,})."
        )
    return tuple(reading.layers)


def _add(reading: Place, word: Word) -> None:
    """Append the layer of a word."""
    kind = LAYERS[word.kind]
    if kind.images:
        reading.check_image(word)
    if kind.rows and len(reading.shape) == 3:
        _append(reading, Flatten(reading.named("flatten"), reading.shape))
    _append(reading, kind.make(word, reading))
    if math.prod(reading.shape) > MAX_OUTPUT:
        raise word.mistake(
            f"it makes {spell_shape(reading.shape)} numbers of one example: at most {MAX_OUTPUT:,} are "
            "allowed."
        )


def _append(reading: Place, layer: Layer) -> None:
    reading.layers.append(layer)
    reading.shape = layer.output_shape


def spell_layer(layer: Layer) -> str:
    """The word of a layer, with every choice that the notation would take from elsewhere.

    >>> from trainlab.nets.layers import Dense
    >>> spell_layer(Dense("hidden1", 784, 300, "relu"))
    'dense300:relu'
    """
    for kind in LAYERS.values():
        if type(layer) is kind.layer:
            return kind.spell(layer)
    raise TypeError(f"the notation has no word for {layer!r}")
