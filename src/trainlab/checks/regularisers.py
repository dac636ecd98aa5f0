"""Whether l1 and l2 raise the loss, and by as much as they should."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from trainlab.checks.once import once
from trainlab.checks.result import CheckResult
from trainlab.checks.subject import Subject

STRENGTH = 0.01
"""What each is set to, whatever the recipe says: any number above 0."""

CLOSE = 1e-3
"""Relative difference that rounding explains: the raise is a difference of two float32 losses."""


def check_regularisers(subject: Subject, x: np.ndarray, y: np.ndarray) -> list[CheckResult]:
    """Compare the objective with and without l1 and l2 for a batch, with the sums over the kernels in NumPy.

    After CS231n, "Neural Networks Part 3", section "Sanity Checks": "increasing the regularization strength
    should increase the loss".

    Args:
        subject: what is checked.
        x, y: a batch.
    """
    subject = subject.unhindered()
    # A penalty does not depend on the inputs; beside a huge loss it would be lost in rounding.
    x = np.zeros_like(x)

    @once
    def losses(variables: Any) -> dict[str, Any]:
        hyper = {name: np.float32(STRENGTH) for name in ("l1", "l2")}
        active = {"": frozenset[str](), "l1": frozenset({"l1"}), "l2": frozenset({"l2"})}
        return {
            name: subject.loss(variables, x, y, recipe=replace(subject.recipe, active=names), hyper=hyper)[0]
            for name, names in active.items()
        }

    found = {name: float(loss) for name, loss in losses(subject.variables).items()}
    kernels = [
        np.asarray(array, np.float64)
        for layer, arrays in subject.variables.items() if layer in subject.net.variables
        for name, array in arrays.items() if name.endswith("kernel")
    ]  # fmt: skip
    wanted = {
        "l1": STRENGTH * sum(float(np.abs(kernel).sum()) for kernel in kernels),
        "l2": STRENGTH / 2 * sum(float(np.square(kernel).sum()) for kernel in kernels),
    }
    return [_judged(name, found[name] - found[""], wanted[name], found[name]) for name in ("l2", "l1")]


def _judged(name: str, raised: float, wanted: float, loss: float) -> CheckResult:
    check = f"{name} raises the loss"
    measured = f"{name}={STRENGTH} adds {raised:.4g}"
    formula = "the sum of |w|" if name == "l1" else "half the sum of w²"
    expected = f"{wanted:.4g}: {name} times {formula}"
    slack = CLOSE * wanted + 4 * float(np.finfo(np.float32).eps) * abs(loss)
    if abs(raised - wanted) <= slack:
        return CheckResult(check, "pass", raised, measured, expected)
    if not math.isfinite(raised):
        advice = "The loss is not finite: see the initial loss."
    elif raised <= 0:
        advice = "It rewards large weights instead of penalising them: its sign is wrong, or it is left out."
    else:
        advice = "It weighs other numbers than it should."
    return CheckResult(check, "fail", raised, measured, expected, advice)
