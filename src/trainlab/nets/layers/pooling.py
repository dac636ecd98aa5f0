"""Pooling layers: what a window sees, as one number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add

from jaxtyping import Float

from trainlab.nets.late import Array
from trainlab.nets.layers.kind import LayerKind, Place, spell_pair, spell_reach, windowed
from trainlab.nets.layers.layer import Layer, Shape, Variables
from trainlab.nets.layers.window import Pair, Window, check_image, check_window
from trainlab.nets.layers.word import Form, Word
from trainlab.nets.mode import Mode


@dataclass(frozen=True)
class _Pooling(Layer):
    """What both kinds of pooling have in common.

    Attributes:
        shape: height, width and channels of one example.
        size: height and width of the window.
        stride: rows and columns from one place of the window to the next.
        padding: ``valid`` or ``same``, as Keras and TensorFlow have them.
    """

    shape: Shape
    size: Pair
    stride: Pair
    padding: str

    def __post_init__(self) -> None:
        check_window(self.name, self.shape, self.size, self.stride, self.padding)

    @property
    def window(self) -> Window:
        """The window that slides over each channel."""
        return Window.over(self.shape, self.size, self.stride, self.padding)

    @property
    def input_shape(self) -> Shape:
        return self.shape

    @property
    def output_shape(self) -> Shape:
        return (*self.window.places, self.shape[2])


@dataclass(frozen=True)
class MaxPooling(_Pooling):
    """The largest pixel in the window; of equal ones the first, row by row, gets the gradient."""

    def apply(
        self,
        variables: Variables,
        statistics: Variables,
        x: Float[Array, "channels height width batch"],
        mode: Mode,
        number: int,
    ) -> tuple[Float[Array, "channels rows columns batch"], Variables]:
        from trainlab.nets.layers.window_maximum import largest_of_windows

        return mode.slopes_written(largest_of_windows(x, self.window)), statistics


@dataclass(frozen=True)
class AveragePooling(_Pooling):
    """The mean of the pixels in the window; pixels that ``same`` padding adds do not count."""

    def apply(
        self,
        variables: Variables,
        statistics: Variables,
        x: Float[Array, "channels height width batch"],
        mode: Mode,
        number: int,
    ) -> tuple[Float[Array, "channels rows columns batch"], Variables]:
        padded = self.window.padded(x)
        total = reduce(add, (self.window.seen(padded, offset) for offset in self.window.offsets))
        return mode.slopes_written(total / self.window.own_pixels), statistics


@dataclass(frozen=True)
class GlobalAveragePooling(Layer):
    """The mean of each channel (Lin et al. 2014)."""

    shape: Shape

    def __post_init__(self) -> None:
        check_image(self.name, self.shape)

    @property
    def input_shape(self) -> Shape:
        return self.shape

    @property
    def output_shape(self) -> Shape:
        return (self.shape[2],)

    def apply(
        self,
        variables: Variables,
        statistics: Variables,
        x: Float[Array, "channels height width batch"],
        mode: Mode,
        number: int,
    ) -> tuple[Float[Array, "batch channels"], Variables]:
        return x.mean((1, 2)).T, statistics


def _pooling(layer: type[MaxPooling] | type[AveragePooling], kind: str) -> LayerKind:
    """Windows lie side by side unless the word has a stride."""

    def make(word: Word, place: Place) -> Layer:
        window, _, padding = windowed(word, place)
        return layer(place.named(kind), place.shape, window, word.stride or window, padding)

    return LayerKind(
        name=kind,
        form=Form(f"{kind}2 or {kind}2x3 (height x width)", (1, 2), window=True),
        layer=layer,
        make=make,
        spell=lambda layer: f"{kind}{spell_pair(layer.size)}{spell_reach(layer, layer.size)}",
        images=True,
    )


MAXPOOL = _pooling(MaxPooling, "maxpool")
AVGPOOL = _pooling(AveragePooling, "avgpool")
GLOBALAVGPOOL = LayerKind(
    name="globalavgpool",
    form=Form("globalavgpool"),
    layer=GlobalAveragePooling,
    make=lambda word, place: GlobalAveragePooling(place.named("globalavgpool"), place.shape),
    spell=lambda layer: "globalavgpool",
    images=True,
)
