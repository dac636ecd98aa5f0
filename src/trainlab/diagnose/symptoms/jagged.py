"""Symptom: the loss jumps from step to step by a large part of its whole fall."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.curves.levels import Levels
from trainlab.diagnose.curves.roughness import Roughness
from trainlab.diagnose.symptoms.symptom import Symptom
from trainlab.record import Finding, Trial
from trainlab.record.wording import short_value


def find_jagged(trials: Mapping[int, Trial], levels: Levels, rough: Roughness) -> list[Finding]:
    """Trials whose noise from step to step is large against their trend.

    Printed are the mean of the absolute differences between the train losses of neighbouring steps, and the
    trend: from the mean of the first 40th of the steps (or the first loss, where the first step left it) to
    the lowest mean of a 40th.
    """
    return [
        _finding(
            trials[int(levels.trials[row])], int(levels.steps[row, -1]) + 1, float(rough.jumps[row]),
            float(rough.start[row]), float(rough.lowest[row]),
        )
        for row in np.flatnonzero(rough.jagged)
    ]  # fmt: skip


def _finding(trial: Trial, steps: int, jump: float, start: float, lowest: float) -> Finding:
    size, rate = trial.settings.get("batch_size"), trial.settings.get("learning_rate")
    lower = "a smaller learning_rate" + (f" (it was {short_value(rate)})" if rate is not None else "")
    larger = f"a larger batch_size (it was {short_value(size)})"
    advice = lower if size is None or size == "full" else f"{larger} or {lower}"
    means = "in means of a 40th of training"
    came = f"came down from {start:.3g} to {lowest:.3g}" if lowest < start else "never came down"
    return Finding(
        symptom="jagged",
        trials=(trial.id,),
        sentence=f"trial {trial.id} is jagged: from step to step its train loss jumps by {jump:.3g} on "
        f"average, while it {came} {means}.",
        advice=f"Take {advice}.",
        evidence={
            "jump": jump, "start": start, "lowest": lowest, "progress": max(start - lowest, 0.0),
            "steps": steps,
        },
    )  # fmt: skip


JAGGED = Symptom(
    name="jagged",
    find=lambda judged: find_jagged(judged.trials, judged.levels, judged.roughness),
    # A spike cannot be seen in such noise.
    silences=("early spike recovered",),
)
