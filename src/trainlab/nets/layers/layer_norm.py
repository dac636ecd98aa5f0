"""Layer normalisation."""

from __future__ import annotations

from dataclasses import dataclass

from trainlab.nets.activations import activate
from trainlab.nets.late import jax
from trainlab.nets.layers.kind import LayerKind, spell_option
from trainlab.nets.layers.layer import Batch, Variables, over_channels
from trainlab.nets.layers.normalisation import EPSILON, Normalisation
from trainlab.nets.layers.word import Form
from trainlab.nets.mode import Mode


@dataclass(frozen=True)
class LayerNorm(Normalisation):
    r"""Features of each example, or channels of each pixel, are brought to mean beta and deviation gamma.

    .. math:: y = f\left(\gamma \, \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta\right)

    Mean and (biased) variance are those of one example's features (of one pixel's channels), so that training
    and use are the same, whatever the batch. Constants and arithmetic are Keras's ``LayerNormalization``.

    References:
        Ba, Kiros and Hinton, "Layer Normalization", 2016, https://arxiv.org/abs/1607.06450.
    """

    def apply(
        self, variables: Variables, statistics: Variables, x: Batch, mode: Mode, number: int
    ) -> tuple[Batch, Variables]:
        axis = 1 if x.ndim == 2 else 0
        gamma, beta = (over_channels(variables[name], x) for name in ("gamma", "beta"))
        centred = x - x.mean(axis, keepdims=True)
        variance = (centred * centred).mean(axis, keepdims=True)
        normal = centred * (jax.lax.rsqrt(variance + EPSILON) * gamma) + beta
        return activate(self.activation, normal, mode.hyper), statistics


LAYERNORM = LayerKind(
    name="layernorm",
    form=Form("layernorm", activated=True),
    layer=LayerNorm,
    make=lambda word, place: LayerNorm(place.named("layernorm"), place.shape, place.activation_of(word)),
    spell=lambda layer: "layernorm" + spell_option(layer.activation, "identity"),
)
