"""Whether a gradient reaches every layer that is to learn, and whether it moves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.checks.observe import Observation
from trainlab.checks.practice import Trained
from trainlab.checks.result import CheckResult, LayerTable
from trainlab.checks.subject import Subject

NAME = "layers learn"

FAINT = 1e-6
"""Share of the largest gradient norm of a layer below which another one hardly learns beside it: updates of
such a layer are lost in float32 (machine epsilon 1.2e-7) wherever the others' are of the size of their
weights."""


def check_layers_learn(subject: Subject, seen: Observation, trained: Trained) -> CheckResult:
    """Look for layers that no gradient reaches, or that practice left where they were.

    Args:
        subject: what is checked.
        seen: a batch on its way through the net and back.
        trained: the net after a practice that minimised the same objective.
    """
    learning, frozen = subject.net.variables, subject.net.fixed
    norms = {layer: _norm(seen.gradient[layer]) for layer in learning}
    moved = {layer: _moved(subject.variables[layer], trained.variables[layer]) for layer in learning}
    table = LayerTable(
        ("gradient norm", "moved by"),
        {
            **{layer: (norms[layer], moved[layer]) for layer in learning},
            **dict.fromkeys(frozen, (None, None)),
        },
    )
    without = [layer for layer in learning if not norms[layer] > 0]
    still = [layer for layer in learning if layer not in without and not moved[layer] > 0]
    count = len(learning) - len(without) - len(still)
    measured = f"{count} of {len(learning)} layers"
    if frozen:
        measured += f"; frozen: {', '.join(frozen)}"
    expected = "all that are not frozen get a gradient, and move"
    if without:
        advice = (
            f"No gradient reaches {', '.join(without)}: it is stopped on the way, all units after them are "
            "dead, or the loss is not finite."
        )
        return CheckResult(NAME, "fail", count, measured, expected, advice, table)
    if still:
        advice = f"A gradient reaches {', '.join(still)}, but {trained.steps} steps did not move it."
        return CheckResult(NAME, "fail", count, measured, expected, advice, table)
    faint = [layer for layer in learning if norms[layer] < FAINT * max(norms.values())]
    if faint:
        advice = f"Next to no gradient reaches {', '.join(faint)}: see the signal backwards."
        return CheckResult(NAME, "warn", count, measured, expected, advice, table)
    return CheckResult(NAME, "pass", count, measured, expected, "", table)


def _norm(variables: Mapping[str, np.ndarray]) -> float:
    return float(np.sqrt(sum(np.square(array, dtype=np.float64).sum() for array in variables.values())))


def _moved(before: Mapping, after: Mapping) -> float:
    """How far the trial that went furthest is from where all began."""
    squares = sum(
        np.square(np.asarray(after[name], np.float64) - before[name])
        .reshape(len(after[name]), -1)
        .sum(axis=1)
        for name in before
    )
    return float(np.nan_to_num(np.sqrt(squares)).max())
