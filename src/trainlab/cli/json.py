"""JSON for programs: strict, so that what is not finite is null."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any

from trainlab.record import Finding, Trial


def trial_json(trial: Trial) -> dict[str, Any]:
    """A trial as plain data."""
    return asdict(trial)


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as plain data."""
    return asdict(finding)


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
