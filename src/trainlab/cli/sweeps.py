"""What the commands that sweep share: they train a study, or read a stored one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.cli.training import nothing_written, tell, training
from trainlab.errors import ExperimentError

if TYPE_CHECKING:
    from trainlab.search import Experiment
    from trainlab.study import Study


def check_source(command: str, data: str | None, study: str | None) -> None:
    """Either data to train on or a study to read must be named.

    Raises:
        ExperimentError: both are, or neither is.
    """
    if data is None and study is None:
        raise ExperimentError(
            f"{command} needs data to train on, such as 'trainlab {command} moons --net 2-4-2', "
            "or --study STUDY."
        )
    if data is not None and study is not None:
        raise ExperimentError(f"{command} trains on data or reads a study: give {data} or --study, not both.")


def swept_study(study: str | None, root: Path, experiment: Callable[[], Experiment]) -> Study:
    """The stored study that is named, or else a new one, run under a progress line; signals stop it.

    Args:
        study: name or folder of a stored study.
        root: folder that studies live in.
        experiment: makes the experiment of a new one.
    """
    from trainlab.study import open as open_study
    from trainlab.study import run_experiment

    if study is not None:
        return open_study(study, root)
    nothing_written()
    made = experiment()
    with training() as (progress, stop):
        return run_experiment(
            made, root=root, progress=progress, planned=progress.planned, started=tell, checked=tell,
            stop=stop,
        )  # fmt: skip
