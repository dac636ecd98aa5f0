"""What a kind of layer is specified by: its word, the layer that a word makes, and the word of a layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from trainlab.nets.layers.layer import Layer, Shape
from trainlab.nets.layers.word import Form, Word
from trainlab.nets.spelling import spell_shape
from trainlab.specs.room import Room


@dataclass
class Place:
    """Where a word is: what reaches it, and what was read before it.

    Attributes:
        activation: the setting of that name.
        shape: shape of one example of what reaches it.
        logits: whether its layer gives the logits, and so has no activation unless it names one.
        layers: of the words before it.
        branches: those that no ``add`` has closed, each with the shape that entered it.
        counts: how many layers of each kind there are.
    """

    activation: str
    shape: Shape
    logits: bool = False
    layers: list[Layer] = field(default_factory=list)
    branches: list[tuple[Word, Shape]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def named(self, kind: str) -> str:
        """A name for the next layer of a kind: ``conv2``."""
        self.counts[kind] += 1
        return f"{kind}{self.counts[kind]}"

    def activation_of(self, word: Word, otherwise: str = "identity") -> str:
        """The activation a word names, else another; ``activation`` means that of the setting."""
        named = word.activation or otherwise
        return self.activation if named == "activation" else named

    def kernel_activation(self, word: Word) -> str:
        """The activation of a layer with a kernel: the setting's, unless the word names one."""
        return self.activation_of(word, "identity" if self.logits else "activation")

    def check_image(self, word: Word) -> None:
        """Refuse a word that takes images where there are none.

        Raises:
            NetError: what reaches it is a row.
        """
        if len(self.shape) != 3:
            where = "its input is" if not self.layers else "what reaches it is"
            raise word.mistake(
                f"{word.kind} takes images (height x width x channels), but {where} a row of "
                f"{self.shape[0]:,} numbers."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerKind:
    """One kind of layer.

    What is to be known of it is made from its specification: how its word is read, what is said where it is
    not, the layer's name, and the word that a summary spells.

    Attributes:
        name: what a user writes, ``conv`` in ``conv3x3x32``; layers are called by it and a number.
        form: how the word is written.
        layer: the class of its layers.
        make: the layer of a word at its place.
        spell: the word of a layer, with every choice that the notation would take from elsewhere.
        images: whether it takes images only.
        rows: whether it takes rows: images are flattened in front of it.
    """

    name: str
    form: Form
    layer: type[Layer]
    make: Callable[[Word, Place], Layer]
    spell: Callable[[Any], str]
    images: bool = False
    rows: bool = False

    @staticmethod
    def room() -> Room[LayerKind]:
        """Where it is listed."""
        from trainlab.nets.layers import LAYERS

        return LAYERS


def windowed(word: Word, place: Place) -> tuple[tuple[int, int], tuple[int, int], str]:
    """The window, the stride and the padding of a word that moves a window over images.

    Raises:
        NetError: the window is larger than the images.
    """
    window = word.window or (1, 1)
    if word.padding == "valid" and (window[0] > place.shape[0] or window[1] > place.shape[1]):
        raise word.mistake(
            f"its window is larger than the images of {spell_shape(place.shape)} that reach it: make it "
            "smaller, shrink them less before, or add ':same'."
        )
    return window, word.stride or (1, 1), word.padding


def make_convolution(layer: Callable[..., Layer], called: str) -> Callable[[Word, Place], Layer]:
    """How a word with a kernel that moves over images becomes a layer.

    Args:
        layer: the class, made from name, shape, size, filters (or multiplier), stride, padding, activation
            and ``weight_init``.
        called: what its layers are called, before their numbers.
    """

    def make(word: Word, place: Place) -> Layer:
        window, stride, padding = windowed(word, place)
        activation = place.kernel_activation(word)
        return layer(
            place.named(called), place.shape, window, word.units or 1, stride, padding, activation,
            word.weight_init or "",
        )  # fmt: skip

    return make


def spell_kernel(layer: Any, units: int) -> str:
    """What comes after the kind of a convolution."""
    options = f":{layer.activation}{spell_option(layer.weight_init)}"
    return f"{layer.size[0]}x{layer.size[1]}x{units}{spell_reach(layer, (1, 1))}{options}"


def spell_reach(layer: Any, usual_stride: tuple[int, int]) -> str:
    """Stride and padding, where they are not the usual ones."""
    stride = "" if layer.stride == usual_stride else f"/{spell_pair(layer.stride)}"
    return f"{stride}{spell_option(layer.padding, 'valid')}"


def spell_pair(sides: tuple[int, int]) -> str:
    """One number for two sides that are equal."""
    return str(sides[0]) if sides[0] == sides[1] else f"{sides[0]}x{sides[1]}"


def spell_option(value: str, usual: str = "") -> str:
    """An option, where it is not the usual one."""
    return "" if value == usual else f":{value}"


def spell_decimal(number: float) -> str:
    """A number, whole where it is."""
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e6 else repr(float(number))
