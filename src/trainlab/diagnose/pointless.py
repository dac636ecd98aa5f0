"""Symptom: trials that tell nothing new, because their curves are those of others, bit for bit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from trainlab.diagnose.wording import list_trials, short_value
from trainlab.record import Curves, Finding, Trial
from trainlab.settings import Value

LENGTHS = ("epochs", "steps")

MEASURING = ("eval_every", "eval_examples", "cache_prefix")
"""Settings that do not touch training; nobody expects them to."""

FEWEST_STEPS = 3
"""Curves of fewer finite losses may be equal by chance: all of them start at the loss of the same net."""


def find_pointless(trials: Sequence[Trial], train_loss: Curves) -> list[Finding]:
    """Trials that were trained twice, settings without any effect, and lengths that hold each other.

    Args:
        trials: the trials.
        train_loss: loss of every step.
    """
    rows = train_loss.rows
    over = [trial for trial in trials if trial.over and trial.id in rows]
    curves = {trial.id: _recorded(train_loss.values[rows[trial.id]]) for trial in over}
    over = [trial for trial in over if len(curves[trial.id]) >= FEWEST_STEPS]
    differ = _differing(over)
    names = [name for name in differ if name not in MEASURING]
    return [
        *_duplicates(over, differ),
        *(finding for name in names for finding in _without_effect(over, differ, name, curves)),
    ]


def _recorded(values: np.ndarray) -> np.ndarray:
    finite = np.isfinite(values)
    return values if finite.all() else values[: int(np.argmin(finite))]


def _differing(trials: Sequence[Trial]) -> list[str]:
    """Settings in which any two trials differ, seeds among them, in the order trials have them."""
    if not trials:
        return []
    first = trials[0].settings
    names: dict[str, None] = dict.fromkeys(first)
    for trial in trials:
        names.update(dict.fromkeys(trial.settings))
    return [
        name for name in names
        if any(trial.settings.get(name) != first.get(name) for trial in trials)
    ]  # fmt: skip


def _alike(trials: Sequence[Trial], names: Sequence[str]) -> Iterator[list[Trial]]:
    """Trials that agree in some settings, where there are several."""
    buckets: defaultdict[tuple[Value | None, ...], list[Trial]] = defaultdict(list)
    for trial in trials:
        buckets[tuple(trial.settings.get(name) for name in names)].append(trial)
    return (bucket for bucket in buckets.values() if len(bucket) > 1)


def _duplicates(trials: Sequence[Trial], differ: Sequence[str]) -> list[Finding]:
    groups = list(_alike(trials, differ))
    if not groups:
        return []
    ids = tuple(sorted(trial.id for group in groups for trial in group))
    extra = sum(len(group) - 1 for group in groups)
    example = list_trials([trial.id for trial in groups[0]])
    several = f"{extra} trials repeat" if extra > 1 else "1 trial repeats"
    return [
        Finding(
            symptom="duplicates",
            trials=ids,
            sentence=f"{several} another, seed and all: {example} agree in every setting.",
            advice="Leave the repeated values out.",
            evidence={"repeated": extra, "groups": len(groups)},
        )
    ]


def _without_effect(
    trials: Sequence[Trial], differ: Sequence[str], name: str, curves: Mapping[int, np.ndarray]
) -> list[Finding]:
    """Whether a setting changes anything, by the trials that differ in nothing else."""
    same: list[tuple[Trial, Trial]] = []
    pairs = 0
    for bucket in _alike(trials, [other for other in differ if other != name]):
        first, *others = sorted(bucket, key=lambda trial: trial.length)
        for other in others:
            if first.settings.get(name) == other.settings.get(name):
                continue
            pairs += 1
            if _equal(curves[first.id], curves[other.id], name in LENGTHS):
                same.append((first, other))
    if not same or len(same) < pairs:
        return []
    first, other = same[0]
    ids = tuple(sorted({trial.id for pair in same for trial in pair}))
    evidence: dict[str, Value] = {"setting": name, "pairs": pairs}
    if name in LENGTHS:
        return [
            Finding(
                "pointless lengths", ids,
                f"trials with a smaller {name} are the beginnings of those with a larger one, bit for bit, "
                f"as {list_trials([first.id, other.id])}.",
                f"Train the longest only: its evaluations hold what fewer {name} give.", evidence,
            )
        ]  # fmt: skip
    values = f"{short_value(first.settings.get(name))} and {short_value(other.settings.get(name))}"
    return [
        Finding(
            "no effect", ids,
            f"{name} had no effect: the curves of trials that differ in nothing else are equal bit for bit, "
            f"as {list_trials([first.id, other.id])} ({values}).",
            "Leave it out, or find out what keeps it from acting.", evidence,
        )
    ]  # fmt: skip


def _equal(short: np.ndarray, long: np.ndarray, beginning: bool) -> bool:
    if beginning and len(short) < len(long):
        long = long[: len(short)]
    return len(short) == len(long) and bool((short == long).all())
