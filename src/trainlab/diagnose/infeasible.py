"""Symptom: part of the study diverged, and where that part lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.varied import numeric_values, varied_together
from trainlab.diagnose.wording import short_value
from trainlab.record import Finding, StudyInfo, Trial
from trainlab.settings import Value

SEPARATION = 0.5
"""A boundary is named when it has at least this much more of the diverged trials on its far side than of
the others (Youden's J of the best one-setting rule; Youden 1950)."""

PURITY = 0.5
"""Share of the trials beyond the boundary that must have diverged."""


@dataclass(frozen=True, slots=True)
class Region:
    """The trials on the far side of a boundary.

    Attributes:
        setting, value: the setting and the value at the boundary.
        where: the region in words, as in ``above learning_rate 0.8``.
        inside: (trials,) which trials lie in it.
        separation: Youden's J: share of the diverged trials inside minus share of the others inside.
    """

    setting: str
    value: Value
    where: str
    inside: np.ndarray
    separation: float


def find_infeasible(info: StudyInfo, trials: Sequence[Trial]) -> list[Finding]:
    """The share of trials that diverged, with the boundary that best tells them from the others."""
    over = [trial for trial in trials if trial.over]
    diverged = np.array([trial.status == "diverged" for trial in over], dtype=bool)
    if not diverged.any():
        return []
    count, total = int(diverged.sum()), len(over)
    evidence: dict[str, Value] = {"diverged": count, "trials": total}
    ids = tuple(trial.id for trial, bad in zip(over, diverged, strict=True) if bad)
    if count == total:
        sentence = "the only trial diverged." if total == 1 else f"all {total} trials diverged."
        return [Finding("infeasible", ids, sentence, "Lower learning_rate by powers of ten.", evidence)]
    region = max(_regions(info, over, diverged), key=lambda region: region.separation, default=None)
    if region is None or region.separation < SEPARATION or diverged[region.inside].mean() < PURITY:
        sentence = f"{count} of {total} trials diverged ({count / total:.0%})."
        return [Finding("infeasible", ids, sentence, "", evidence)]
    inside, beyond = int(region.inside.sum()), int(diverged[region.inside].sum())
    rest = f" ({count} of {total} in all)" if count > beyond or total > inside else ""
    evidence |= {"setting": region.setting, "boundary": region.value}
    evidence |= {"inside": inside, "diverged_inside": beyond}
    return [
        Finding(
            symptom="infeasible",
            trials=ids,
            sentence=f"{beyond} of {inside} trials {region.where} diverged{rest}.",
            advice=f"Leave the range {region.where} out, or find what makes it possible.",
            evidence=evidence,
        )
    ]


def _regions(info: StudyInfo, trials: Sequence[Trial], diverged: np.ndarray) -> list[Region]:
    """Every region that one varied setting can cut off: above or below a number, or one choice."""
    regions = []
    for name, *_ in varied_together(info, trials):
        numbers = numeric_values(info, trials, name)
        if numbers is None:
            for value in {trial.settings[name] for trial in trials if name in trial.settings}:
                inside = np.array([trial.settings.get(name) == value for trial in trials])
                regions.append(_region(name, value, f"with {name}={short_value(value)}", inside, diverged))
            continue
        place = np.array([numbers.get(trial.settings.get(name, ""), np.nan) for trial in trials])
        for lower, upper in zip([*numbers], [*numbers][1:], strict=False):
            above, below = place > numbers[lower], place < numbers[upper]
            regions.append(_region(name, lower, f"above {name} {short_value(lower)}", above, diverged))
            regions.append(_region(name, upper, f"below {name} {short_value(upper)}", below, diverged))
    return regions


def _region(name: str, value: Value, where: str, inside: np.ndarray, diverged: np.ndarray) -> Region:
    separation = float(inside[diverged].mean() - inside[~diverged].mean())
    return Region(name, value, where, inside, separation)
