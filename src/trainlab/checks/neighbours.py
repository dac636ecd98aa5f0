"""Whether a net's output for an example depends on the other examples of the batch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jax.numpy as jnp
import numpy as np

from trainlab.checks.quick_compile import quickly_compiled
from trainlab.checks.result import CheckResult
from trainlab.checks.subject import Subject
from trainlab.nets import Mode
from trainlab.nets.layers import BatchNorm

NAME = "neighbours"

CLOSE = 1e-4
"""Difference of outputs, relative to their size, that rounding explains: float32 sums of a thousand terms in
another order differ by up to about 1e-5."""

BATCH = 30
"""Examples of the batch."""


def check_neighbours(subject: Subject, x: np.ndarray) -> CheckResult:
    """Change the other examples of a batch, and see whether the output for one example changes.

    Looked at in use, and in training without what is random; there, batch normalisation mixes examples on
    purpose, so it is taken in use and named. (Karpathy 2019: "use backprop to chart dependencies".)

    Args:
        subject: what is checked.
        x: (examples, features) inputs, at least two.
    """
    subject = subject.without_regularisers()
    net = subject.net
    mixing = [
        layer.name for layer in net.layers if isinstance(layer, BatchNorm) and layer.name not in net.frozen
    ]
    apart = replace(net, frozen=net.frozen | frozenset(mixing))

    @quickly_compiled
    def outputs(variables: Any, x: Any) -> Any:
        mode = Mode(hyper=subject.hyper)
        in_use = net.apply(variables, x, mode, subject.statistics)[0]
        in_training = apart.apply(variables, x, replace(mode, training=True), subject.statistics)[0]
        return in_use, in_training

    batch = x[:BATCH]
    size = np.abs(batch).max() + 1
    strangers = np.random.default_rng(0).uniform(-size, size, batch.shape).astype(np.float32)
    strangers[0] = batch[0]
    between = [outputs(subject.variables, jnp.asarray(inputs)) for inputs in (batch, strangers)]
    moved = [_moved(np.asarray(one)[0], np.asarray(other)[0]) for one, other in zip(*between, strict=True)]
    worst = max(moved)
    measured = f"with other examples in its batch an example's output changes by {worst:.1g} of its size"
    if mixing:
        measured += f"; {', '.join(mixing)} may mix examples while training"
    expected = f"below {CLOSE:g}, in use and training"
    if worst <= CLOSE:
        return CheckResult(NAME, "pass", worst, measured, expected)
    if not np.isfinite(worst):
        advice = "Outputs are not finite: see the initial loss."
        return CheckResult(NAME, "fail", worst, measured, expected, advice)
    where = "in use" if moved[0] > CLOSE else "in training"
    advice = f"Some layer mixes the examples of a batch {where}: an axis, or statistics of the batch."
    return CheckResult(NAME, "fail", worst, measured, expected, advice)


def _moved(one: np.ndarray, other: np.ndarray) -> float:
    size = float(np.abs(one).max())
    return float(np.abs(one - other).max()) / (size or 1.0)
