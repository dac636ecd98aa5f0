"""What the trials say together."""

from __future__ import annotations

from collections.abc import Sequence

from trainlab.diagnose.edge_of_range import find_edge_of_range
from trainlab.diagnose.infeasible import find_infeasible
from trainlab.diagnose.scores import scores
from trainlab.diagnose.seed_noise import find_within_seed_noise
from trainlab.record import Finding, StudyInfo, Trial


def diagnose_study(info: StudyInfo, trials: Sequence[Trial]) -> list[Finding]:
    """Every finding about the study as a whole, what to fix first coming first.

    Args:
        info: the study.
        trials: all of its trials.
    """
    ranked = scores(trials)
    return [
        *find_infeasible(info, trials),
        *find_edge_of_range(info, trials, ranked),
        *find_within_seed_noise(info, ranked),
    ]
