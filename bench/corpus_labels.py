"""What is true of the curves of the corpus, told without looking at what the detectors look at.

Detectors see the losses of single batches and the validation loss, both up to the end. Labels come from what
was done to a trial (its gradient was flipped, its batches were of one example), from the loss on the whole of
train at evaluations (after every step, early on) up to and *beyond* the end (trials are trained four times
longer than the detectors see), from the same trial at ten times the rate, and from the test split. A label is
True, False, or None where the answer is a matter of taste: the gap between its two thresholds.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from corpus_families import CONTINUED, EVALUATIONS
from corpus_file import Corpus

from trainlab.diagnose.still_falling import FALL, FALL_OF_PROGRESS
from trainlab.diagnose.symptoms import SILENCES

Labels = dict[str, bool | None]


@dataclass(frozen=True)
class Facts:
    """One trial's evaluations.

    Attributes:
        entry: what describes the trial.
        train: (evaluations,) loss on the whole of train, up to the end the detectors see.
        after: (more evaluations,) the same beyond it.
        test: (evaluations,) loss on the test split.
        early: (steps,) loss on the whole of train after every step of the early part.
        tenfold: (evaluations,) ``train`` of the trial that differs in a tenfold rate only, or None.
    """

    entry: dict[str, Any]
    train: np.ndarray
    after: np.ndarray
    test: np.ndarray
    early: np.ndarray
    tenfold: np.ndarray | None

    @property
    def start(self) -> float:
        """Loss before the first step."""
        return float(self.train[0])

    @property
    def end(self) -> float:
        """Loss at the end, the median of three evaluations."""
        return float(np.median(self.train[-3:]))

    @property
    def progress(self) -> float:
        """How far the loss came down, at its best."""
        return max(self.start - float(np.nanmin(self.train)), 1e-12)


def facts(corpus: Corpus) -> list[Facts]:
    """The evaluations of every trial of a corpus."""
    after = corpus.curves["after"].astype(float)
    seen = after[:, : EVALUATIONS + 1]
    return [
        Facts(
            entry, seen[row], after[row, EVALUATIONS:], corpus.curves["test"][row].astype(float),
            _told(corpus.curves["early"][row].astype(float)),
            None if entry["tenfold"] is None else seen[entry["tenfold"]],
        )
        for row, entry in enumerate(corpus.entries)
    ]  # fmt: skip


def _told(values: np.ndarray) -> np.ndarray:
    """A row without what it was padded with."""
    return values[: int(np.isfinite(values).sum()) or 1]


def label(trial: Facts) -> Labels:
    """Every finding's label; where two names fit a curve, and which one it gets is taste, they are None."""
    exploded = _exploded(trial)
    labels: Labels = {"exploded": exploded} | dict.fromkeys(_JUDGES, False)
    if exploded:
        return labels
    if exploded is None:
        return dict.fromkeys(labels)
    labels |= {name: judge(trial) for name, judge in _JUDGES.items()}
    if labels["train loss rises"]:
        labels["exploded"] = None  # up it went, and how far is a question of time
    silent = {other for name, others in SILENCES.items() if labels[name] for other in others}
    perhaps = {other for name, others in SILENCES.items() if labels[name] is None for other in others}
    return labels | dict.fromkeys(silent | {name for name in perhaps if labels[name]})


def _between(value: float, no: float, yes: float) -> bool | None:
    """True from ``yes`` on, False up to ``no``, None between; ``yes`` may be the smaller."""
    if not math.isfinite(value):
        return None
    sign = 1 if yes > no else -1
    return True if sign * value >= sign * yes else False if sign * value <= sign * no else None


def _exploded(trial: Facts) -> bool | None:
    """Not finite within what is seen; or, in the median of the last half, at 3 times the start."""
    if trial.entry["diverged_at"] is not None:
        return True
    if trial.entry["flipped_from"] is not None:
        return False
    return _between(float(np.median(trial.train[EVALUATIONS // 2 :])) / trial.start, 1.5, 3)


def _rises(trial: Facts) -> bool | None:
    """The gradient was flipped, and the loss rose by a tenth of its start from there on."""
    if trial.entry["flipped_from"] is None:
        # Nothing is wrong with it; but an unstable trial may rise for a while, which is no mistake to say.
        rise = (trial.end - float(np.median(trial.train[EVALUATIONS // 2 :][:3]))) / trial.start
        return False if rise < 0.05 else None
    return _between((trial.end - float(trial.train.min())) / trial.start, 0.02, 0.1)


def _never_learned(trial: Facts) -> bool | None:
    """The loss on train ended within 3% of what it was, or of guessing; False where it fell by 10%.

    None where it moved and was still moving: that is a slow line, or nearly one.
    """
    settings = trial.entry["settings"]
    plain = settings["loss"] == "cross_entropy" and not settings.get("l2")
    chance = math.log(trial.entry["classes"]) if plain else math.inf
    learned, fell = 1 - trial.end / min(trial.start, chance), 1 - trial.end / trial.start
    late = 1 - trial.end / float(np.median(trial.train[EVALUATIONS * 3 // 4 :][:3]))
    if learned < 0.1 and (late > 0.01 or (fell > 0.003 and _straight(trial) is not False)):
        return None
    return _between(learned, 0.1, 0.03)


def _straight(trial: Facts) -> bool | None:
    """Whether the second half of training brought the loss about as far as the first."""
    middle = float(np.median(trial.train[EVALUATIONS // 2 - 1 :][:3]))
    fall = trial.start - trial.end
    if fall <= 0:
        return False
    share = (middle - trial.end) / fall
    return True if 0.4 <= share <= 0.6 else False if not 0.3 <= share <= 0.7 else None


def _slow_line(trial: Facts) -> bool | None:
    """It fell in a straight line by less than half, and a tenfold rate falls at least three times as far."""
    fall = (trial.start - trial.end) / trial.start
    straight = _straight(trial)
    if straight is False or fall < 0.003 or fall > 0.7:
        return False
    if trial.tenfold is None:
        return None
    faster = float(np.nanmedian(trial.tenfold[-3:]))
    gain = (trial.start - faster) / (trial.start - trial.end)
    if straight is None or fall < 0.03 or fall > 0.5:
        return None
    return _between(gain, 1.5, 3)


def _overfits(trial: Facts) -> bool | None:
    """The test loss rose by a tenth from a minimum in the first 80%, while the loss on train fell."""
    test = _smooth(trial.test)
    valley = int(np.argmin(test))
    if valley > 0.8 * EVALUATIONS or not trial.end < 0.98 * float(trial.train[valley]):
        rise = float(test[-1] / test[valley] - 1)
        return False if rise < 0.1 else None
    return _between(float(np.median(trial.test[-3:])) / float(test[valley]) - 1, 0.03, 0.1)


def _still_falling(trial: Facts) -> bool | None:
    """It fell by 5.5% over the last quarter, and trained twice as long it falls by another 15%.

    That must be 2% of all its progress. None where the last quarter and the continuation disagree: that a
    fall has just ended, or is yet to begin, cannot be seen from before.
    """
    earlier = float(np.median(trial.train[EVALUATIONS * 3 // 4 - 1 :][:3]))
    doubled = float(np.median(trial.after[EVALUATIONS - 1 : EVALUATIONS + 2]))
    recent = _between(1 - trial.end / earlier, 0.03, 0.055)
    later = _between(1 - doubled / trial.end, 0.07, 0.15)
    worth = _between((trial.end - doubled) / trial.progress, 0.008, 0.02)
    if later and worth is False:
        return False
    return later if recent == later and (worth or later is False) else None


def _flat(trial: Facts) -> bool | None:
    """Over the last half no tenth of training was off the last by 3%; False where one was by 10%."""
    tenths = np.median(trial.train[-EVALUATIONS // 2 :].reshape(5, -1), axis=1)
    return _between(float(np.abs(tenths / tenths[-1] - 1).max()), 0.1, 0.03)


def _jagged(trial: Facts) -> bool | None:
    """The loss on the whole of train jumps about; or batches of one or two examples must make it jump.

    The jumps are the deviations of evaluations from the mean of their neighbours, against the progress.
    """
    inner = trial.train[1:-1] - (trial.train[:-2] + trial.train[2:]) / 2
    quarters = np.abs(inner[: len(inner) // 4 * 4]).reshape(4, -1).mean(axis=1)
    jumps = float(np.median(quarters)) / trial.progress  # a spike spoils one quarter
    batch = trial.entry["settings"]["batch_size"]
    if jumps >= 0.2 or (isinstance(batch, int) and batch <= 2 and _jumps_of_batches(trial) >= 0.4):
        return True
    return False if jumps <= 0.03 and _jumps_of_batches(trial) <= 0.07 else None


def _jumps_of_batches(trial: Facts) -> float:
    """The mean jump between the losses of independent batches, against the progress, by a model.

    Losses of single examples scatter about as much as their mean (as exponential values do), those of batches
    less by the root of their size; independent Gaussian values differ by 2 / sqrt(pi) deviations.
    """
    batch = trial.entry["settings"]["batch_size"]
    if not isinstance(batch, int):
        return 0.0
    return 2 / math.sqrt(math.pi * batch) * float(np.median(trial.train)) / trial.progress


def _plateau_then_drop(trial: Facts) -> bool | None:
    """Over a fifth of training the loss on train stood still within 3%, then it fell by 30%."""
    return _longest_plateau(trial.train, 0.03, 0.3) >= 0.2 or (
        False if _longest_plateau(trial.train, 0.05, 0.15) < 0.12 else None
    )


def _longest_plateau(losses: np.ndarray, change: float, drop: float) -> float:
    """Share of training of the longest standstill that a drop follows."""
    losses = _smooth(losses)
    longest = 0
    for first in range(len(losses)):
        away = np.abs(losses[first:] / losses[first] - 1) > change
        last = first + (int(np.argmax(away)) if away.any() else len(away)) - 1
        if away.any() and losses[last:].min() < (1 - drop) * losses[first]:
            longest = max(longest, last - first)
    return longest / EVALUATIONS


def _early_spike(trial: Facts) -> bool | None:
    """In the first 30% the loss on train rose to 2.5 times what it was, and at the end was back below that.

    None where it keeps jumping up, without a burst that was planted: that is no spike, or many.
    """
    before = np.minimum.accumulate(_smooth(trial.early))  # a burst may begin with one lucky step
    height = trial.early / before
    top = int(np.argmax(height))
    high = _between(float(height[top]), 1.25, 2.5)
    if high is False or not math.isfinite(height[top]):
        return high
    if trial.entry["spike_at"] is None and float(np.median(height)) > 1.2:
        return None
    back = _between(trial.end / float(before[top]), 1.5, 1.0)
    return back if back is False else high and back


def _smooth(losses: np.ndarray) -> np.ndarray:
    """Medians of three, the ends kept."""
    inner = np.median([losses[:-2], losses[1:-1], losses[2:]], axis=0)
    return np.concatenate([losses[:1], inner, losses[-1:]])


_JUDGES: dict[str, Callable[[Facts], bool | None]] = {
    "train loss rises": _rises, "never learned": _never_learned, "slow line": _slow_line,
    "overfits": _overfits, "still falling": _still_falling, "plateau then drop": _plateau_then_drop,
    "early spike recovered": _early_spike, "jagged": _jagged, "flat since": _flat,
}  # fmt: skip


def flattens_at(trial: Facts) -> tuple[float, bool]:
    """When the loss on train stops falling by what is worth a wait, in lengths of what is seen.

    Returns:
        The time, and whether it was seen: else it had not come when training ended for good.
    """
    every = np.concatenate([trial.train, trial.after[1:]])
    progress = trial.start - np.fmin.accumulate(every)
    for now in range(EVALUATIONS, CONTINUED * EVALUATIONS + 1):
        quarter = round(now * 0.75)
        if now + 2 > len(every):
            break
        then, last = (float(np.median(every[max(n - 2, 0) : n + 1])) for n in (quarter, now))
        if then - last < FALL * then or then - last < FALL_OF_PROGRESS * progress[now]:
            return now / EVALUATIONS, True
    return float(CONTINUED), False
