"""An activation as a layer of its own."""

from __future__ import annotations

from dataclasses import dataclass

from trainlab.nets.activations import activate, has_own_number
from trainlab.nets.layers.kind import LayerKind, Place
from trainlab.nets.layers.layer import Batch, Layer, SameShape, Variables
from trainlab.nets.layers.word import Form, Word
from trainlab.nets.mode import Mode


@dataclass(frozen=True)
class Activation(SameShape):
    """The activation of that name, number by number."""

    activation: str

    def depends_on(self, active: frozenset[str]) -> bool:
        return has_own_number(self.activation)

    def apply(
        self, variables: Variables, statistics: Variables, x: Batch, mode: Mode, number: int
    ) -> tuple[Batch, Variables]:
        return activate(self.activation, x, mode.hyper), statistics


def activation_layer(name: str, written: str = "") -> LayerKind:
    """The layer of an activation, whose word is its name."""

    def make(word: Word, place: Place) -> Layer:
        activation = place.activation if name == "activation" else name
        return Activation(place.named("activation"), place.shape, activation)

    return LayerKind(
        name=name,
        form=Form(written or name),
        layer=Activation,
        make=make,
        spell=lambda layer: layer.activation,
    )


ACTIVATION = activation_layer("activation", "activation (the setting's)")
