"""Units that put out the same for every example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.probes.probe import Probe

if TYPE_CHECKING:
    from trainlab.probes.probed import Measured, Probed


def measure(trial: Probed) -> Measured:
    """The share of each layer's units that are dead."""
    from trainlab.probes.units import activations, dead_share

    named = activations(trial.net)
    return {"dead_units": {layer: dead_share(of, named[layer]) for layer, of in trial.outputs.items()}}


DEAD = Probe(
    name="dead", of="units", curves=("dead_units",), measure=measure, cheap=True,
    units={"dead_units": "share"},
)  # fmt: skip
