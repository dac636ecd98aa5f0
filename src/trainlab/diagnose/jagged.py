"""Symptom: the loss jumps from step to step by a good part of all it came down."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.levels import Levels
from trainlab.diagnose.roughness import Roughness
from trainlab.diagnose.wording import short_value
from trainlab.record import Finding, Trial


def find_jagged(trials: Mapping[int, Trial], levels: Levels, rough: Roughness) -> list[Finding]:
    """Trials whose noise from step to step is large against their trend."""
    return [
        _finding(
            trials[int(levels.trials[row])], int(levels.steps[row, -1]) + 1, float(rough.jumps[row]),
            float(rough.progress[row]),
        )
        for row in np.flatnonzero(rough.jagged)
    ]  # fmt: skip


def _finding(trial: Trial, steps: int, jump: float, progress: float) -> Finding:
    size, rate = trial.settings.get("batch_size"), trial.settings.get("learning_rate")
    lower = "a smaller learning_rate" + (f" (it was {short_value(rate)})" if rate is not None else "")
    larger = f"a larger batch_size (it was {short_value(size)})"
    advice = lower if size is None or size == "full" else f"{larger} or {lower}"
    came = f"came down by {progress:.3g} in all" if progress > 0 else "never came down"
    return Finding(
        symptom="jagged",
        trials=(trial.id,),
        sentence=f"trial {trial.id} is jagged: from step to step its train loss jumps by {jump:.3g} on "
        f"average, while it {came}.",
        advice=f"Take {advice}.",
        evidence={"jump": jump, "progress": progress, "steps": steps},
    )
