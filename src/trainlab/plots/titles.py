"""What a figure is called."""

from __future__ import annotations

from collections.abc import Iterable

from trainlab.record import StudyInfo, Trial


def name_study(info: StudyInfo, trials: Iterable[Trial]) -> str:
    """The data of a study, and its net where there is one only."""
    nets = {str(trial.settings["net"]) for trial in trials if "net" in trial.settings}
    return ", ".join([info.data, *nets]) if len(nets) == 1 else info.data
