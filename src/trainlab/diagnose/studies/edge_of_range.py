"""Symptom: the best values of a setting are the last ones that were tried."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from trainlab.diagnose.best.scores import Score
from trainlab.diagnose.effects.effects import Effect
from trainlab.diagnose.effects.variance import Decomposition
from trainlab.diagnose.studies._end_of_draws import Gap, end_of_draws
from trainlab.record import Finding, StudyInfo, Trial
from trainlab.record.groups.outcome import Outcome
from trainlab.record.groups.varied import numeric_values
from trainlab.record.wording import short_value
from trainlab.settings import SETTINGS, Setting, Value
from trainlab.statistics.tail import f_tail

Ranges = Mapping[str, tuple[float, float]]
"""Ends of the ranges that settings were drawn from at random."""

MIN_VALUES = 3
"""With two values the best is always at an end."""

EXTENSION = 0.5
"""How much wider the advised range is, of its width (in powers where the setting's scale is log)."""

ALPHA = 0.05
"""Probability of wrongly calling any end of a study's ranges better than what lies next to it."""


def find_edge_of_range(
    info: StudyInfo, trials: Sequence[Trial], ranked: Sequence[Score], found: Decomposition | None,
    acting: frozenset[str], ranges: Ranges,
) -> list[Finding]:  # fmt: skip
    """Varied numeric settings that are best at an end of their range, by more than noise.

    In a grid with seeds the best setting of the study is compared with those that differ from it in this
    setting only: its value is the outermost, and it leads the next best of them by more than seeds scatter.
    Numbers drawn at random, and those of a grid without seeds, are compared in ranges (``end_of_draws.py``).
    Only settings that act are looked at; p-values are corrected for their number.

    A range's ends are the ends it was drawn from, or its outermost values, diverged or not: where training
    diverges beyond the best value the range is wide enough. An end that the setting cannot pass (l2=0,
    batch_size=full) is not a finding, nor is the largest length where the best trial stopped before it.
    Values whose trials still train count as ends, but not as values that the best was better than.

    Args:
        info: the study.
        trials: its trials.
        ranked: its scores, best first.
        found: what settings explain.
        acting: settings that do, by themselves or with another.
        ranges: the ranges that numbers were drawn from.
    """
    if not ranked or found is None:
        return []
    findings: list[Finding] = []
    for effect in found.effects:
        name = effect.factors[0].names[0]
        numbers = numeric_values(info, trials, name) if name in acting else None
        value = ranked[0].trials[0].settings.get(name)
        if numbers is None or value is None or value not in numbers:
            continue
        if len({trial.settings.get(name) for trial in trials if trial.over} & set(numbers)) < MIN_VALUES:
            continue
        drawn = ranges.get(name)
        ends = drawn or (min(numbers.values()), max(numbers.values()))
        by_value = effect.compared.by_seeds and drawn is None
        gap = (
            _end_of_grid(info, effect, ranked, numbers) if by_value
            else end_of_draws(info, effect, found.cells, ranked[0], numbers)
        )  # fmt: skip
        if gap is None or gap.chance * len(acting) > ALPHA or _passed(ranked[0], name, gap, ends):
            continue
        partners = effect.factors[0].names[1:]
        findings.append(
            _finding(name, partners, value, ends, drawn is not None, by_value, gap, ranked[0].outcome)
        )
    return findings


def _passed(best: Score, name: str, gap: Gap, ends: tuple[float, float]) -> bool:
    """Whether the range cannot, or need not, be extended at its end."""
    trial, setting = best.trials[0], SETTINGS[name]
    if gap.upwards and name in ("epochs", "steps") and trial.status == "stopped":
        return True
    bound = ends[1] == setting.high if gap.upwards else ends[0] == setting.low
    return bound or isinstance(trial.settings[name], str)


def _end_of_grid(
    info: StudyInfo, effect: Effect, ranked: Sequence[Score], numbers: Mapping[Value, float]
) -> Gap | None:
    """The lead of the best setting over those that differ in one setting only, if that is at its end."""
    names = effect.factors[0].names
    others = [name for name in info.varied if name not in names]
    best = ranked[0]
    place = numbers[best.trials[0].settings[names[0]]]
    upwards = place == max(numbers.values())
    if not upwards and place != min(numbers.values()):
        return None
    beside = [score for score in ranked[1:] if _rest(score, others) == _rest(best, others)]
    if len(beside) + 1 < MIN_VALUES:
        return None
    outcome = best.outcome
    second = max(beside, key=lambda score: outcome.better(score.final))
    if outcome.better(best.final) <= outcome.better(second.final):
        return None
    lead = best.result - second.result
    error = effect.compared.variance * (1 / len(best.trials) + 1 / len(second.trials))
    chance = f_tail(lead**2 / error, 1, effect.compared.freedom) if lead > 0 else 1.0
    next_best = short_value(second.trials[0].settings.get(names[0]))
    return Gap(upwards, best.final, second.final, "", next_best, chance)


def _rest(score: Score, names: Sequence[str]) -> tuple[Value | None, ...]:
    return tuple(map(score.trials[0].settings.get, names))


def _finding(
    name: str, partners: Sequence[str], value: Value, ends: tuple[float, float], drawn: bool,
    by_value: bool, gap: Gap, outcome: Outcome,
) -> Finding:  # fmt: skip
    beyond = _beyond(SETTINGS[name], ends, gap.upwards)
    side = "largest" if gap.upwards else "smallest"
    reached, next_mean = outcome.of_value(gap.mean, 2, "final "), outcome.text(gap.next, 2)
    if by_value:
        but = f" but {' and '.join(partners)}" if partners else ""  # which change together with it
        sentence = (
            f"the best {name}, {short_value(value)} ({reached}), is the {side} tried; "
            f"with all else{but} equal, the next best, {gap.next_best}, reaches {next_mean}."
        )
    else:
        of = (
            f"of the range drawn from, {short_value(ends[0])} to {short_value(ends[1])},"
            if drawn
            else "tried"
        )
        sentence = (
            f"the {side} values of {name} {of} are the best: {gap.level} reaches {reached} on average; the "
            f"next best, {gap.next_best}, reaches {next_mean}."
        )
    way = "upwards" if gap.upwards else "downwards"
    return Finding(
        symptom="edge of range",
        trials=(),
        sentence=sentence,
        advice=f"Extend its range {way}, to about {short_value(beyond)}.",
        evidence={
            "setting": name, "value": value, "low": ends[0], "high": ends[1], "beyond": beyond,
            "mean": gap.mean, "next_best": gap.next_best, "next_mean": gap.next, "chance": gap.chance,
        },
    )  # fmt: skip


def _beyond(setting: Setting, ends: tuple[float, float], upwards: bool) -> int | float:
    """The end of a wider range, rounded to a short number that the setting allows."""
    low, high = ends
    if setting.scale == "log" and low > 0:
        factor = max((high / low) ** EXTENSION, 2.0)
        target = high * factor if upwards else low / factor
    else:
        width = (high - low) * EXTENSION
        target = high + width if upwards else low - width
    if not math.isfinite(target):
        target = high if upwards else low
    for digits in range(1, 4):  # as short as still lies beyond the end
        rounded = float(f"{target:.{digits}g}")
        if rounded > high if upwards else rounded < low:
            target = rounded
            break
    target = min(max(target, setting.low), setting.high)
    if setting.open_high and target == setting.high:  # that itself is not allowed: halfway there
        target = (high + setting.high) / 2
    if setting.open_low and target == setting.low:
        target = (low + setting.low) / 2
    return max(round(target), 1) if setting.type == "integer" else target
