"""Whether a stored study is a search, and what is said of its trials then."""

from __future__ import annotations

from collections.abc import Sequence

from trainlab.record import Finding, Trial
from trainlab.store import StudyReader

NOT_OF_STOPPED = ("still falling", "never learned", "slow line")
"""Symptoms that say how long to train, or what became of a trial: not of one that the search stopped."""


def is_search(reader: StudyReader) -> bool:
    """Whether a study is a search."""
    return bool(reader.rounds())


def without_stopped(findings: Sequence[Finding], trials: Sequence[Trial]) -> list[Finding]:
    """Findings about trials, without those that a search made untrue when it stopped their trials.

    Args:
        findings: about one trial each.
        trials: the trials of the search.
    """
    stopped = {trial.id for trial in trials if trial.stopped_by == "search"}
    return [
        one for one in findings if one.symptom not in NOT_OF_STOPPED or not stopped.issuperset(one.trials)
    ]


def find_of_search(reader: StudyReader, trials: Sequence[Trial]) -> list[Finding]:
    """The findings of a search: its answer, what mattered in it, whether more of it would pay."""
    from trainlab.study.answers.search_findings import find_searched  # half a second of imports

    return find_searched(reader, trials)
