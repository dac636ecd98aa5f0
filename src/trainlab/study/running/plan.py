"""Planning: from what is prepared, or what is left of a stored study, to populations that fit the machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.errors import StudyError
from trainlab.record import Checkpoint, StudyInfo
from trainlab.settings import data_settings
from trainlab.store import StudyReader
from trainlab.study.running.departures import check_versions, needed_devices

# Planning imports JAX: each function does so itself, once the engine is there.
if TYPE_CHECKING:
    from trainlab.scale.executors.machines import Machines
    from trainlab.scale.plans.plan import PopulationPlan
    from trainlab.scale.plans.study_plan import StudyPlan
    from trainlab.study.data.source import DataSource
    from trainlab.study.running.prepare import Prepared


def plan(prepared: Prepared, root: Path, check: bool = True, machines: Machines | None = None) -> StudyPlan:
    """Plan a new study; to be called inside of :func:`trainlab.scale.engine.engine`.

    Args:
        prepared: what is asked.
        root: folder that studies live in.
        check: whether data and the first net are looked at.
        machines: what it trains on; this machine by default.

    Raises:
        TrainlabError: nets, data and settings do not go together, or there is not enough memory.
    """
    from trainlab.checks import warnings
    from trainlab.scale.executors.machines import ThisMachine
    from trainlab.scale.plans.memory import fit_memory, split_lines
    from trainlab.scale.plans.plan import plan_study
    from trainlab.scale.plans.study_plan import StudyPlan
    from trainlab.scale.programs.program_cache import use_cache
    from trainlab.study.networks.start import start_weights, transfer_lines

    proposal, source = prepared.proposal, prepared.source
    dataset = source.load(data_settings(proposal.settings[0]))
    there = machines or ThisMachine()
    weights = cache(partial(start_weights, root=root))
    wanted = plan_study(proposal.settings, source.load, weights, there.devices)
    fitting = fit_memory(wanted, source.load, there.available_bytes())
    plans = there.cut(fitting)
    info = StudyInfo(
        name=prepared.experiment.name or dataset.name,
        created=datetime.now(UTC).isoformat(timespec="milliseconds"),
        data=source.name,
        dataset=dataset.facts(),
        varied=proposal.varied,
        versions=there.versions(),
    )
    return StudyPlan(
        info, plans, source.load, duplicates=proposal.duplicates,
        notes=[
            *proposal.notes, *transfer_lines(plans), *split_lines(wanted, fitting), *there.notes,
            *filter(None, [use_cache()]),
        ],
        warnings=[*dataset.notes, *warnings(plans, dataset)] if check else (),
    )  # fmt: skip


def plan_rest(
    reader: StudyReader,
    checkpoints: Sequence[Checkpoint],
    source: DataSource | None = None,
    anyway: bool = False,
    machines: Machines | None = None,
) -> StudyPlan:
    """Plan what is left of a stored study; to be called inside of the engine.

    Args:
        reader: the study.
        checkpoints: the latest checkpoints of its populations.
        source: the data, if it is not what the study keeps or names.
        anyway: continue although what the study runs on has changed.
        machines: what it trains on; this machine by default.

    Raises:
        StudyError: it would not continue as it began.
        ResourceError: there is not enough memory.
    """
    from trainlab.scale.executors.machines import ThisMachine
    from trainlab.scale.machine.devices import devices_there
    from trainlab.scale.plans.continued import continued_plans
    from trainlab.scale.plans.memory import check_fits
    from trainlab.scale.plans.plan import plan_study
    from trainlab.scale.plans.study_plan import StudyPlan
    from trainlab.scale.programs.program_cache import use_cache
    from trainlab.study.data.dataset import checked_load, stored_source
    from trainlab.study.networks.start import start_weights, transfer_lines
    from trainlab.study.networks.usable import usable_trial

    there = machines or ThisMachine()
    info, populations = reader.info, reader.populations()
    trials = [usable_trial(trial, info.data, info.name) for trial in reader.trials()]
    info = check_versions(info, there.versions(), needed_devices(populations), devices_there(), anyway)
    source = source or stored_source(reader)
    settings = [trial.settings for trial in trials]
    load = checked_load(reader, source, settings)
    wanted = plan_study(settings, load, cache(partial(start_weights, root=reader.folder.parent)))
    plans = continued_plans(wanted, trials, populations, info.name)
    _check_checkpoints(reader, plans, checkpoints)
    left = [replace(plan, trials=tuple(one for one in plan.trials if not one.over)) for plan in plans]
    check_fits(left, load, there.available_bytes())
    over = sum(trial.over for trial in trials)
    line = f"resuming {reader.folder}: {over:,} of {len(trials):,} trials are over."
    return StudyPlan(
        info, plans, source.load, checkpoints,
        notes=[*transfer_lines(plans), *there.notes, *filter(None, [use_cache()]), line],
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
