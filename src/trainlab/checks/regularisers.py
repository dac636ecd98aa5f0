"""Whether penalties raise the loss by the right amount."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from trainlab.checks.quick_compile import quickly_compiled
from trainlab.checks.result import CheckResult
from trainlab.checks.subject import Subject
from trainlab.regularisers import REGULARISERS

STRENGTH = 0.01
"""What a penalty is set to that the recipe does not use, or uses so little of that rounding hides it."""

CLOSE = 1e-3
"""Relative difference that rounding explains: the raise is a difference of two float32 losses."""

ROUNDING = 4 * float(np.finfo(np.float32).eps)
"""Share of the loss that it may be off by, besides."""

SEEN = 100
"""Times the rounding that a penalty must add, to be judged at the strength it is given."""


def check_regularisers(subject: Subject, x: np.ndarray, y: np.ndarray) -> list[CheckResult]:
    """Compare the objective with and without each penalty for a batch, with sums over the kernels in NumPy.

    Each has the strength that the recipe gives it, ``STRENGTH`` where it gives none.

    After CS231n, "Neural Networks Part 3", section "Sanity Checks": "increasing the regularization strength
    should increase the loss".

    Args:
        subject: what is checked.
        x, y: a batch.
    """
    penalties = {name: one.penalty_in_numpy for name, one in REGULARISERS.items() if one.penalty_in_numpy}
    formulas = dict(reversed(penalties.items()))  # l2, which is used most, is reported before l1
    given = {name: float(subject.hyper[name]) for name in formulas if name in subject.recipe.active}
    subject = subject.without_regularisers()
    # A penalty does not depend on the inputs; beside a huge loss it would be lost in rounding.
    x = np.zeros_like(x)

    @quickly_compiled
    def losses(asked: tuple[Any, Any]) -> dict[str, Any]:
        variables, hyper = asked
        active = {"": frozenset[str](), **{name: frozenset({name}) for name in formulas}}
        return {
            name: subject.loss(variables, x, y, recipe=replace(subject.recipe, active=names), hyper=hyper)[0]
            for name, names in active.items()
        }

    kernels = [
        np.asarray(array, np.float64)
        for layer, arrays in subject.variables.items() if layer in subject.net.variables
        for name, array in arrays.items() if name.endswith("kernel")
    ]  # fmt: skip
    sums = {name: sum(map(formula, kernels)) for name, (formula, _) in formulas.items()}

    def found(strengths: Mapping[str, float]) -> dict[str, float]:
        hyper = {name: np.float32(strength) for name, strength in strengths.items()}
        return {name: float(loss) for name, loss in losses((subject.variables, hyper)).items()}

    strengths = dict.fromkeys(sums, STRENGTH) | given
    raised = found(strengths)
    hidden = {
        name for name, strength in given.items()
        if strength * sums[name] < SEEN * ROUNDING * abs(raised[""])
    }  # fmt: skip
    if hidden:
        strengths |= dict.fromkeys(hidden, STRENGTH)
        raised = found(strengths)
    return [
        _judged(
            name, formulas[name][1], strength, raised[name] - raised[""], strength * sums[name], raised[name],
            f" ({name}={given[name]:g} is too little to see)" if name in hidden else "",
        )
        for name, strength in strengths.items()
    ]  # fmt: skip


def _judged(
    name: str, formula: str, strength: float, raised: float, wanted: float, loss: float, instead: str
) -> CheckResult:  # fmt: skip
    check = f"{name} raises the loss"
    measured = f"{name}={strength:g} adds {raised:.4g}{instead}"
    expected = f"{wanted:.4g}: {name} times {formula}"
    slack = CLOSE * wanted + ROUNDING * abs(loss)
    if abs(raised - wanted) <= slack:
        return CheckResult(check, "pass", raised, measured, expected)
    if not math.isfinite(raised):
        advice = "The loss is not finite: see the initial loss."
    elif raised <= 0:
        advice = "It rewards large weights instead of penalising them: its sign is wrong, or it is left out."
    else:
        advice = "It weighs other numbers than it should."
    return CheckResult(check, "fail", raised, measured, expected, advice)
