"""Lengths of weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.probes.probe import Probe

if TYPE_CHECKING:
    from trainlab.probes.probed import Measured, Probed


def measure(trial: Probed) -> Measured:
    """The norm of each layer's weights."""
    from trainlab.probes.norms import norms

    return {"weight_norm": norms(trial.weights)}


WEIGHTS = Probe(name="weights", of="layers", curves=("weight_norm",), measure=measure, cheap=True)
