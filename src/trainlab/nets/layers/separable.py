"""The separable convolutional layer: channels are convolved one by one, then mixed."""

from __future__ import annotations

import math
from dataclasses import dataclass

from jaxtyping import Float

from trainlab.nets.activations import activate, has_own_number
from trainlab.nets.late import Array, jnp
from trainlab.nets.layers.kind import LayerKind, make_convolution, spell_kernel
from trainlab.nets.layers.layer import Layer, Shape, Variables
from trainlab.nets.layers.window import Pair, Window, check_units, check_window
from trainlab.nets.layers.word import Form
from trainlab.nets.mode import Mode


@dataclass(frozen=True)
class SeparableConvolution(Layer):
    """A depthwise convolution, then a 1 x 1 convolution, a bias and the activation (Chollet 2017).

    Attributes:
        shape: height, width and channels of one example.
        size: height and width of the depthwise kernel.
        filters: channels it makes.
        stride: rows and columns from one place of the depthwise kernel to the next.
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
        """The window the depthwise kernel looks through."""
        return Window.over(self.shape, self.size, self.stride, self.padding)

    @property
    def input_shape(self) -> Shape:
        return self.shape

    @property
    def output_shape(self) -> Shape:
        return (*self.window.places, self.filters)

    @property
    def variables(self) -> dict[str, Shape]:
        channels = self.shape[2]
        return {
            "depthwise_kernel": (*self.size, channels, 1),
            "pointwise_kernel": (1, 1, channels, self.filters),
            "bias": (self.filters,),
        }

    @property
    def multiply_adds(self) -> int:
        kernels = ("depthwise_kernel", "pointwise_kernel")
        return math.prod(self.window.places) * sum(math.prod(self.variables[name]) for name in kernels)

    def fans(self, variable: str) -> tuple[int, int]:
        """Of the depthwise kernel as of :class:`~trainlab.nets.layers.depthwise.DepthwiseConvolution`."""
        if variable == "depthwise_kernel":
            return math.prod(self.size), math.prod(self.size)
        return self.shape[2], self.filters

    def incoming(self, variable: str) -> tuple[int, ...]:
        return (0, 1) if variable == "depthwise_kernel" else (0, 1, 2)

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
        from trainlab.nets.layers.convolve import convolve, convolve_depthwise

        each = convolve_depthwise(
            self.window.padded(x), jnp.asarray(variables["depthwise_kernel"]), self.stride
        )
        mixed = convolve(each, jnp.asarray(variables["pointwise_kernel"]), (1, 1))
        total = mixed + variables["bias"][:, None, None, None]
        return activate(self.activation, total, mode.hyper), statistics


SEPARABLE = LayerKind(
    name="separable",
    form=Form(
        "separable3x3x32 (height x width x filters)",
        (3,),
        window=True,
        activated=True,
        kernel=True,
        outputs=True,
    ),
    layer=SeparableConvolution,
    make=make_convolution(SeparableConvolution, "separable"),
    spell=lambda layer: f"separable{spell_kernel(layer, layer.filters)}",
    images=True,
)
