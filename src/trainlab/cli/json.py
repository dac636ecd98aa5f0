"""JSON for programs: strict, so that what is not finite is null."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from trainlab.record import Finding, Trial

if TYPE_CHECKING:
    from trainlab.questions import Answers


def trial_json(trial: Trial) -> dict[str, Any]:
    """A trial as plain data."""
    return asdict(trial)


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as plain data."""
    return asdict(finding)


def answers_json(answers: Answers, top: int | None) -> dict[str, Any]:
    """Answers as plain data: of the first trials and of the first groups of seeds; null for never."""
    names = (*answers.info.varied, "seed")
    return {
        "question": answers.question,
        "hold": answers.hold,
        "reached": answers.reached,
        "trials": [
            {
                "trial": one.trial.id,
                "settings": {name: one.trial.settings.get(name) for name in names},
                "status": one.trial.status_text,
                "step": one.step,
                "epoch": one.epoch,
                "seconds": one.seconds,
            }
            for one in answers[:top]
        ],
        "settings": [
            {
                "settings": {name: one.first_trial.settings.get(name) for name in answers.info.varied},
                "trials": [answer.trial.id for answer in one.answers],
                "reached": one.reached,
                "step": asdict(one.step),
                "epoch": asdict(one.epoch),
                "seconds": one.seconds and asdict(one.seconds),
            }
            for one in answers.groups()[:top]
        ],
    }


def print_json(value: Any) -> None:
    """Print a value as JSON; NaN and infinities become null."""
    print(json.dumps(_finite(value), indent=2, allow_nan=False, ensure_ascii=False))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value
