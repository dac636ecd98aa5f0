"""Symptom: part of the study exploded, and where that part lies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.studies._permuted_marks import chance_of_separation
from trainlab.record import Finding, StudyInfo, Trial
from trainlab.record.groups.varied import numeric_values, varied_together
from trainlab.record.wording import describe_settings, short_value
from trainlab.settings import Value
from trainlab.statistics.wilson import rate_in_words

SEPARATION = 0.5
"""A boundary is named when it has at least this much more of the exploded trials on its far side than of
the others (Youden's J of the best one-setting rule; Youden 1950)."""

PURITY = 0.5
"""Share of the trials beyond the boundary that must have exploded."""

ALPHA = 0.05
"""Probability of naming a region of any setting where none decides which trials explode."""

MAX_NAMED = 3
"""Up to this many exploded trials are named by their settings where there is no region."""


@dataclass(frozen=True, slots=True)
class Region:
    """The trials on the far side of a boundary.

    Attributes:
        setting, value: the setting and the value at the boundary.
        where: the region in words, as in ``above learning_rate 0.8``.
        inside: (trials,) which trials lie in it.
        separation: Youden's J: share of the exploded trials inside minus share of the others inside.
        names: the setting, and those that change together with it.
    """

    names: tuple[str, ...]
    setting: str
    value: Value
    where: str
    inside: np.ndarray
    separation: float


def find_infeasible(
    info: StudyInfo, trials: Sequence[Trial], far_above: Collection[int] = ()
) -> list[Finding]:
    """The share of trials that exploded, with the boundary that best separates them from the others.

    Args:
        info: the study.
        trials: its trials.
        far_above: ids of those that ended far above their start, finite as they are.
    """
    over = [trial for trial in trials if trial.over]
    exploded = np.array([trial.status == "diverged" or trial.id in far_above for trial in over], dtype=bool)
    if not exploded.any():
        return []
    count, total = int(exploded.sum()), len(over)
    evidence: dict[str, Value] = {"exploded": count, "trials": total}
    ids = tuple(trial.id for trial, bad in zip(over, exploded, strict=True) if bad)
    if count == total:
        sentence = {1: "the only trial exploded.", 2: "both trials exploded."}.get(
            total, f"all {total} trials exploded."
        )
        return [Finding("infeasible", ids, sentence, "Lower learning_rate by powers of ten.", evidence)]
    region = _beyond_chance(info, over, exploded)
    if region is None:
        few = [trial for trial, bad in zip(over, exploded, strict=True) if bad] if count <= MAX_NAMED else []
        named = "; ".join(filter(None, dict.fromkeys(describe_settings(t, info.varied) for t in few)))
        named = f": {named}" if named else ""
        sentence = f"{count} of {total} trials exploded ({rate_in_words(count, total)}){named}."
        return [Finding("infeasible", ids, sentence, "", evidence)]
    inside, beyond = int(region.inside.sum()), int(exploded[region.inside].sum())
    rest = f"; {count} of {total} in all" if count > beyond or total > inside else ""
    evidence |= {"setting": region.setting, "boundary": region.value}
    evidence |= {"inside": inside, "exploded_inside": beyond}
    return [
        Finding(
            symptom="infeasible",
            trials=ids,
            sentence=f"{beyond} of {inside} trials {region.where} exploded "
            f"({rate_in_words(beyond, inside)}{rest}).",
            advice=f"Leave out the range {region.where}, or find out what would make training possible "
            "there.",
            evidence=evidence,
        )
    ]


def _beyond_chance(info: StudyInfo, trials: Sequence[Trial], exploded: np.ndarray) -> Region | None:
    """The region that separates best, of those that chance does not separate as well."""
    together = varied_together(info, trials)
    clear = [
        region for region in _regions(info, trials, exploded, together)
        if region.separation >= SEPARATION and exploded[region.inside].mean() >= PURITY
    ]  # fmt: skip
    best: dict[tuple[str, ...], Region] = {}
    for region in sorted(clear, key=lambda region: -region.separation):
        best.setdefault(region.names, region)
    for names, region in best.items():
        numbers = numeric_values(info, trials, names[0])
        others = [name for name in info.varied if name not in names]
        chance = chance_of_separation(trials, names, others, numbers, exploded, len(together))
        if chance * len(together) <= ALPHA:
            return region
    return None


def _regions(
    info: StudyInfo, trials: Sequence[Trial], exploded: np.ndarray, together: Sequence[tuple[str, ...]]
) -> list[Region]:
    """The best region that each varied setting can cut off: above or below a number, or one choice."""
    regions = []
    for names in together:
        name = names[0]
        numbers = numeric_values(info, trials, name)
        if numbers is not None:
            place = np.array([numbers.get(trial.settings.get(name, ""), np.nan) for trial in trials])
            regions += _best_cuts(names, numbers, place, exploded)
            continue
        for value in dict.fromkeys(trial.settings[name] for trial in trials if name in trial.settings):
            inside = np.array([trial.settings.get(name) == value for trial in trials])
            where = f"with {name}={short_value(value)}"
            separation = float(inside[exploded].mean() - inside[~exploded].mean())
            regions.append(Region(names, name, value, where, inside, separation))
    return regions


def _best_cuts(
    names: tuple[str, ...], numbers: Mapping[Value, float], place: np.ndarray, exploded: np.ndarray
) -> list[Region]:
    """The best region above a value and the best one below one."""
    if len(numbers) < 2:
        return []
    name = names[0]
    values, at = list(numbers), np.array(list(numbers.values()))
    # For every value, the shares of exploded and of other trials at or below it.
    bad, good = (
        np.searchsorted(np.sort(place[chosen & ~np.isnan(place)]), at, side="right") / chosen.sum()
        for chosen in (exploded, ~exploded)
    )
    known = [float(np.mean(~np.isnan(place[chosen]))) for chosen in (exploded, ~exploded)]
    above, below = (known[0] - bad[:-1]) - (known[1] - good[:-1]), bad[:-1] - good[:-1]
    cuts = int(np.argmax(above)), int(np.argmax(below))
    low, high = values[cuts[0]], values[cuts[1] + 1]
    return [
        Region(
            names, name, low, f"above {name} {short_value(low)}", place > numbers[low], float(above[cuts[0]])
        ),
        Region(
            names,
            name,
            high,
            f"below {name} {short_value(high)}",
            place < numbers[high],
            float(below[cuts[1]]),
        ),
    ]
