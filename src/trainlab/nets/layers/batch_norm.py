"""Batch normalisation."""

from __future__ import annotations

from dataclasses import dataclass

from jaxtyping import Float

from trainlab.nets.activations import activate
from trainlab.nets.late import Array, jax, jnp
from trainlab.nets.layers.kind import LayerKind, spell_option
from trainlab.nets.layers.layer import Batch, Shape, Variables, over_channels
from trainlab.nets.layers.normalisation import EPSILON, Normalisation
from trainlab.nets.layers.word import Form
from trainlab.nets.mode import Mode


@dataclass(frozen=True)
class BatchNorm(Normalisation):
    r"""Each feature, or each channel of images, is brought to mean beta and deviation gamma.

    .. math:: y = f\left(\gamma \, \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta\right)

    A step of training takes the mean and the (biased) variance of its batch, over the real examples only, and
    moves the averages: ``moving = momentum * moving + (1 - momentum) * of the batch``. Otherwise the moving
    averages are taken. Constants and arithmetic are Keras's.

    References:
        Ioffe and Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal
        Covariate Shift", 2015, https://arxiv.org/abs/1502.03167.
    """

    @property
    def statistics(self) -> dict[str, Shape]:
        return {"moving_mean": (self.shape[-1],), "moving_variance": (self.shape[-1],)}

    def apply(
        self, variables: Variables, statistics: Variables, x: Batch, mode: Mode, number: int
    ) -> tuple[Batch, Variables]:
        mean, variance = (jnp.asarray(statistics[name]) for name in ("moving_mean", "moving_variance"))
        if mode.training:
            momentum = jnp.asarray(mode.hyper["norm_momentum"], x.dtype)
            old_mean, old_variance = mean, variance
            mean, variance = _moments(x, mode)
            statistics = {
                "moving_mean": momentum * old_mean + (1 - momentum) * mean,
                "moving_variance": momentum * old_variance + (1 - momentum) * variance,
            }
        scale = jax.lax.rsqrt(variance + EPSILON) * variables["gamma"]
        offset = -mean * scale + variables["beta"]
        normal = x * over_channels(scale, x) + over_channels(offset, x)
        return activate(self.activation, normal, mode.hyper), statistics


def _moments(x: Batch, mode: Mode) -> tuple[Float[Array, " channels"], Float[Array, " channels"]]:
    """Mean and biased variance of each feature or channel, over the real examples."""
    axes = (0,) if x.ndim == 2 else (1, 2, 3)
    if mode.real is None:
        mean = x.mean(axes)
        return mean, ((x - over_channels(mean, x)) ** 2).mean(axes)
    real = mode.real[:, None] if x.ndim == 2 else mode.real
    numbers = mode.real.sum() * (1 if x.ndim == 2 else x.shape[1] * x.shape[2])
    mean = jnp.where(real, x, 0).sum(axes) / numbers
    return mean, (jnp.where(real, x - over_channels(mean, x), 0) ** 2).sum(axes) / numbers


BATCHNORM = LayerKind(
    name="batchnorm",
    form=Form("batchnorm", activated=True),
    layer=BatchNorm,
    make=lambda word, place: BatchNorm(place.named("batchnorm"), place.shape, place.activation_of(word)),
    spell=lambda layer: "batchnorm" + spell_option(layer.activation, "identity"),
)
