"""Residual connections (He et al. 2016): ``branch ... add`` adds what enters a branch to what leaves it."""

from __future__ import annotations

from dataclasses import dataclass

from trainlab.nets.activations import activate, has_own_number
from trainlab.nets.layers.kind import LayerKind, Place, spell_option
from trainlab.nets.layers.layer import Batch, Layer, SameShape, Variables
from trainlab.nets.layers.word import Form, Word
from trainlab.nets.mode import Mode
from trainlab.nets.spelling import spell_shape


@dataclass(frozen=True)
class Branch(SameShape):
    """Where a residual branch leaves; the net keeps its input for the ``Add`` that closes it."""

    def apply(
        self, variables: Variables, statistics: Variables, x: Batch, mode: Mode, number: int
    ) -> tuple[Batch, Variables]:
        return x, statistics


@dataclass(frozen=True)
class Add(SameShape):
    """Where a residual branch comes back: its input is the sum, to which the activation is applied."""

    activation: str

    def depends_on(self, active: frozenset[str]) -> bool:
        return has_own_number(self.activation)

    def apply(
        self, variables: Variables, statistics: Variables, x: Batch, mode: Mode, number: int
    ) -> tuple[Batch, Variables]:
        return activate(self.activation, x, mode.hyper), statistics


def _open(word: Word, place: Place) -> Layer:
    place.branches.append((word, place.shape))
    return Branch(place.named("branch"), place.shape)


def _close(word: Word, place: Place) -> Layer:
    """The end of the innermost branch."""
    if not place.branches:
        raise word.mistake("there is no 'branch' before it for it to close.")
    opened, shape = place.branches.pop()
    if shape != place.shape:
        raise word.mistake(
            "what enters and what leaves a branch are added, so their shapes must agree: "
            f"{spell_shape(shape)} enters at word {opened.place}, and {spell_shape(place.shape)} leaves."
        )
    return Add(place.named("add"), shape, place.activation_of(word))


BRANCH = LayerKind(name="branch", form=Form("branch"), layer=Branch, make=_open, spell=lambda layer: "branch")
ADD = LayerKind(
    name="add",
    form=Form("add", activated=True),
    layer=Add,
    make=_close,
    spell=lambda layer: "add" + spell_option(layer.activation, "identity"),
)
