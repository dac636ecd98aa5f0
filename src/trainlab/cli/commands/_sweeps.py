"""What the commands that sweep share: they train a study, or read a stored one, and show what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.cli.commands._training import nothing_written, training
from trainlab.cli.output.printed import say
from trainlab.cli.process.signals import signals
from trainlab.errors import ExperimentError

if TYPE_CHECKING:
    from trainlab.experiments import Experiment
    from trainlab.study import Study
    from trainlab.sweeps.results import BatchSweep, RateSweep


def check_request(command: str, data: str | None, study: str | None, output: Path | None) -> None:
    """Either data to train on or a study to read must be named, and a picture's format be known.

    Raises:
        ExperimentError: both are named, or neither is.
        PlotError: the picture's ending is that of no format.
    """
    if data is None and study is None:
        raise ExperimentError(
            f"{command} needs data to train on, such as 'trainlab {command} moons --net 2-4-2', "
            "or --study STUDY."
        )
    if data is not None and study is not None:
        raise ExperimentError(f"{command} trains on data or reads a study: give {data} or --study, not both.")
    if output is not None:
        from trainlab.cli.process.load_plots import load_plots

        load_plots()
        from trainlab.plots.draw.save import check_format

        check_format(output)


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
    with training() as progress:
        return run_experiment(made, root=root, observer=progress, since=signals.since)


def show_sweep(study: Study, sweep: RateSweep | BatchSweep, output: Path | None, as_json: bool) -> None:
    """Draw what a sweep says, if it is to be drawn, and print it.

    Args:
        study: the study that was read.
        sweep: what it says.
        output: the picture to draw.
        as_json: whether JSON is printed, and nothing else.
    """
    if output is not None:
        from trainlab.plots import save_figure

        save_figure(sweep.plot(), output)
    if as_json:
        from trainlab.cli.output.json import print_json, sweep_json

        print_json(sweep_json(sweep))
        return
    from trainlab.cli.reports.sweeps import print_sweep

    print_sweep(sweep)
    say(f"study: {study.folder}")
    if output is not None:
        say(output)
