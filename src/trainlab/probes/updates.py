"""Lengths of updates against those of weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.probes.probe import Probe

if TYPE_CHECKING:
    from trainlab.probes.probed import Measured, Probed


def measure(trial: Probed) -> Measured:
    """The norm of each layer's update over that of its weights."""
    from trainlab.probes.norms import norms, ratios

    return {"update_ratio": ratios(norms(trial.change), norms(trial.weights))}


UPDATES = Probe(name="updates", of="layers", curves=("update_ratio",), measure=measure, cheap=True)
