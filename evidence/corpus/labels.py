"""What is true of the curves of the corpus, told without looking at what the detectors look at.

Detectors see the losses of single batches, and what a study records of evaluations on train and on
validation, all up to the end. Labels come from what was done to a trial (its gradient was flipped, its
batches were of one example), from the loss on the whole of train on a fine grid (after every step, early on)
up to and *beyond* the end (trials are trained four times longer than the detectors see), from the test split
and from samples of the size of validation drawn from it, from the same trial at ten times the rate, and from
the same trial with its examples in another order. A label is True, False, or None where the answer is a
matter of taste: the gap between its two thresholds.

Trials of fewer than ``FEWEST_STEPS`` steps have labels, too, but are counted apart: of so few steps it is
honest to say nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from evidence.corpus.families import CONTINUED, EVALUATIONS
from evidence.corpus.file import Corpus
from trainlab.diagnose.symptoms import SYMPTOMS

Labels = dict[str, bool | None]

FEWEST_STEPS = 40
"""Shorter trials are counted apart."""

FALL, FALL_OF_PROGRESS = 0.045, 0.0075
"""A loss has flattened once a quarter of training brings it down by less, of its level or of all it fell."""


@dataclass(frozen=True)
class Facts:
    """One trial's evaluations.

    Attributes:
        entry: what describes the trial.
        train: (evaluations,) loss on the whole of train, up to the end the detectors see.
        after: (more evaluations,) the same beyond it.
        test: (evaluations,) loss on the test split.
        early: (steps,) loss on the whole of train after every step of the early part.
        tenfold: the losses on train and on test at which the trial ended that differs in a tenfold rate only;
            None where it was not trained, or was not finite.
    """

    entry: dict[str, Any]
    train: np.ndarray
    after: np.ndarray
    test: np.ndarray
    early: np.ndarray
    tenfold: tuple[float | None, float | None]

    @property
    def start(self) -> float:
        """Loss before the first step."""
        return float(self.train[0])

    @property
    def end(self) -> float:
        """Loss at the end, the median of three evaluations."""
        return float(np.median(self.train[-3:]))

    @property
    def chance(self) -> float:
        """The loss of guessing by the shares of the classes in train: their entropy, or their variance.

        Losses on the whole of train are told without penalties.
        """
        settings = self.entry["settings"]
        counts = np.array(self.entry.get("train_counts") or [1] * self.entry["classes"], float)
        shares = counts[counts > 0] / counts.sum()
        if settings["loss"] == "mse":
            # One output for two classes has p (1 - p), two of them have it each.
            return float((shares * (1 - shares)).sum() / self.entry["classes"])
        return float(-(shares * np.log(shares)).sum())

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
            _pair(entry["tenfold"] or (None, None)),
        )
        for row, entry in enumerate(corpus.entries)
    ]  # fmt: skip


def _pair(values: Sequence[float | None]) -> tuple[float | None, float | None]:
    first, second = values
    return first, second


def _told(values: np.ndarray) -> np.ndarray:
    """A row without what it was padded with."""
    return values[: int(np.isfinite(values).sum()) or 1]


@lru_cache(maxsize=4)
def labels(corpus: Corpus) -> list[Labels]:
    """The labels of every trial of a corpus."""
    return [label(trial) for trial in facts(corpus)]


def label(trial: Facts) -> Labels:
    """Every finding's label; where two names fit a curve, and which one it gets is taste, they are None."""
    exploded = _exploded(trial)
    told: Labels = {"exploded": exploded} | dict.fromkeys(_JUDGES, False)
    if exploded:
        return told
    if exploded is None:
        return dict.fromkeys(told)
    told |= {name: judge(trial) for name, judge in _JUDGES.items()}
    if told["train loss rises"]:
        told["exploded"] = None  # up it went, and how far is a question of time
    silent = {other for name, symptom in SYMPTOMS.items() if told[name] for other in symptom.silences}
    perhaps = {
        other for name, symptom in SYMPTOMS.items() if told[name] is None for other in symptom.silences
    }
    return told | dict.fromkeys(silent | {name for name in perhaps if told[name]})


def _between(value: float, no: float, yes: float) -> bool | None:
    """True from ``yes`` on, False up to ``no``, None between; ``yes`` may be the smaller."""
    if not math.isfinite(value):
        return None
    sign = 1 if yes > no else -1
    return True if sign * value >= sign * yes else False if sign * value <= sign * no else None


def _exploded(trial: Facts) -> bool | None:
    """Not finite within what is seen; or, in the median of the last half, at 3 times the start.

    False for a squared error of probabilities, which is at most 1: it saturates.
    """
    if trial.entry["diverged_at"] is not None:
        return True
    settings = trial.entry["settings"]
    if trial.entry["flipped_from"] is not None or (settings["loss"] == "mse" and not settings.get("l2")):
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
    """The loss on train ended within 3% of what it was, or of guessing; False where it was by 10% below.

    Guessing knows the shares of the classes: see ``Facts.chance``. False, too, where it came down steadily
    and trained on it got 10% below: it was learning, slowly. None where it moved and was still moving: that
    is a slow line, or nearly one; where it came down steadily by 5% of its start, as far as guessing; and
    where it had been 20% below on its way; and where the
    last three points and the last quarter disagree, for an unsteady trial may end anywhere.
    """
    reference = min(trial.start, trial.chance)
    quarter = 1 - float(np.median(trial.train[EVALUATIONS * 3 // 4 :])) / reference
    learned, fell = 1 - trial.end / reference, 1 - trial.end / trial.start
    late = 1 - trial.end / float(np.median(trial.train[EVALUATIONS * 3 // 4 :][:3]))
    if learned < 0.1 and late > 0.005 and _steadiness(trial.train[EVALUATIONS // 2 :]) >= 0.95:
        further = float(np.nanmin(trial.after)) if np.isfinite(trial.after).any() else math.nan
        if 1 - further / reference >= 0.1:
            return False
    if learned < 0.1 and (late > 0.01 or (fell > 0.003 and _straight(trial) is not False)):
        return None
    if learned < 0.1 and fell >= 0.05 and _steadiness(trial.train) >= 0.9:
        return None
    if learned < 0.1 and 1 - float(_smooth(trial.train).min()) / reference >= 0.2:
        return None
    ends = _between(learned, 0.1, 0.03), _between(quarter, 0.1, 0.03)
    return ends[0] if ends[0] == ends[1] else None


def _steadiness(losses: np.ndarray) -> float:
    """The share of all pairs of points whose later one is not higher."""
    later, earlier = np.tril_indices(len(losses), -1)
    return float(np.mean(losses[later] <= losses[earlier]))


def _straight(trial: Facts) -> bool | None:
    """Whether the second half of training brought the loss about as far as the first."""
    middle = float(np.median(trial.train[EVALUATIONS // 2 - 1 :][:3]))
    fall = trial.start - trial.end
    if fall <= 0:
        return False
    share = (middle - trial.end) / fall
    return True if 0.4 <= share <= 0.6 else False if not 0.3 <= share <= 0.7 else None


def _slow_line(trial: Facts) -> bool | None:
    """It fell in a straight line by less than half, and a tenfold rate falls at least three times as far.

    The tenfold rate must do better on test as well. False where the test loss rose by a tenth from its
    lowest: there a larger rate is no remedy.
    """
    fall = (trial.start - trial.end) / trial.start
    straight = _straight(trial)
    if straight is False or fall < 0.003 or fall > 0.7:
        return False
    worse = rise_from_valley(trial.test)
    if worse >= 0.1:
        return False
    if straight is None or fall < 0.03 or fall > 0.5 or trial.tenfold[0] is None:
        return None
    gain = _between((trial.start - trial.tenfold[0]) / (trial.start - trial.end), 1.5, 3)
    on_test = trial.tenfold[1]
    helps = worse <= 0.03 and (on_test is None or on_test < float(np.median(trial.test[-3:])))
    return gain if helps or not gain else None


def _overfits(trial: Facts) -> bool | None:
    """The test loss rose by a tenth from a minimum in the first 80%, while the loss on train fell.

    Where validation is small, what is so on test need not show in it. So the loss on samples of its size,
    drawn from test, is asked as well: nine of ten must have risen by a twentieth for True, and less than half
    of them for False; else it hangs on which examples validation got. None where the test loss of an unsteady
    trial goes up and down by as much as it rose.
    """
    test = _smooth(trial.test)
    valley = int(np.argmin(test))
    if valley > 0.8 * EVALUATIONS or not trial.end < 0.98 * float(trial.train[valley]):
        rise = float(test[-1] / test[valley] - 1)
        return False if rise < 0.1 else None
    rose = _between(rise_from_valley(trial.test), 0.03, 0.1)
    low, middle, _ = trial.entry.get("sampled") or (None, None, None)
    if (rose and low is not None and low < 0.05) or (rose is False and middle is not None and middle >= 0.05):
        return None
    return None if rose and _scatters(trial.test) else rose


def _scatters(test: np.ndarray) -> bool:
    """Whether the lowest and the end lie within 3 standard deviations of a point about its neighbours."""
    scatter = 1.4826 * float(np.median(np.abs(np.diff(test, n=2)))) / math.sqrt(6)
    return bool(np.median(test[-3:]) - _smooth(test).min() < 3 * scatter)


def rise_from_valley(losses: np.ndarray) -> float:
    """How far the end, the median of three, lies above the lowest of medians of three, of the latter."""
    return float(np.median(losses[-3:])) / max(float(_smooth(losses).min()), 1e-12) - 1


def _still_falling(trial: Facts) -> bool | None:
    """It fell by 5.5% over the last quarter, and trained twice as long it falls by another 15%.

    That must be 2% of all its progress. False where it went up and down, and came no further; None where it
    did, and came further. None where the last quarter and the continuation disagree: that a fall has just
    ended, or is yet to begin, cannot be seen from before.
    """
    earlier = float(np.median(trial.train[EVALUATIONS * 3 // 4 - 1 :][:3]))
    doubled = float(np.median(trial.after[EVALUATIONS - 1 : EVALUATIONS + 2]))
    recent = _between(1 - trial.end / earlier, 0.03, 0.055)
    later = _between(1 - doubled / trial.end, 0.07, 0.15)
    worth = _between((trial.end - doubled) / trial.progress, 0.008, 0.02)
    if later and worth is False:
        return False
    if _unsteady(trial):
        return False if later is False else None
    return later if recent == later and (worth or later is False) else None


def _unsteady(trial: Facts) -> bool:
    """Whether over the last quarter the loss on train went up and down by 4.5% from point to point."""
    last = trial.train[EVALUATIONS * 3 // 4 :]
    return bool(np.mean(np.abs(np.diff(last)) / last[:-1]) > FALL and _steadiness(last) < 0.8)


def _flat(trial: Facts) -> bool | None:
    """Over the last half no tenth of training was off the last by 3%; False where one was by 10%.

    None where it came down all the while, by more than 1%: slow is not flat.
    """
    half = trial.train[-EVALUATIONS // 2 :]
    tenths = np.median(half.reshape(5, -1), axis=1)
    flat = _between(float(np.abs(tenths / tenths[-1] - 1).max()), 0.1, 0.03)
    slow = tenths[0] > 1.01 * tenths[-1] and _steadiness(half) >= 0.95
    return None if flat and slow else flat


def _jagged(trial: Facts) -> bool | None:
    """The loss jumps from step to step by 28% of all it came down; False up to 12%.

    The jumps are those of the same trial with its examples in another order, in the median quarter of
    training. Where that was not trained, or went elsewhere, and of full batches: the loss on the whole of
    train jumps about (the deviations of evaluations from the mean of their neighbours are a fifth of the
    progress); or batches of one or two examples must make it jump.
    """
    batch = trial.entry["settings"]["batch_size"]
    if trial.entry.get("jumps") is not None and batch != "full":
        return _between(trial.entry["jumps"] / trial.progress, 0.12, 0.28)
    inner = trial.train[1:-1] - (trial.train[:-2] + trial.train[2:]) / 2
    quarters = np.abs(inner[: len(inner) // 4 * 4]).reshape(4, -1).mean(axis=1)
    jumps = float(np.median(quarters)) / trial.progress  # a spike spoils one quarter
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
