"""Labels of how far a loss came down, how, and whether it goes on."""

from __future__ import annotations

import math

import numpy as np

from evidence.corpus.facts import Facts, between, rise_from_valley, smooth, steadiness
from evidence.corpus.families import CONTINUED, EVALUATIONS

FALL, FALL_OF_PROGRESS = 0.045, 0.0075
"""A loss has flattened once a quarter of training brings it down by less, of its level or of all it fell."""


def never_learned(trial: Facts) -> bool | None:
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
    if learned < 0.1 and late > 0.005 and steadiness(trial.train[EVALUATIONS // 2 :]) >= 0.95:
        further = float(np.nanmin(trial.after)) if np.isfinite(trial.after).any() else math.nan
        if 1 - further / reference >= 0.1:
            return False
    if learned < 0.1 and (late > 0.01 or (fell > 0.003 and _straight(trial) is not False)):
        return None
    if learned < 0.1 and fell >= 0.05 and steadiness(trial.train) >= 0.9:
        return None
    if learned < 0.1 and 1 - float(smooth(trial.train).min()) / reference >= 0.2:
        return None
    ends = between(learned, 0.1, 0.03), between(quarter, 0.1, 0.03)
    return ends[0] if ends[0] == ends[1] else None


def _straight(trial: Facts) -> bool | None:
    """Whether the second half of training brought the loss about as far as the first."""
    middle = float(np.median(trial.train[EVALUATIONS // 2 - 1 :][:3]))
    fall = trial.start - trial.end
    if fall <= 0:
        return False
    share = (middle - trial.end) / fall
    return True if 0.4 <= share <= 0.6 else False if not 0.3 <= share <= 0.7 else None


def slow_line(trial: Facts) -> bool | None:
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
    gain = between((trial.start - trial.tenfold[0]) / (trial.start - trial.end), 1.5, 3)
    on_test = trial.tenfold[1]
    helps = worse <= 0.03 and (on_test is None or on_test < float(np.median(trial.test[-3:])))
    return gain if helps or not gain else None


def still_falling(trial: Facts) -> bool | None:
    """It fell by 5.5% over the last quarter, and trained twice as long it falls by another 15%.

    That must be 2% of all its progress. False where it went up and down, and came no further; None where it
    did, and came further. None where the last quarter and the continuation disagree: that a fall has just
    ended, or is yet to begin, cannot be seen from before.
    """
    earlier = float(np.median(trial.train[EVALUATIONS * 3 // 4 - 1 :][:3]))
    doubled = float(np.median(trial.after[EVALUATIONS - 1 : EVALUATIONS + 2]))
    recent = between(1 - trial.end / earlier, 0.03, 0.055)
    later = between(1 - doubled / trial.end, 0.07, 0.15)
    worth = between((trial.end - doubled) / trial.progress, 0.008, 0.02)
    if later and worth is False:
        return False
    if _unsteady(trial):
        return False if later is False else None
    return later if recent == later and (worth or later is False) else None


def _unsteady(trial: Facts) -> bool:
    """Whether over the last quarter the loss on train went up and down by 4.5% from point to point."""
    last = trial.train[EVALUATIONS * 3 // 4 :]
    return bool(np.mean(np.abs(np.diff(last)) / last[:-1]) > FALL and steadiness(last) < 0.8)


def flat(trial: Facts) -> bool | None:
    """Over the last half no tenth of training was off the last by 3%; False where one was by 10%.

    None where it came down all the while, by more than 1%: slow is not flat.
    """
    half = trial.train[-EVALUATIONS // 2 :]
    tenths = np.median(half.reshape(5, -1), axis=1)
    still = between(float(np.abs(tenths / tenths[-1] - 1).max()), 0.1, 0.03)
    slow = tenths[0] > 1.01 * tenths[-1] and steadiness(half) >= 0.95
    return None if still and slow else still


def flattens_at(trial: Facts) -> int | None:
    """When the loss on train stops falling by what is worth a wait: the number of an evaluation.

    There are ``EVALUATIONS`` of them in what detectors see. None where it had not come when training ended
    for good, ``CONTINUED`` times as late.
    """
    every = np.concatenate([trial.train, trial.after[1:]])
    progress = trial.start - np.fmin.accumulate(every)
    for now in range(EVALUATIONS, CONTINUED * EVALUATIONS + 1):
        quarter = round(now * 0.75)
        if now + 2 > len(every):
            break
        then, last = (float(np.median(every[max(n - 2, 0) : n + 1])) for n in (quarter, now))
        if then - last < FALL * then or then - last < FALL_OF_PROGRESS * progress[now]:
            return now
    return None
