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

from collections.abc import Callable

from evidence.corpus.facts import Facts
from evidence.corpus.falling import flat, never_learned, slow_line, still_falling
from evidence.corpus.jumping import early_spike, jagged, plateau_then_drop
from evidence.corpus.rising import exploded, overfits, rises
from trainlab.diagnose.symptoms import SYMPTOMS

Labels = dict[str, bool | None]

FEWEST_STEPS = 40
"""Shorter trials are counted apart."""

_JUDGES: dict[str, Callable[[Facts], bool | None]] = {
    "train loss rises": rises, "never learned": never_learned, "slow line": slow_line,
    "overfits": overfits, "still falling": still_falling, "plateau then drop": plateau_then_drop,
    "early spike recovered": early_spike, "jagged": jagged, "flat since": flat,
}  # fmt: skip


def label(trial: Facts) -> Labels:
    """Every finding's label; where two names fit a curve, and which one it gets is taste, they are None."""
    at_once = exploded(trial)
    told: Labels = {"exploded": at_once} | dict.fromkeys(_JUDGES, False)
    if at_once:
        return told
    if at_once is None:
        return dict.fromkeys(told)
    told |= {name: judge(trial) for name, judge in _JUDGES.items()}
    if told["train loss rises"]:
        told["exploded"] = None  # up it went, and how far is a question of time
    silent = {other for name, symptom in SYMPTOMS.items() if told[name] for other in symptom.silences}
    perhaps = {
        other for name, symptom in SYMPTOMS.items() if told[name] is None for other in symptom.silences
    }
    return told | dict.fromkeys(silent | {name for name in perhaps if told[name]})
