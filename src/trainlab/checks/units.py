"""Units that are dead, and outputs that are saturated, before the first step."""

from __future__ import annotations

import numpy as np

from trainlab.activations import ACTIVATIONS
from trainlab.checks.observe import Observation
from trainlab.checks.result import CheckResult, LayerTable
from trainlab.nets import Net
from trainlab.probes.units import by_unit, dead_share

NAME = "units at the start"

SOME, MOST = 0.2, 0.5
"""Shares of dead units in a layer at which it warns and fails: a well-scaled start leaves next to none
dead in wide layers, and a layer half dead has half its width."""

SATURATED, MOSTLY_SATURATED = 0.25, 0.5
"""Shares of saturated outputs in a layer at which it warns and fails."""

NEAR = 0.01
"""Share of the way between the limits within which an output counts as saturated: a sigmoid then passes on
less than a hundredth of the slope (Glorot and Bengio 2010, section 3)."""


def check_units(net: Net, seen: Observation) -> CheckResult:
    """Count the units that do not depend on the example, and the outputs at the limits of a sigmoid or tanh.

    Args:
        net: the net.
        seen: a batch on its way through it.
    """
    rows: dict[str, tuple[float | None, ...]] = {}
    for layer in net.layers:
        activation = getattr(layer, "activation", "identity")
        if activation != "identity":
            output = seen.outputs[layer.name]
            units = by_unit(output, output.shape[0 if output.ndim == 2 else 3])
            rows[layer.name] = (float(dead_share(units, activation)), _saturated(units, activation))
    table = LayerTable(("dead", "saturated"), rows)
    expected = f"below {SOME:.0%} dead, below {SATURATED:.0%} saturated"
    if not rows:
        return CheckResult(NAME, "skip", None, "no activation", expected, "The net is linear.")
    wild = [name for name in rows if not np.isfinite(seen.outputs[name]).all()]
    if wild:
        measured = f"{wild[0]} gives numbers that are not finite"
        advice = "Weights or inputs are so large that something overflows."
        return CheckResult(NAME, "fail", None, measured, expected, advice, table)
    dead_in, dead = max(((name, row[0] or 0.0) for name, row in rows.items()), key=lambda pair: pair[1])
    full_in, full = max(((name, row[1] or 0.0) for name, row in rows.items()), key=lambda pair: pair[1])
    measured = f"{dead:.0%} of {dead_in} dead"
    if any(row[1] is not None for row in rows.values()):
        measured += f", {full:.0%} of {full_in} saturated"
    if dead < SOME and full < SATURATED:
        return CheckResult(NAME, "pass", dead, measured, expected, "", table)
    verdict = "fail" if dead >= MOST or full >= MOSTLY_SATURATED else "warn"
    if dead >= SOME:
        advice = (
            f"{dead_in} says the same of every example in {dead:.0%} of its units: look at bias_init, the "
            "inputs' scale, weight_init; or let another seed draw."
        )
    else:
        advice = f"No slope passes {full_in} where it is saturated: smaller weights, or smaller inputs."
    return CheckResult(NAME, verdict, max(dead, full), measured, expected, advice, table)


def _saturated(units: np.ndarray, activation: str) -> float | None:
    bounds = ACTIVATIONS[activation].bounds
    if bounds is None:
        return None
    low, high = bounds
    near = NEAR * (high - low)
    return float(((units < low + near) | (units > high - near)).mean())
