"""The depthwise convolutional layer: each channel has kernels of its own."""

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
class DepthwiseConvolution(Layer):
    """Each channel convolved with ``multiplier`` kernels of its own; channels do not mix (Sifre 2014).

    The outputs of the first channel come first, then those of the second, as in Keras.

    Attributes:
        shape: height, width and channels of one example.
        size: height and width of the kernels.
        multiplier: kernels of each channel.
        stride: rows and columns from one place of a kernel to the next.
        padding: ``valid`` or ``same``, as Keras and TensorFlow have them.
        activation: name of the activation.
    """

    shape: Shape
    size: Pair
    multiplier: int
    stride: Pair
    padding: str
    activation: str
    weight_init: str = ""

    def __post_init__(self) -> None:
        check_window(self.name, self.shape, self.size, self.stride, self.padding)
        check_units(self.name, "kernels a channel", self.multiplier)

    @property
    def window(self) -> Window:
        """The window the kernels look through."""
        return Window.over(self.shape, self.size, self.stride, self.padding)

    @property
    def input_shape(self) -> Shape:
        return self.shape

    @property
    def output_shape(self) -> Shape:
        return (*self.window.places, self.shape[2] * self.multiplier)

    @property
    def variables(self) -> dict[str, Shape]:
        channels = self.shape[2]
        return {"kernel": (*self.size, channels, self.multiplier), "bias": (channels * self.multiplier,)}

    @property
    def multiply_adds(self) -> int:
        return math.prod(self.window.places) * math.prod(self.variables["kernel"])

    def fans(self, variable: str) -> tuple[int, int]:
        """An output sees one channel, and an input is seen by its own kernels.

        Keras counts (height * width * channels, height * width * multiplier) instead, as if an output saw all
        channels, which starts the kernels of many channels too small.
        """
        places = math.prod(self.size)
        return places, places * self.multiplier

    def incoming(self, variable: str) -> tuple[int, ...]:
        return (0, 1)

    def depends_on(self, active: frozenset[str]) -> bool:
        return has_own_number(self.activation)

    def apply(
        self,
        variables: Variables,
        statistics: Variables,
        x: Float[Array, "channels height width batch"],
        mode: Mode,
        number: int,
    ) -> tuple[Float[Array, "outputs rows columns batch"], Variables]:
        from trainlab.nets.layers.convolve import convolve_depthwise

        convolved = convolve_depthwise(self.window.padded(x), jnp.asarray(variables["kernel"]), self.stride)
        total = convolved + variables["bias"][:, None, None, None]
        if self.activation not in REMEMBERED:
            total = mode.written(total)
        return activate(self.activation, total, mode.hyper), statistics


DEPTHWISE = LayerKind(
    name="depthwise",
    form=Form(
        "depthwise3x3 or depthwise3x3x2 (height x width x multiplier)",
        (2, 3),
        window=True,
        activated=True,
        kernel=True,
    ),
    layer=DepthwiseConvolution,
    make=make_convolution(DepthwiseConvolution, "depthwise"),
    spell=lambda layer: f"depthwise{spell_kernel(layer, layer.multiplier)}",
    images=True,
)
