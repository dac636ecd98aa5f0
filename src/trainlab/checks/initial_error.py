"""The loss of the untrained net of numeric targets: not far from that of always answering their mean."""

from __future__ import annotations

import math

import numpy as np

from trainlab.checks.chance import loss_of_mean
from trainlab.checks.inputs import scale_at_fault
from trainlab.checks.observe import Observation
from trainlab.checks.result import CheckResult
from trainlab.checks.subject import Subject

KNOWS = 0.5
"""Share of the loss of the mean below which an untrained net knows too much."""

FAR, VERY_FAR = 2.0, 5.0
"""Times the distance of the targets from their mean that an untrained net may be off. Outputs of deviation s
beside targets of deviation 1 are off by the root of 1 + s**2, and s is about 1 under the usual
initialisations with inputs of size 1: that makes 1.4."""


def check_initial_error(subject: Subject, seen: Observation, targets: np.ndarray, check: str) -> CheckResult:
    """Compare the loss before the first step with that of the mean of the training targets.

    After Karpathy, "A Recipe for Training Neural Networks", 2019: "init well".

    Args:
        subject: what is checked.
        seen: a batch of data, or of noise, on its way through the untrained net.
        targets: (examples, targets) of the batch.
        check: name of the check.
    """
    loss, kind = seen.loss, subject.recipe.loss
    chance = loss_of_mean(targets, kind, subject.huber_delta)
    # A square grows as the square of the distance.
    power = 2 if kind == "mse" else 1
    far, very_far = FAR**power * chance, VERY_FAR**power * chance
    what = "training examples" if check == "initial loss" else "random inputs"
    measured = f"{loss:.3g} on {len(targets)} {what}"
    name = "the variance of the targets" if kind == "mse" else "of their mean"
    expected = f"about {chance:.3g} ({name}): {KNOWS * chance:.2g} to {far:.2g}"
    if subject.reused:
        advice = "Layers start from a trained net, which may know something."
        return CheckResult(check, "skip", loss, measured, expected, advice)
    if not math.isfinite(loss):
        advice = "It is not finite: look for inputs or weights so large that something overflows."
        return CheckResult(check, "fail", loss, measured, expected, advice)
    if loss < KNOWS * chance:
        sure = loss < 0 or check != "initial loss"
        advice = (
            "No loss is this low without having learned: it has the wrong sign, or another scale."
            if sure
            else "A lucky draw of the weights, or the inputs hold the answer."
        )
        return CheckResult(check, "fail" if sure else "warn", loss, measured, expected, advice)
    if loss <= far:
        return CheckResult(check, "pass", loss, measured, expected)
    offset = np.abs(targets.mean(axis=0)).max()
    if offset > FAR * max(targets.std(axis=0).max(), 1e-30):
        fault = (
            f"Targets lie far from 0, around {targets.mean(axis=0)[0]:.3g}: the first steps go into moving "
            "there. Leave standardize_targets on."
        )
    else:
        fault = (
            scale_at_fault(subject.dataset, subject.net)
            or "Outputs start large: scale inputs or weights down."
        )
    return CheckResult(check, "fail" if loss > very_far else "warn", loss, measured, expected, fault)
