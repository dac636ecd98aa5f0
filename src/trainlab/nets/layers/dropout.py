"""Dropout."""

from __future__ import annotations

from dataclasses import dataclass

from trainlab.errors import NetError
from trainlab.nets.late import jax, jnp
from trainlab.nets.layers.kind import LayerKind, Place, spell_decimal
from trainlab.nets.layers.layer import Batch, Layer, SameShape, Variables
from trainlab.nets.layers.word import Form, Word
from trainlab.nets.mode import Mode


@dataclass(frozen=True)
class Dropout(SameShape):
    r"""Each number is set to zero with probability r while training, the others are divided by 1 - r.

    So the mean of what flows on is the same in training and in use, where nothing is dropped (inverted
    dropout). Of images single numbers are dropped, not whole channels, as in Keras's ``Dropout``.

    Attributes:
        shape: shape of one example.
        rate: the layer's own r, or None to take it from the recipe.
        setting: the setting that gives r where the layer has none: ``dropout`` or ``input_dropout``.

    References:
        Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014,
        https://jmlr.org/papers/v15/srivastava14a.html.
    """

    rate: float | None
    setting: str = "dropout"

    def __post_init__(self) -> None:
        if self.rate is not None and not 0 <= self.rate < 1:
            raise NetError(
                f"the rate of layer '{self.name}' must be at least 0 and less than 1, not {self.rate}."
            )

    def depends_on(self, active: frozenset[str]) -> bool:
        """Whether it drops anything: with a rate of its own above 0, or a setting that is away from 0."""
        return self.setting in active if self.rate is None else self.rate > 0

    def is_random(self, active: frozenset[str]) -> bool:
        return self.depends_on(active)

    def apply(
        self, variables: Variables, statistics: Variables, x: Batch, mode: Mode, number: int
    ) -> tuple[Batch, Variables]:
        if not (mode.training and mode.drawing) or not self.depends_on(mode.active):
            return x, statistics
        kept = 1 - jnp.asarray(mode.hyper[self.setting] if self.rate is None else self.rate, x.dtype)
        stays = jax.random.bernoulli(mode.key_for(number), kept, x.shape)
        return jnp.where(stays, x / kept, 0), statistics


def _make(word: Word, place: Place) -> Layer:
    return Dropout(place.named("dropout"), place.shape, word.decimals[0] if word.decimals else None)


DROPOUT = LayerKind(
    name="dropout",
    form=Form("dropout (the recipe's rate) or dropout0.5", decimals=(0, 1)),
    layer=Dropout,
    make=_make,
    spell=lambda layer: layer.setting if layer.rate is None else f"dropout{spell_decimal(layer.rate)}",
)
