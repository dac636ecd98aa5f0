"""What the best trial is expected to reach on new examples, beside what is shown of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainlab.diagnose.best._resampled import accuracy_on_others
from trainlab.diagnose.best.contenders import CURVE, Place, ReadsRight, RightRow, contenders_by_split
from trainlab.record import StudyInfo, Trial
from trainlab.record.groups.merit import value_of
from trainlab.record.groups.ranking import rank
from trainlab.statistics.wilson import wilson


@dataclass(frozen=True, slots=True)
class Expected:
    """The best trial by validation accuracy, and what that is worth on new examples. All are fractions.

    Attributes:
        trial: its number.
        trials: how many trials it is the best of: those that did not diverge and have been evaluated.
        examples: how many validation examples it was measured on.
        shown: its accuracy on them, at its best evaluation.
        expected: the accuracy on new examples of a trial chosen like this; None where it is not known what
            the trials got right.
        low, high: a 90% interval of the trial's accuracy on new examples. Where ``expected`` is None, that of
            a share measured on this many examples, which ignores that the trial was chosen by them.
        noise: half of Wilson's interval of one standard error about the expected accuracy, or about the one
            shown where none is expected.
    """

    trial: int
    trials: int
    examples: int
    shown: float
    expected: float | None
    low: float
    high: float
    noise: float


def expect(info: StudyInfo, trials: Sequence[Trial], right: ReadsRight) -> Expected | None:
    """What the best trial is expected to reach on new examples, or None where nothing has been evaluated.

    The expected accuracy is the middle between two estimates of the bootstrap over examples
    (``accuracy_on_others``), of which one is cautious and one is not. The interval goes from Wilson's lower
    end about the cautious one to his upper end about the other.

    Args:
        info: the study.
        trials: all of its trials.
        right: reads what evaluations got right.
    """
    ranked = [
        trial for trial in rank(trials)
        if trial.status != "diverged" and math.isfinite(value_of(trial, CURVE, "best"))
    ]  # fmt: skip
    if not ranked:
        return None
    best, shown = ranked[0], value_of(ranked[0], CURVE, "best")
    at_best = [(best.id, best.best_step)] if best.best_step is not None else []
    own = right.right(at_best)
    examples = _examples(info, own)
    if examples is None:
        return None
    tables = contenders_by_split(ranked, best, examples, right) if own else []
    chosen = accuracy_on_others(tables) if tables else None
    if chosen is None:
        low, high = wilson(shown, examples)
        return Expected(best.id, len(ranked), examples, shown, None, low, high, _noise(shown, examples))
    cautious, extrapolated = chosen
    expected = (cautious + extrapolated) / 2
    return Expected(
        best.id, len(ranked), examples, shown, expected, wilson(cautious, examples)[0],
        wilson(extrapolated, examples)[1], _noise(expected, examples),
    )  # fmt: skip


def _examples(info: StudyInfo, own: Mapping[Place, RightRow]) -> int | None:
    """How many validation examples the best trial was measured on."""
    for row in own.values():
        return row.examples or None
    examples = info.dataset.get("validation")
    known = isinstance(examples, int) and not isinstance(examples, bool) and examples > 0
    return examples if known and "validation_examples" not in info.varied else None  # type: ignore[return-value]


def _noise(share: float, examples: int) -> float:
    low, high = wilson(share, examples, 1.0)
    return (high - low) / 2
