"""How many examples a gradient must be averaged over before its noise is small."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from trainlab.errors import SettingError
from trainlab.probes.probe import Probe

if TYPE_CHECKING:
    from trainlab.nets import Net
    from trainlab.probes.probed import Measured, Probed

TOGETHER = 16
"""Groups whose gradients are taken at once, at most: enough to fill a processor, few enough to fit its
cache."""


def measure(trial: Probed) -> Measured:
    """The noise scale, and the two estimates it is the ratio of."""
    import jax

    from trainlab.probes.gradient_noise import noise_scale

    gradient = partial(jax.grad(trial.loss), trial.parameters)
    found = noise_scale(gradient, *trial.examples, trial.group)
    return {
        "noise_scale": found.scale, "gradient_square": found.square, "gradient_variance": found.variance,
    }  # fmt: skip


def refuse(net: Net, wanted: tuple[str, ...], examples: int, group: int) -> None:
    """Two groups at least are needed for a variance."""
    if examples < 2 * group:
        raise SettingError(
            f"probe=noise_scale needs at least {2 * group} training examples to measure on, not {examples}."
        )


NOISE_SCALE = Probe(
    name="noise_scale",
    of="net",
    curves=("noise_scale", "gradient_square", "gradient_variance"),
    measure=measure,
    units={"noise_scale": "examples"},
    vectors=TOGETHER,
    refuse=refuse,
)
