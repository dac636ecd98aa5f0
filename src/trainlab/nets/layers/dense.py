"""The dense layer: every output sees every input."""

from __future__ import annotations

from dataclasses import dataclass

from jaxtyping import Float

from trainlab.nets.activations import activate, has_own_number
from trainlab.nets.late import Array, jnp
from trainlab.nets.layers.kind import LayerKind, Place, spell_option
from trainlab.nets.layers.layer import Layer, Shape, Variables
from trainlab.nets.layers.word import Form, Word
from trainlab.nets.mode import Mode


@dataclass(frozen=True)
class Dense(Layer):
    """``activation(x @ kernel + bias)``.

    The kernel is (inputs, outputs) and the layer takes a whole batch, so that under ``vmap`` over trials a
    batch shared by all trials meets all their kernels in one large product.
    """

    inputs: int
    outputs: int
    activation: str
    weight_init: str = ""

    @property
    def input_shape(self) -> Shape:
        return (self.inputs,)

    @property
    def output_shape(self) -> Shape:
        return (self.outputs,)

    @property
    def variables(self) -> dict[str, Shape]:
        return {"kernel": (self.inputs, self.outputs), "bias": (self.outputs,)}

    @property
    def multiply_adds(self) -> int:
        return self.inputs * self.outputs

    def fans(self, variable: str) -> tuple[int, int]:
        return self.inputs, self.outputs

    def depends_on(self, active: frozenset[str]) -> bool:
        return has_own_number(self.activation)

    def apply(
        self,
        variables: Variables,
        statistics: Variables,
        x: Float[Array, "batch {self.inputs}"],
        mode: Mode,
        number: int,
    ) -> tuple[Float[Array, "batch {self.outputs}"], Variables]:
        from trainlab.nets.layers.product import product

        z = product(x, jnp.asarray(variables["kernel"])) + variables["bias"]
        return activate(self.activation, z, mode.hyper), statistics


def _make(word: Word, place: Place) -> Layer:
    activation = place.kernel_activation(word)
    return Dense(place.named("dense"), place.shape[0], word.units or 1, activation, word.weight_init or "")


DENSE = LayerKind(
    name="dense",
    form=Form("dense300 (units)", (1,), activated=True, kernel=True, outputs=True),
    layer=Dense,
    make=_make,
    spell=lambda layer: f"dense{layer.outputs}:{layer.activation}{spell_option(layer.weight_init)}",
    rows=True,
)
