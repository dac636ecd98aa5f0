"""Whether the signal keeps its size on the way through the untrained net, forwards and backwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainlab.checks.observe import Observation
from trainlab.checks.result import CheckResult, LayerTable
from trainlab.counted import counted
from trainlab.nets import Net
from trainlab.nets.layers import Branch, Dropout, Flatten, Layer

FORWARD, BACKWARD = "signal forwards", "signal backwards"

WEAK, LOST = 10.0, 100.0
"""Factors between the first and the last hidden layer at which a signal is weak, or strong, and lost.
He's and Glorot's initialisations keep it within a factor of a few over tens of layers; where gradients differ
by 100, no learning rate suits both ends (Glorot and Bengio, "Understanding the Difficulty of Training Deep
Feedforward Neural Networks", 2010, section 4.2; He et al., "Delving Deep into Rectifiers", 2015, section
2.2)."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The signal where it enters a layer with a kernel.

    Attributes:
        layer: name of the layer that gave it.
        spread: deviation over examples of what a unit gives, root mean square over units.
        slope: length of the slope of an example's loss by it, root mean square over examples.
    """

    layer: str
    spread: float
    slope: float


def stages(net: Net, seen: Observation) -> list[Stage]:
    """The signal between every two layers with a kernel, and where it leaves the net.

    Args:
        net: the net.
        seen: a batch on its way through it and back.
    """
    carriers: list[str] = []
    last: str | None = None
    entered = False
    for layer in net.layers:
        if _has_kernel(layer) and last is not None and entered:
            carriers.append(last)
        if not isinstance(layer, (Branch, Dropout, Flatten)):
            last = layer.name
        entered = entered or _has_kernel(layer)
    assert last is not None
    return [
        Stage(name, _spread(seen.outputs[name]), _slope(seen.slopes[name]))
        for name in dict.fromkeys([*carriers, last])
    ]


def check_signal(net: Net, seen: Observation) -> list[CheckResult]:
    """Compare the size of the signal, and of the slopes that flow back, between hidden layers.

    Forwards it is the deviation over examples: a sigmoid's mean of a half says nothing about the input.
    Backwards it is the length of the slope by a layer's whole output, which neither pooling nor flattening
    changes.

    Args:
        net: the net.
        seen: a batch on its way through it and back.
    """
    found = stages(net, seen)
    hidden = found[:-1]
    table = LayerTable(("spread", "slope"), {stage.layer: (stage.spread, stage.slope) for stage in found})
    if len(hidden) < 2:
        reason = "It takes two hidden layers to compare."
        shown = counted(len(hidden), "hidden layer")
        return [
            CheckResult(check, "skip", None, shown, "the same size in every layer", reason, table)
            for check in (FORWARD, BACKWARD)
        ]
    first, last = hidden[0], hidden[-1]
    return [
        _judged(FORWARD, "spread", first.layer, first.spread, last.layer, last.spread, table),
        _judged(BACKWARD, "slope", last.layer, last.slope, first.layer, first.slope, table),
    ]


def _judged(
    check: str, what: str, start: str, begins: float, end: str, ends: float, table: LayerTable
) -> CheckResult:
    ratio = ends / begins if begins else float("nan")
    measured = f"{what} {begins:.2g} at {start}, {ends:.2g} at {end}: {ratio:.2g} times"
    expected = f"{1 / WEAK:g} to {WEAK:g} times, over {len(table.rows) - 1} hidden layers"
    if 1 / WEAK <= ratio <= WEAK:
        return CheckResult(check, "pass", ratio, measured, expected, "", table)
    if not np.isfinite(ratio):
        advice = "There is nothing to compare: the signal is zero, or not finite, on the way."
        return CheckResult(check, "fail", ratio, measured, expected, advice, table)
    verdict = "warn" if 1 / LOST <= ratio <= LOST else "fail"
    word = "grows" if ratio > 1 else "vanishes"
    advice = (
        f"It {word} on the way: weight_init=he_normal for relu and its kin, glorot_uniform for tanh, "
        "lecun_normal for selu; a sigmoid wastes it anyhow. Batch normalisation restores it."
    )
    return CheckResult(check, verdict, ratio, measured, expected, advice, table)


def _has_kernel(layer: Layer) -> bool:
    return any(name.endswith("kernel") for name in layer.variables)


def _spread(outputs: np.ndarray) -> float:
    examples = 0 if outputs.ndim == 2 else 3
    return float(np.sqrt(np.mean(outputs.var(axis=examples, dtype=np.float64))))


def _slope(slopes: np.ndarray) -> float:
    batch = slopes.shape[0 if slopes.ndim == 2 else 3]
    # The slope of the mean loss is a batch-th of that of each example's loss.
    return float(np.sqrt(np.square(slopes, dtype=np.float64).sum() * batch))
