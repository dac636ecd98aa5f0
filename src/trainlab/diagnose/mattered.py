"""Which settings mattered, which did not, and which cannot be told from seeds."""

from __future__ import annotations

from collections.abc import Sequence

from trainlab.diagnose.variance import Decomposition, Effect, decompose
from trainlab.record import Finding, StudyInfo, Trial
from trainlab.settings import Value

MATTERS = 0.05
"""A setting that explains less of the variance is not worth a second look: its deviations are less than a
quarter (the root of 0.05) of all there are."""


def find_mattered(info: StudyInfo, trials: Sequence[Trial]) -> list[Finding]:
    """What every varied setting explains of the final validation accuracy.

    It ``mattered`` where the whole interval lies above ``MATTERS``, ``did not matter`` where all of it lies
    below, and ``may matter`` otherwise.
    """
    found = decompose(info, trials)
    return [] if found is None else [_finding(effect, found) for effect in found.effects]


def _finding(effect: Effect, found: Decomposition) -> Finding:
    name = " with ".join(effect.names)
    interval = (
        f"{effect.share:.0%} of the variance of final validation accuracy "
        f"({effect.low:.0%} to {effect.high:.0%})"
    )
    beside = "" if found.seeds is None else f", seeds {found.seeds:.0%}"
    evidence: dict[str, Value] = {
        "setting": name, "share": effect.share, "low": effect.low, "high": effect.high,
        "best": effect.best, "best_accuracy": effect.best_mean, "worst": effect.worst,
        "worst_accuracy": effect.worst_mean, "trials": found.trials,
    }  # fmt: skip
    if found.seeds is not None:
        evidence["seeds_share"] = found.seeds
    if effect.low > MATTERS:
        means = (
            f"best {effect.best} ({effect.best_mean:.1%} on average), worst {effect.worst} "
            f"({effect.worst_mean:.1%})"
        )
        return Finding(
            "mattered", (), f"{name} explains {interval}{beside}: {means}.",
            "Look at it first: 'trainlab plot --against " + effect.names[0] + "'.", evidence,
        )  # fmt: skip
    if effect.high < MATTERS:
        return Finding(
            "did not matter", (), f"{name} explains {interval}{beside}.",
            "Fix it at the value that is cheapest.", evidence,
        )  # fmt: skip
    return Finding(
        "may matter", (), f"{name} explains {interval}{beside}: that cannot be told from nothing.",
        "More seeds would tell.", evidence,
    )  # fmt: skip
