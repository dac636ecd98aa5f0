"""Lengths of gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.probes.probe import Probe

if TYPE_CHECKING:
    from trainlab.probes.probed import Measured, Probed


def measure(trial: Probed) -> Measured:
    """The norm of each layer's gradient."""
    from trainlab.probes.norms import norms

    return {"gradient_norm": norms(trial.gradient)}


GRADIENTS = Probe(name="gradients", of="layers", curves=("gradient_norm",), measure=measure, cheap=True)
