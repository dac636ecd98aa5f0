"""Symptom: the best value of a setting is the last one that was tried."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from trainlab.diagnose.scores import Score
from trainlab.diagnose.varied import numeric_values, varied_together
from trainlab.diagnose.wording import short_value
from trainlab.record import Finding, StudyInfo, Trial
from trainlab.settings import SETTINGS, Setting, Value

FEWEST_VALUES = 3
"""With two values the best is always at an end."""

EXTENSION = 0.5
"""How much wider the advised range is, of its width (in powers where the setting's scale is log)."""


def find_edge_of_range(info: StudyInfo, trials: Sequence[Trial], ranked: Sequence[Score]) -> list[Finding]:
    """Varied numeric settings whose best value lies on the end of their range.

    A range's ends are its outermost values, diverged or not: where training diverges beyond the best value
    the range is wide enough. An end that the setting cannot pass (l2=0, batch_size=full) is no finding, nor
    is the largest length where the best trial stopped before it. Values whose trials still train count as
    ends, so that the best is not called the last one tried too early, but not as values it was better than.

    Args:
        info: the study.
        trials: its trials.
        ranked: its scores, best first.
    """
    if not ranked:
        return []
    best = ranked[0].trials[0]
    findings: list[Finding] = []
    for name, *_ in varied_together(info, trials):
        numbers = numeric_values(info, trials, name)
        if numbers is None or best.settings.get(name) not in numbers:
            continue
        if len({trial.settings.get(name) for trial in trials if trial.over} & set(numbers)) < FEWEST_VALUES:
            continue
        value = best.settings[name]
        lowest, *_, highest = numbers
        upwards = value == highest
        if upwards and name in ("epochs", "steps") and best.status == "stopped":
            continue
        if value in (lowest, highest) and not _is_bound(SETTINGS[name], value, upwards):
            findings.append(_finding(name, numbers, value, upwards, ranked[0]))
    return findings


def _is_bound(setting: Setting, value: Value, upwards: bool) -> bool:
    return isinstance(value, str) or value == (setting.high if upwards else setting.low)


def _finding(name: str, numbers: Mapping[Value, float], value: Value, upwards: bool, best: Score) -> Finding:
    low, high = min(numbers.values()), max(numbers.values())
    beyond = _beyond(SETTINGS[name], numbers, upwards)
    return Finding(
        symptom="edge of range",
        trials=(),
        sentence=f"the best {name}, {short_value(value)} (final validation accuracy {best.accuracy:.2%}), "
        f"is the {'largest' if upwards else 'smallest'} tried.",
        advice=f"Extend its range {'upwards' if upwards else 'downwards'}, to about {short_value(beyond)}.",
        evidence={"setting": name, "value": value, "low": low, "high": high, "beyond": beyond},
    )


def _beyond(setting: Setting, numbers: Mapping[Value, float], upwards: bool) -> int | float:
    """The end of a wider range, rounded to a short number that the setting allows."""
    values = [number for number in numbers.values() if number > 0 or setting.scale != "log"]
    low, high = min(values), max(values)
    if setting.scale == "log":
        factor = max((high / low) ** EXTENSION, 2.0)
        target = high * factor if upwards else low / factor
    else:
        width = (high - low) * EXTENSION
        target = high + width if upwards else low - width
    target = float(f"{target:.1g}") if math.isfinite(target) else (high if upwards else low)
    target = min(max(target, setting.low), setting.high)
    return max(round(target), 1) if setting.type == "integer" else target
