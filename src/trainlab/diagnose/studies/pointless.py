"""Symptom: trials that tell nothing new, because their curves are those of others, bit for bit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.studies.same_trials import Kept, SameTrials
from trainlab.record import Curves, Finding, Trial
from trainlab.record.wording import list_trials, short_value
from trainlab.settings import Value

LENGTHS = ("epochs", "steps")

MEASURING = ("eval_every", "eval_examples", "cache_prefix")
"""Settings that do not affect training, and are not expected to."""

MIN_STEPS = 3
"""Curves of fewer finite losses may be equal by chance: all of them start at the loss of the same net."""


@dataclass(frozen=True, slots=True)
class Pointless:
    """Trials that tell nothing new.

    Attributes:
        findings: in words.
        without_effect: settings that change nothing.
        repeated: ids of trials that repeat others because of these; one of each kind is left out.
    """

    findings: tuple[Finding, ...]
    without_effect: tuple[str, ...]
    repeated: frozenset[int]


def find_pointless(trials: Sequence[Trial], train_loss: Curves, kept: Kept | None = None) -> Pointless:
    """Trials that were trained twice, settings without any effect, and lengths that hold each other.

    Args:
        trials: the trials.
        train_loss: loss of every step.
        kept: all else that the study keeps of trials; without it their train losses and their final and best
            evaluations are compared.
    """
    rows = train_loss.rows
    over = [trial for trial in trials if trial.over and trial.id in rows]
    curves = {trial.id: _recorded(train_loss.row(rows[trial.id])[1]) for trial in over}
    over = [trial for trial in over if len(curves[trial.id]) >= MIN_STEPS]
    same = SameTrials({trial.id: curves[trial.id] for trial in over}, kept)
    differ = _differing(over)
    findings, names, repeated = _duplicates(over, differ), [], set()
    for name in differ:
        if name in MEASURING:
            continue
        pairs, finding = _without_effect(over, differ, name, same)
        findings += [finding] if finding is not None else []
        if finding is not None and name not in LENGTHS:
            names.append(name)
            repeated |= {other.id for _, other in pairs}
    return Pointless(tuple(findings), tuple(names), frozenset(repeated))


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
    trials: Sequence[Trial], differ: Sequence[str], name: str, same: SameTrials
) -> tuple[list[tuple[Trial, Trial]], Finding | None]:
    """Whether a setting changes anything, by the trials that differ in nothing else."""
    lengths = name in LENGTHS
    pairs: list[tuple[Trial, Trial]] = []
    for bucket in _alike(trials, [other for other in differ if other != name]):
        by_length = sorted(bucket, key=lambda trial: trial.length)
        # Beginnings of the longest are beginnings of each other, too.
        compared = (
            [(trial, by_length[-1]) for trial in by_length[:-1]] if lengths
            else [(by_length[0], trial) for trial in by_length[1:]]
        )  # fmt: skip
        pairs += [
            (one, other) for one, other in compared if one.settings.get(name) != other.settings.get(name)
        ]
    compare = same.beginning if lengths else same.same
    if not pairs or not all(compare(first, other) for first, other in pairs):
        return [], None
    first, other = pairs[0]
    ids = tuple(sorted({trial.id for pair in pairs for trial in pair}))
    evidence: dict[str, Value] = {"setting": name, "pairs": len(pairs)}
    example = list_trials([first.id, other.id])
    if lengths:
        held = all(same.measured_at_end(short, long) for short, long in pairs)
        advice = (
            f"Train the longest only: its evaluations hold what fewer {name} give." if held
            else "Train the longest only, and evaluate it where the others end."
        )  # fmt: skip
        return pairs, Finding(
            "pointless lengths", ids,
            f"trials with fewer {name} are the beginnings of those with more, bit for bit, "
            f"such as {example}.", advice, evidence,
        )  # fmt: skip
    values = f"{short_value(first.settings.get(name))} and {short_value(other.settings.get(name))}"
    what = "the curves and weights of trials" if same.knows_all else "the train losses and results of trials"
    return pairs, Finding(
        "no effect", ids,
        f"{name} had no effect: {what} that differ in nothing else are equal bit for bit, "
        f"such as {example} ({values}).",
        "Leave it out, or find out what keeps it from acting.", evidence,
    )  # fmt: skip
