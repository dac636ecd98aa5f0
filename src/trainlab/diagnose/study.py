"""What the trials say together."""

from __future__ import annotations

from collections.abc import Sequence

from trainlab.diagnose.best_step import find_best_step
from trainlab.diagnose.edge_of_range import find_edge_of_range
from trainlab.diagnose.infeasible import find_infeasible
from trainlab.diagnose.mattered import find_mattered
from trainlab.diagnose.paired import Correct
from trainlab.diagnose.pointless import find_pointless
from trainlab.diagnose.scores import scores
from trainlab.diagnose.seed_noise import find_lead
from trainlab.record import Curves, Finding, StudyInfo, Trial


def diagnose_study(
    info: StudyInfo,
    trials: Sequence[Trial],
    train_loss: Curves | None = None,
    about_trials: Sequence[Finding] = (),
    correct: Correct | None = None,
) -> list[Finding]:
    """Every finding about the study as a whole, what to fix first coming first.

    Args:
        info: the study.
        trials: all of its trials.
        train_loss: loss of every step; without it nobody can see that trials are alike.
        about_trials: what :func:`diagnose_trials` found: trials that exploded without diverging count as
            infeasible, too.
        correct: which validation examples trials got right at their best evaluation, where that is known.
    """
    ranked = scores(trials)
    exploded = [finding for finding in about_trials if finding.symptom == "exploded"]
    far_above = {trial for finding in exploded for trial in finding.trials}
    return [
        *find_infeasible(info, trials, far_above),
        *find_edge_of_range(info, trials, ranked),
        *find_best_step(trials),
        *find_lead(info, ranked, correct),
        *find_mattered(info, trials),
        *(find_pointless(trials, train_loss) if train_loss is not None else ()),
    ]
