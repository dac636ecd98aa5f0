"""An activation as a layer of its own."""

from __future__ import annotations

from dataclasses import dataclass

from trainlab.nets.activations import activate, has_own_number
from trainlab.nets.layers.kind import LayerKind, Place
from trainlab.nets.layers.layer import Batch, Layer, SameShape, Variables
from trainlab.nets.layers.word import Form, Word
from trainlab.nets.mode import Mode
from trainlab.settings import ACTIVATIONS


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


def _kind(name: str, written: str) -> LayerKind:
    def make(word: Word, place: Place) -> Layer:
        activation = place.activation if name == "activation" else name
        return Activation(place.named("activation"), place.shape, activation)

    return LayerKind(
        name=name, form=Form(written), layer=Activation, make=make, spell=lambda layer: layer.activation
    )


ACTIVATION = _kind("activation", "activation (the setting's)")
NAMED_ACTIVATIONS = tuple(_kind(name, name) for name in ACTIVATIONS)
