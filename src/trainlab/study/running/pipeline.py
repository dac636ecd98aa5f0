"""Before training: an experiment is prepared, then planned; of a stored study the rest is planned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.errors import Interrupted, ResourceError, StorageError, StudyError
from trainlab.record import Checkpoint, StudyInfo
from trainlab.scale.observer import Observer, StopRequested
from trainlab.settings import data_settings
from trainlab.store import StudyReader
from trainlab.study.running.departures import check_versions, needed_devices

# Planning imports JAX: what is prepared needs none, so that mistakes are reported before it is loaded.
if TYPE_CHECKING:
    from trainlab.scale.plans.plan import PopulationPlan
    from trainlab.scale.plans.study_plan import StudyPlan
    from trainlab.search import Experiment, Proposal
    from trainlab.settings import Settings
    from trainlab.study.data.data_record import DataRecord, DataSettings
    from trainlab.study.data.source import DataSource


@dataclass(frozen=True, slots=True)
class Prepared:
    """An experiment whose settings and data have been read.

    Attributes:
        experiment: what was asked, with absolute paths.
        proposal: the settings of its trials.
        source: where its data comes from.
        records: what a study records of its datasets, those of the first trials first.
    """

    experiment: Experiment
    proposal: Proposal
    source: DataSource
    records: Sequence[DataRecord]


def prepare(experiment: Experiment, root: Path, source: DataSource | None = None) -> Prepared:
    """Read an experiment's settings and data, and see that its nets fit the data.

    Args:
        experiment: the experiment.
        root: folder that studies live in.
        source: the data, if it is not what the experiment's ``data`` names.

    Raises:
        TrainlabError: something is unknown or not allowed, or the data cannot be read.
    """
    from trainlab.search import propose
    from trainlab.study.data.data_record import DataRecord
    from trainlab.study.data.dataset import data_source
    from trainlab.study.networks.start import with_absolute_starts
    from trainlab.study.running._fitting_nets import check_nets

    source = source or data_source(experiment.data, experiment.reading)
    experiment = with_absolute_starts(experiment, root).model_copy(update=source.written)
    proposal = propose(experiment)
    by_data: dict[DataSettings, list[Settings]] = {}
    for settings in proposal.settings:
        by_data.setdefault(data_settings(settings), []).append(settings)
    records = []
    for data, trials in by_data.items():
        dataset = source.load(data)
        records.append(DataRecord.of(data, dataset))
        check_nets(trials, dataset)
    return Prepared(experiment, proposal, source, records)


def plan(prepared: Prepared, root: Path, check: bool = True) -> StudyPlan:
    """Plan a new study; to be called inside of :func:`trainlab.scale.engine.engine`.

    Args:
        prepared: what is asked.
        root: folder that studies live in.
        check: whether data and the first net are looked at.

    Raises:
        TrainlabError: nets, data and settings do not go together, or there is not enough memory.
    """
    from trainlab.checks import warnings
    from trainlab.scale.machine.free_memory import available_bytes
    from trainlab.scale.machine.versions import versions
    from trainlab.scale.plans.memory import fit_memory, split_lines
    from trainlab.scale.plans.plan import plan_study
    from trainlab.scale.plans.study_plan import StudyPlan
    from trainlab.scale.programs.program_cache import use_cache
    from trainlab.study.networks.start import start_weights, transfer_lines

    proposal, source = prepared.proposal, prepared.source
    dataset = source.load(data_settings(proposal.settings[0]))
    wanted = plan_study(proposal.settings, source.load, cache(partial(start_weights, root=root)))
    plans = fit_memory(wanted, source.load, available_bytes())
    info = StudyInfo(
        name=prepared.experiment.name or dataset.name,
        created=datetime.now(UTC).isoformat(timespec="milliseconds"),
        data=source.name,
        dataset=dataset.facts(),
        varied=proposal.varied,
        versions=versions(),
    )
    return StudyPlan(
        info, plans, source.load, duplicates=proposal.duplicates,
        notes=[
            *proposal.notes, *transfer_lines(plans), *split_lines(wanted, plans),
            *filter(None, [use_cache()]),
        ],
        warnings=[*dataset.notes, *warnings(plans, dataset)] if check else (),
    )  # fmt: skip


def plan_rest(
    reader: StudyReader,
    checkpoints: Sequence[Checkpoint],
    source: DataSource | None = None,
    anyway: bool = False,
) -> StudyPlan:
    """Plan what is left of a stored study; to be called inside of the engine.

    Args:
        reader: the study.
        checkpoints: the latest checkpoints of its populations.
        source: the data, if it is not what the study keeps or names.
        anyway: continue although what the study runs on has changed.

    Raises:
        StudyError: it would not continue as it began.
        ResourceError: there is not enough memory.
    """
    from trainlab.scale.machine.devices import devices_there
    from trainlab.scale.machine.free_memory import available_bytes
    from trainlab.scale.machine.versions import versions
    from trainlab.scale.plans.continued import continued_plans
    from trainlab.scale.plans.memory import check_fits
    from trainlab.scale.plans.plan import plan_study
    from trainlab.scale.plans.study_plan import StudyPlan
    from trainlab.scale.programs.program_cache import use_cache
    from trainlab.study.data.dataset import checked_load, stored_source
    from trainlab.study.networks.start import start_weights, transfer_lines
    from trainlab.study.networks.usable import usable_trial

    info, populations = reader.info, reader.populations()
    trials = [usable_trial(trial, info.data, info.name) for trial in reader.trials()]
    info = check_versions(info, versions(), needed_devices(populations), devices_there(), anyway)
    source = source or stored_source(reader)
    settings = [trial.settings for trial in trials]
    load = checked_load(reader, source, settings)
    wanted = plan_study(settings, load, cache(partial(start_weights, root=reader.folder.parent)))
    plans = continued_plans(wanted, trials, populations, info.name)
    _check_checkpoints(reader, plans, checkpoints)
    left = [replace(plan, trials=tuple(one for one in plan.trials if not one.over)) for plan in plans]
    check_fits(left, load, available_bytes())
    over = sum(trial.over for trial in trials)
    line = f"resuming {reader.folder}: {over:,} of {len(trials):,} trials are over."
    return StudyPlan(
        info, plans, source.load, checkpoints,
        notes=[*transfer_lines(plans), *filter(None, [use_cache()]), line],
    )  # fmt: skip


def _check_checkpoints(
    reader: StudyReader, plans: Sequence[PopulationPlan], checkpoints: Sequence[Checkpoint]
) -> None:
    standing = {checkpoint.population for checkpoint in checkpoints}
    for plan in plans:
        begun = any(trial.status != "planned" for trial in plan.trials)
        if begun and not all(trial.over for trial in plan.trials) and plan.population.id not in standing:
            raise StudyError(
                f"the study '{reader.folder}' cannot be continued: it has lost the checkpoint of population "
                f"{plan.population.id}."
            )


@contextmanager
def continuable(folder: Path, observer: Observer) -> Iterator[None]:
    """What ends the training of a study early says how the study is continued.

    Args:
        folder: the study's.
        observer: whoever is asked whether to stop.

    Raises:
        Interrupted: it was asked to stop, and did so when the chunk it was at had been committed.
        StorageError, ResourceError: disk or memory ran out; the message says how to continue.
    """
    try:
        yield
    except StopRequested:
        raise Interrupted(folder) from None
    except (StorageError, ResourceError) as error:
        advice = (
            f"What was committed is kept: once that is put right, continue with 'trainlab resume {folder}'."
        )
        raise type(error)(f"{error} {advice}") from error
    if observer.stop.requested():
        raise Interrupted(folder)
