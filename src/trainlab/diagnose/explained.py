"""What a share of variance is in words, and as evidence."""

from __future__ import annotations

from trainlab.diagnose.effects import Effect
from trainlab.diagnose.level_means import Level
from trainlab.diagnose.matters import ALPHA, MATTERS
from trainlab.diagnose.variance import Decomposition
from trainlab.settings import Value


def notable(effect: Effect) -> bool:
    """Whether it is beyond chance, and large enough to be worth a look."""
    return effect.chance <= ALPHA and effect.share >= MATTERS


def in_words(effect: Effect) -> str:
    """The share with its interval."""
    return (
        f"{effect.share:.0%} of the variance of final validation accuracy "
        f"({effect.low:.0%} to {effect.high:.0%})"
    )


def evidence_of(effect: Effect, found: Decomposition, best: Level, worst: Level) -> dict[str, Value]:
    """The numbers of an effect by name."""
    evidence: dict[str, Value] = {
        "share": effect.share, "low": effect.low, "high": effect.high, "chance": effect.chance,
        "best": " with ".join(best.words), "best_accuracy": best.mean, "worst": " with ".join(worst.words),
        "worst_accuracy": worst.mean, "trials": len(found.cells.everyone),
    }  # fmt: skip
    if found.seeds is not None:
        evidence["seeds_share"] = found.seeds
    if effect.whole is not None:
        evidence["whole"] = effect.whole
    return evidence
