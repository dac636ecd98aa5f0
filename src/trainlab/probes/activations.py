"""Mean and spread of what layers put out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.probes.probe import Probe

if TYPE_CHECKING:
    from trainlab.probes.probed import Measured, Probed


def measure(trial: Probed) -> Measured:
    """The mean and the standard deviation of each layer's outputs."""
    from trainlab.probes.units import mean_and_spread

    moments = {layer: mean_and_spread(of) for layer, of in trial.outputs.items()}
    means, spreads = ({layer: of[place] for layer, of in moments.items()} for place in (0, 1))
    return {"activation_mean": means, "activation_spread": spreads}


ACTIVATIONS = Probe(
    name="activations",
    of="units",
    curves=("activation_mean", "activation_spread"),
    measure=measure,
    cheap=True,
)
