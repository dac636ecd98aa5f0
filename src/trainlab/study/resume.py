"""Going on with a study that was killed, interrupted, or ran out of disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.errors import Interrupted, StudyError
from trainlab.folders import expanded
from trainlab.scale.progress import Progress, Silent
from trainlab.store import StudyReader, StudyWriter
from trainlab.study.departures import check_versions, needed_devices
from trainlab.study.stop import Stop, StopOnInterrupt
from trainlab.study.study import Study
from trainlab.study.unfinished import find_unfinished, is_complete, put_at_rest

# What only running needs is imported by the functions that run: opening a study stays quick.
if TYPE_CHECKING:
    from trainlab.search import Proposal
    from trainlab.study.source import DataSource

RUNS = Path("runs")
"""Where studies live unless told otherwise."""


def resume(
    study: str | os.PathLike[str] | None = None,
    *,
    root: str | os.PathLike[str] = RUNS,
    anyway: bool = False,
    progress: Progress | bool | None = None,
) -> Study:
    """Go on with a study from its last commit; it ends as if it had never stopped, to the last bit.

    Args:
        study: its folder, or its name under ``root``; the newest that is not finished by default.
        root: folder that studies live in.
        anyway: go on although something has changed that its numbers depend on, such as the version of JAX.
            ``info.departures`` of the study tells of it then.
        progress: whether to show how far it is, as for :func:`run`.

    Returns:
        The finished study. One that was finished before is left as it is.

    Raises:
        StudyError: there is no such study, another process writes it, or it would not go on as it began:
            its data, or what it runs on, has changed.
        Interrupted: Ctrl-C was pressed; what was made is committed.

    >>> study = resume("moons")  # doctest: +SKIP
    """
    folder = find_unfinished(expanded(root), None if study is None else os.fspath(study))
    if is_complete(folder):
        return resume_study(folder, anyway=anyway)
    from trainlab.study.progress import watched

    with watched(progress) as (told, planned):
        return resume_study(folder, anyway=anyway, progress=told, planned=planned)


def resume_study(
    folder: Path,
    *,
    anyway: bool = False,
    progress: Progress | None = None,
    source: DataSource | None = None,
    planned: Callable[[Proposal], None] | None = None,
    started: Callable[[list[str]], None] | None = None,
    stop: Stop | None = None,
) -> Study:
    """Go on with the study of a folder; see :func:`resume`.

    Args:
        folder: the study's folder.
        anyway: go on although what the study runs on has changed.
        progress: told what happens.
        source: the data, if it is not what the study keeps or names.
        planned: told which trials there are.
        started: told then, in lines of text, where the study stands.
        stop: how it is asked to stop; by Ctrl-C unless told otherwise.
    """
    if is_complete(folder):
        put_at_rest(folder)
        return Study(folder)
    reader = StudyReader(folder)
    with stop or StopOnInterrupt() as stop, StudyWriter.open(folder) as writer:
        info = reader.info
        if reader.finished:  # killed while its curves were compacted
            writer.finish(info)
        else:
            from trainlab.scale.engine import engine

            with engine(needed_devices(reader.populations())):
                _go_on(reader, writer, anyway, progress or Silent(), source, planned, started, stop)
        if stop.requested():
            raise Interrupted(folder)
    return Study(folder)


def _go_on(
    reader: StudyReader,
    writer: StudyWriter,
    anyway: bool,
    progress: Progress,
    source: DataSource | None,
    planned: Callable[[Proposal], None] | None,
    started: Callable[[list[str]], None] | None,
    stop: Stop,
) -> None:
    from trainlab.scale.continued import continued_plans
    from trainlab.scale.devices import devices_there
    from trainlab.scale.plan import plan_study
    from trainlab.scale.program_cache import use_cache
    from trainlab.scale.run import train_study
    from trainlab.scale.versions import versions
    from trainlab.search import Proposal
    from trainlab.study.dataset import checked_load, stored_source
    from trainlab.study.start import start_weights, transfer_lines
    from trainlab.study.usable import usable_trial

    info, populations = reader.info, reader.populations()
    trials = [usable_trial(trial, info.data, info.name) for trial in reader.trials()]
    info = check_versions(info, versions(), needed_devices(populations), devices_there(), anyway)
    source = source or stored_source(reader)
    settings = [trial.settings for trial in trials]
    load = checked_load(reader, source, settings)
    planned_now = plan_study(settings, load, cache(partial(start_weights, root=reader.folder.parent)))
    plans = continued_plans(planned_now, trials, populations, info.name)
    if planned is not None:
        planned(Proposal(settings, info.varied, 0))
    if started is not None:
        over = sum(trial.over for trial in trials)
        line = f"going on with {reader.folder}: {over:,} of {len(trials):,} trials are over."
        started([*transfer_lines(plans), *filter(None, [use_cache()]), line])
    checkpoints = writer.checkpoints()
    standing = {checkpoint.population for checkpoint in checkpoints}
    for plan in plans:
        begun = any(trial.status != "planned" for trial in plan.trials)
        if begun and not all(trial.over for trial in plan.trials) and plan.population.id not in standing:
            raise StudyError(
                f"the study '{reader.folder}' cannot be continued: it has lost the checkpoint of population "
                f"{plan.population.id}."
            )
    if info.departures != reader.info.departures:
        writer.describe(info)
    train_study(plans, source.load, writer, info, progress, checkpoints=checkpoints, stopping=stop.requested)
