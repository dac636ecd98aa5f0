"""Reading a net that is written as layers, such as ``conv3x3x8 maxpool2 dropout flatten dense10``."""

from __future__ import annotations

import math
from collections import Counter

from trainlab.errors import NetError
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
from trainlab.nets.spelling import shorten, spell_shape
from trainlab.nets.tokens import Word, read_word

MAX_OUTPUT = 100_000_000
"""Numbers a layer may make of one example."""

WITH_KERNEL = ("dense", "conv", "depthwise", "separable")
"""Kinds of layers with a kernel; the last of them gives the logits."""


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
    last = max((word.place for word in words if word.kind in WITH_KERNEL), default=0)
    reading = _Reading(activation, input_shape)
    for word in words:
        reading.add(word, logits=word.place == last)
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


class _Reading:
    """The layers so far, and the shape that reaches the next one."""

    def __init__(self, activation: str, shape: Shape) -> None:
        self.activation = activation
        self.shape = shape
        self.layers: list[Layer] = []
        self.branches: list[tuple[Word, Shape]] = []
        self.counts: Counter[str] = Counter()

    def add(self, word: Word, logits: bool) -> None:
        """Append the layer of a word; ``logits`` where it is the last one with a kernel."""
        if word.kind == "dense" and len(self.shape) == 3:
            self._append(Flatten(self._name("flatten"), self.shape))
        if word.window is not None:
            self._append(self._windowed(word, logits))
        else:
            self._append(self._plain(word, logits))
        if math.prod(self.shape) > MAX_OUTPUT:
            raise word.mistake(
                f"it makes {spell_shape(self.shape)} numbers of one example: at most {MAX_OUTPUT:,} are "
                "allowed."
            )

    def _append(self, layer: Layer) -> None:
        self.layers.append(layer)
        self.shape = layer.output_shape

    def _name(self, kind: str) -> str:
        self.counts[kind] += 1
        return f"{kind}{self.counts[kind]}"

    def _activation_of(self, word: Word, otherwise: str) -> str:
        named = word.activation or otherwise
        return self.activation if named == "activation" else named

    def _windowed(self, word: Word, logits: bool) -> Layer:
        """A layer that moves a window over images."""
        self._check_image(word)
        window = word.window or (1, 1)
        if word.padding == "valid" and (window[0] > self.shape[0] or window[1] > self.shape[1]):
            raise word.mistake(
                f"its window is larger than the images of {spell_shape(self.shape)} that reach it: make it "
                "smaller, shrink them less before, or add ':same'."
            )
        name, shape, units = self._name(word.kind), self.shape, word.units or 1
        stride = word.stride or (window if word.kind in ("maxpool", "avgpool") else (1, 1))
        activation = self._activation_of(word, "identity" if logits else "activation")
        rest = (stride, word.padding, activation, word.weight_init or "")
        match word.kind:
            case "conv":
                return Convolution(name, shape, window, units, *rest)
            case "depthwise":
                return DepthwiseConvolution(name, shape, window, units, *rest)
            case "separable":
                return SeparableConvolution(name, shape, window, units, *rest)
            case "maxpool":
                return MaxPooling(name, shape, window, stride, word.padding)
            case _:
                return AveragePooling(name, shape, window, stride, word.padding)

    def _plain(self, word: Word, logits: bool) -> Layer:
        """A layer without a window."""
        shape = self.shape
        match word.kind:
            case "dense":
                activation = self._activation_of(word, "identity" if logits else "activation")
                init = word.weight_init or ""
                return Dense(self._name("dense"), shape[0], word.units or 1, activation, init)
            case "globalavgpool":
                self._check_image(word)
                return GlobalAveragePooling(self._name("globalavgpool"), shape)
            case "flatten":
                self._check_image(word)
                return Flatten(self._name("flatten"), shape)
            case "batchnorm":
                return BatchNorm(self._name("batchnorm"), shape, self._activation_of(word, "identity"))
            case "dropout":
                return Dropout(self._name("dropout"), shape, word.decimals[0] if word.decimals else None)
            case "rescale":
                scale, offset = (*word.decimals, 0.0)[:2]
                return Rescale(self._name("rescale"), shape, scale, offset)
            case "branch":
                self.branches.append((word, shape))
                return Branch(self._name("branch"), shape)
            case "add":
                return self._closed(word)
            case _:
                activation = self.activation if word.kind == "activation" else word.kind
                return Activation(self._name("activation"), shape, activation)

    def _closed(self, word: Word) -> Layer:
        """The end of the innermost branch."""
        if not self.branches:
            raise word.mistake("there is no 'branch' before it for it to close.")
        opened, shape = self.branches.pop()
        if shape != self.shape:
            raise word.mistake(
                "what enters and what leaves a branch are added, so their shapes must agree: "
                f"{spell_shape(shape)} enters at word {opened.place}, and {spell_shape(self.shape)} leaves."
            )
        return Add(self._name("add"), shape, self._activation_of(word, "identity"))

    def _check_image(self, word: Word) -> None:
        if len(self.shape) != 3:
            where = "its input is" if not self.layers else "what reaches it is"
            raise word.mistake(
                f"{word.kind} takes images (height x width x channels), but {where} a row of "
                f"{self.shape[0]:,} numbers."
            )
