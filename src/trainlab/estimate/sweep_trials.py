"""Whether the trials of a study are those of a sweep."""

from __future__ import annotations

from collections.abc import Sequence

from trainlab.errors import StudyError
from trainlab.record import Trial
from trainlab.settings import Value


def check_differ_only(name: str, trials: Sequence[Trial], may_differ: set[str], listed: str) -> None:
    """Refuse trials that differ in more than a sweep may.

    Args:
        name: the study's name.
        trials: its trials.
        may_differ: settings that they may differ in.
        listed: those that a person varies, in words.

    Raises:
        StudyError: they differ in something else.
    """
    values: dict[str, set[Value | None]] = {}
    for setting in dict.fromkeys(setting for trial in trials for setting in trial.settings):
        values[setting] = {trial.settings.get(setting) for trial in trials}
    others = [setting for setting, found in values.items() if len(found) > 1 and setting not in may_differ]
    if others:
        raise StudyError(
            f"the trials of study {name} differ in {', '.join(others)}: those of a sweep differ in "
            f"{listed} only."
        )
