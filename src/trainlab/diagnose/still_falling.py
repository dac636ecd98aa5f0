"""Symptom: training ended while the loss was still going down."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.counted import counted
from trainlab.diagnose.levels import Levels
from trainlab.diagnose.patience import wait_longer
from trainlab.diagnose.steps_left import HORIZON, predict_flattening
from trainlab.diagnose.trend import trend
from trainlab.record import Finding, Trial

SPAN = 0.25
"""The share of training that is judged: the last quarter."""

FALL = 0.045
"""Smallest fall of the loss over the span, of its level. Less is not worth the wait: twice the training would
gain about 10% at best."""

FALL_OF_PROGRESS = 0.0075
"""Smallest fall over the span, of all the loss has fallen. The cross-entropy of separable classes falls
forever like 1/t, a quarter of its level in every last quarter (Soudry et al. 2018); this ends it."""

ERRORS = 3.0
"""Standard errors the slope must be away from flat: fewer than 1 of 500 flat trials pass by chance."""

LONGER_SPAN, LONGER_ERRORS, SHORTER_ERRORS = 0.5, 4.4, 1.0
"""Under more noise, half of training may show the fall, by more errors, if the last quarter agrees."""

NEGLIGIBLE = 0.02
"""A trial that is to flatten within this share of its training so far is as good as flat."""

SOON = 0.1
"""In a tenth of training so far; with that as one end and no other, an interval says nothing."""


def find_still_falling(trials: Mapping[int, Trial], levels: Levels, quiet: Levels) -> list[Finding]:
    """Trials whose loss still fell, beyond its noise, over the last quarter.

    Not those that reached what they were to train ``until``, nor those that stopped because validation got
    no better, whatever their train loss did.

    Args:
        trials: the trials judged, by id.
        levels: their levels.
        quiet: the same, of the validation loss where the train loss is too noisy; a fall may show in either.
    """
    shown = _falls(levels)
    rows = [
        int(row) for row in np.flatnonzero(shown | _falls(quiet))
        if not _stopped_rightly(trials[int(levels.trials[row])])
    ]  # fmt: skip
    if not rows:
        return []
    view = levels.where(shown, quiet)
    end, last = trend(view, SPAN), view.values[:, -1]
    left = predict_flattening(view.values[rows], view.untrained[rows], _flat)
    return [
        _finding(
            trials[int(view.trials[row])], float(-np.expm1(end.change[row])), view.name(row),
            float(last[row]), int(view.steps[row, -1]) + 1, (left.low[n], left.middle[n], left.high[n]),
        )
        for n, row in enumerate(rows) if left.middle[n] - 1 >= NEGLIGIBLE
    ]  # fmt: skip


def _falls(levels: Levels) -> np.ndarray:
    """(trials,) whether the loss fell by enough, and surely."""
    end, half = trend(levels, SPAN), trend(levels, LONGER_SPAN)
    last = levels.values[:, -1]
    falls = ~_flat(last * np.exp(-end.change), last, levels.untrained)
    sure = (-end.change > ERRORS * end.noise) | (
        (-half.change > LONGER_ERRORS * half.noise) & (-end.change > SHORTER_ERRORS * end.noise)
    )
    return levels.long_enough & falls & sure


def _flat(earlier: np.ndarray, now: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Whether a fall from one level to another, a quarter of training later, is not worth the wait."""
    fall = earlier - now
    return (fall < FALL * earlier) | (fall < FALL_OF_PROGRESS * (start - now))


def _stopped_rightly(trial: Trial) -> bool:
    """Whether a trial ended for a reason that a falling train loss does not speak against."""
    if trial.stopped_by == "early_stopping" and trial.settings.get("early_stopping") != "train_loss":
        # Accuracy may stand still, or the loss fall by less than min_delta, while validation still improves.
        return not trial.final.get("validation_loss", np.nan) < trial.best.get("validation_loss", np.nan)
    return trial.stopped_by == "until"


def _finding(
    trial: Trial, fall: float, name: str, loss: float, steps: int, lengths: tuple[float, float, float]
) -> Finding:
    needed, left = _in_words(steps, lengths)
    if trial.stopped_by == "early_stopping":
        when = f" when early stopping ended it at step {trial.steps:,}"
        advice = f"Wait longer: {wait_longer(trial)}."
    else:
        unit = "epochs" if "epochs" in trial.settings else "steps"
        length = trial.settings.get(unit)
        when, advice = "", f"Train longer: raise {unit}{'' if length is None else f' (it was {length})'}."
    return Finding(
        symptom="still falling",
        trials=(trial.id,),
        sentence=f"trial {trial.id} was still falling{when}: its {name} fell by {fall:.0%} to {loss:.3g} "
        f"over the last quarter of training{needed}.",
        advice=advice,
        evidence={"curve": name.replace(" ", "_"), "fall": fall, "loss": loss, "steps": steps, **left},
    )


def _in_words(steps: int, lengths: tuple[float, float, float]) -> tuple[str, dict[str, int]]:
    """How many more steps it takes, as words and as evidence; ends beyond the horizon are left out."""
    names = ("steps_left_low", "steps_left", "steps_left_high")
    left = {
        name: _short((length - 1) * steps) for name, length in zip(names, lengths, strict=True)
        if length < HORIZON
    }  # fmt: skip
    low, middle, high = (left.get(name) for name in names)
    if low is None:
        return f" and will not flatten within {HORIZON:.0f} times as many steps", left
    most = f"{high:,}" if high is not None else f"more than {_short((HORIZON - 1) * steps):,}"
    if middle is None and lengths[0] - 1 < SOON:
        return "; how long until it flattens cannot be told from it", left
    if middle is None:
        return f"; it needs at least {counted(low, 'more step')} to flatten", left
    return f"; it needs about {counted(middle, 'more step')} to flatten ({low:,} to {most})", left


def _short(steps: float) -> int:
    """A number of steps in two digits: more would pretend to be known."""
    return int(float(f"{max(steps, 1):.1e}"))
