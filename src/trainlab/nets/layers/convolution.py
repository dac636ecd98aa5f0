"""The convolutional layer: one small kernel looks at every place of an image."""

from __future__ import annotations

import math
from dataclasses import dataclass

from jaxtyping import Float

from trainlab.nets.activations import REMEMBERED, activate, has_own_number
from trainlab.nets.late import Array, jnp
from trainlab.nets.layers.kind import LayerKind, make_convolution, spell_kernel
from trainlab.nets.layers.layer import Layer, Shape, Variables
from trainlab.nets.layers.window import Pair, Window, check_units, check_window
from trainlab.nets.layers.word import Form
from trainlab.nets.mode import Mode


@dataclass(frozen=True)
class Convolution(Layer):
    """``activation(x * kernel + bias)``, where * is the cross-correlation that the field calls convolution.

    Attributes:
        shape: height, width and channels of one example.
        size: height and width of the kernel.
        filters: channels it makes.
        stride: rows and columns from one place of the kernel to the next.
        padding: ``valid`` or ``same``, as Keras and TensorFlow have them.
        activation: name of the activation.
    """

    shape: Shape
    size: Pair
    filters: int
    stride: Pair
    padding: str
    activation: str
    weight_init: str = ""

    def __post_init__(self) -> None:
        check_window(self.name, self.shape, self.size, self.stride, self.padding)
        check_units(self.name, "filters", self.filters)

    @property
    def window(self) -> Window:
        """The window the kernel looks through."""
        return Window.over(self.shape, self.size, self.stride, self.padding)

    @property
    def input_shape(self) -> Shape:
        return self.shape

    @property
    def output_shape(self) -> Shape:
        return (*self.window.places, self.filters)

    @property
    def variables(self) -> dict[str, Shape]:
        return {"kernel": (*self.size, self.shape[2], self.filters), "bias": (self.filters,)}

    @property
    def multiply_adds(self) -> int:
        return math.prod(self.window.places) * math.prod(self.variables["kernel"])

    def fans(self, variable: str) -> tuple[int, int]:
        places = math.prod(self.size)
        return places * self.shape[2], places * self.filters

    def depends_on(self, active: frozenset[str]) -> bool:
        return has_own_number(self.activation)

    def apply(
        self,
        variables: Variables,
        statistics: Variables,
        x: Float[Array, "channels height width batch"],
        mode: Mode,
        number: int,
    ) -> tuple[Float[Array, "{self.filters} rows columns batch"], Variables]:
        from trainlab.nets.layers.convolve import convolve

        convolved = convolve(self.window.padded(x), jnp.asarray(variables["kernel"]), self.stride)
        total = convolved + variables["bias"][:, None, None, None]
        if self.activation not in REMEMBERED:
            total = mode.written(total)
        return activate(self.activation, total, mode.hyper), statistics


CONV = LayerKind(
    name="conv",
    form=Form(
        "conv3x3x32 (height x width x filters)",
        (3,),
        window=True,
        activated=True,
        kernel=True,
        outputs=True,
    ),
    layer=Convolution,
    make=make_convolution(Convolution, "conv"),
    spell=lambda layer: f"conv{spell_kernel(layer, layer.filters)}",
    images=True,
)
