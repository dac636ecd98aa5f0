"""What the trials say together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trainlab.diagnose.best.contenders import ReadsRight
from trainlab.diagnose.best.expected import Expected
from trainlab.diagnose.best.optimistic import find_optimistic
from trainlab.diagnose.best.scores import scores
from trainlab.diagnose.best.seed_noise import find_lead
from trainlab.diagnose.studies.best_step import find_best_step
from trainlab.diagnose.studies.edge_of_range import Ranges, find_edge_of_range
from trainlab.diagnose.studies.infeasible import find_infeasible
from trainlab.diagnose.studies.mattered import judge_settings
from trainlab.diagnose.studies.pointless import Pointless, find_pointless
from trainlab.diagnose.studies.same_trials import Kept
from trainlab.record import Curves, Finding, StudyInfo, Trial


def diagnose_study(
    info: StudyInfo,
    trials: Sequence[Trial],
    train_loss: Curves | None = None,
    about_trials: Sequence[Finding] = (),
    kept: Kept | None = None,
    ranges: Callable[[], Ranges] = dict,
    expected: Expected | None = None,
    right: ReadsRight | None = None,
    searching: bool = False,
) -> list[Finding]:
    """Every finding about the study as a whole, what to fix first coming first.

    Args:
        info: the study.
        trials: all of its trials.
        train_loss: loss of every step; without it equal trials cannot be found.
        about_trials: what :func:`diagnose_trials` found: trials that exploded without diverging count as
            infeasible, too.
        kept: its other curves and its weights, asked where train losses are the same.
        ranges: gives the ends of the ranges that settings were drawn from at random, asked where settings
            act.
        expected: what the best trial is expected to reach on new examples.
        right: reads which validation examples evaluations got right.
        searching: whether it is a search, whose trials were proposed for what they promised and trained for
            unlike lengths: what its settings did is then for its own findings to say.
    """
    ranked = scores(trials)
    exploded = [finding for finding in about_trials if finding.symptom == "exploded"]
    far_above = {trial for finding in exploded for trial in finding.trials}
    if searching:
        return [*find_infeasible(info, trials, far_above), *find_optimistic(info, trials, expected)]
    nothing_new = (
        find_pointless(trials, train_loss, kept) if train_loss is not None else Pointless((), (), frozenset())
    )
    settings = judge_settings(info, trials, nothing_new.without_effect, nothing_new.repeated)
    acting = settings.acting
    return [
        *find_infeasible(info, trials, far_above),
        *find_edge_of_range(info, trials, ranked, settings.decomposition, acting, ranges() if acting else {}),
        *find_best_step(trials),
        *find_optimistic(info, trials, expected),
        *find_lead(info, ranked, right),
        *settings.findings,
        *nothing_new.findings,
    ]
