"""The title of a figure."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from trainlab.record import StudyInfo, Trial


def name_study(info: StudyInfo, trials: Iterable[Trial]) -> str:
    """The data of a study (of a file its name alone), and its net where there is one only."""
    data = PurePath(info.data).name or info.data
    nets = {str(trial.settings["net"]) for trial in trials if "net" in trial.settings}
    return ", ".join([data, *nets]) if len(nets) == 1 else data
