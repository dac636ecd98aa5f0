"""Whether the best setting is ahead of the next by more than seeds scatter."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from trainlab.diagnose.scores import Score
from trainlab.record import Finding, StudyInfo
from trainlab.settings import Value

FEWEST_SEEDS = 2
"""Without a second seed nothing is known about the scatter over seeds."""

DRAWS = 2000
"""Bootstrap draws: they tell a share of 10% to within 0.7 points."""

DOUBT = 0.1
"""The lead is in doubt when the runner-up catches up in this share of the draws."""

CLEAR = 0.01
"""It is clear when the runner-up catches up in no more than this share."""

SEEDS_TO_BE_CLEAR = 3
"""Two seeds have four draws: they cannot show anything in 1 of 100."""

BOOTSTRAP_SEED = 0
"""The same trials always get the same verdict."""


def find_lead(info: StudyInfo, ranked: Sequence[Score]) -> list[Finding]:
    """Whether the best setting would still be best with other seeds.

    The seeds of the best setting and of the runner-up are drawn again, with replacement (the bootstrap, Efron
    1979); the share of draws in which the best is not ahead measures the doubt.

    Args:
        info: the study.
        ranked: its scores, best first.
    """
    if len(ranked) < 2 or min(ranked[0].accuracies.size, ranked[1].accuracies.size) < FEWEST_SEEDS:
        return []
    best, second = ranked[:2]
    random = np.random.default_rng(BOOTSTRAP_SEED)
    lead = best.accuracy - second.accuracy
    caught = float(np.mean(_means(random, best) <= _means(random, second)))
    names = best.describe(info.varied), second.describe(info.varied)
    seeds = best.accuracies.size
    spread = float(max(np.ptp(best.accuracies), np.ptp(second.accuracies)))
    evidence: dict[str, Value] = {"lead": lead, "caught": caught, "spread": spread, "seeds": seeds}
    if caught <= CLEAR and min(seeds, second.accuracies.size) >= SEEDS_TO_BE_CLEAR:
        sentence = (
            f"{names[0]} is ahead of the next, {names[1]}, by {100 * lead:.2g} points of final validation "
            f"accuracy over {seeds} seeds, in {1 - caught:.0%} of bootstrap draws of them."
        )
        return [Finding("clear lead", (), sentence, "", evidence)]
    if caught < DOUBT:
        return []
    level = [score for score in ranked if math.isclose(score.accuracy, best.accuracy, abs_tol=1e-12)]
    if len(level) > 1:
        sentence = (
            f"{len(level)} settings tie at {best.accuracy:.2%} final validation accuracy over {seeds} seeds; "
            f"{names[0]} has the lowest loss of them."
        )
    else:
        sentence = (
            f"{names[0]} is ahead of {names[1]} by {100 * lead:.2g} points of final validation accuracy over "
            f"{seeds} seeds, but in {caught:.0%} of bootstrap draws of those seeds it is not."
        )
    return [
        Finding(
            symptom="within seed noise",
            trials=(),
            sentence=sentence,
            advice="Take either, or tell them apart with more seeds and more validation examples.",
            evidence=evidence | {"ties": len(level)},
        )
    ]


def _means(random: np.random.Generator, score: Score) -> np.ndarray:
    return random.choice(score.accuracies, (DRAWS, score.accuracies.size)).mean(axis=1)
