"""Running a study from Python."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.folders import RUNS, expanded
from trainlab.scale.executors.where import HERE, LOCAL, Where
from trainlab.scale.observer import Observer
from trainlab.store import StudyWriter
from trainlab.store.folder.names import next_stamp
from trainlab.store.folder.root_lock import one_at_a_time
from trainlab.study.running.quiet import Quiet
from trainlab.study.running.resume import continuable, resume_study, settled
from trainlab.study.running.unfinished import find_made_since, find_named, is_complete
from trainlab.study.study import Study

# What only running needs is imported by the functions that run: opening a study stays quick.
if TYPE_CHECKING:
    from trainlab.data import Dataset
    from trainlab.experiments import Experiment
    from trainlab.scale.executors.machines import Machines
    from trainlab.scale.plans.study_plan import StudyPlan
    from trainlab.study.data.source import DataSource
    from trainlab.study.running.prepare import Prepared
    from trainlab.study.running.searching.recorded import Objective


def run(
    data: str | os.PathLike[str] | Dataset,
    net: object = None,
    *,
    target: str | None = None,
    pair: Mapping[str, object] | None = None,
    trials: int | None = None,
    draws: str | None = None,
    seeds: int = 1,
    seed: object = 0,
    name: str | None = None,
    root: str | os.PathLike[str] = RUNS,
    on: str = LOCAL,
    devices: int | None = None,
    progress: Observer | bool | None = None,
    check: bool = True,
    **settings: object,
) -> Study:
    """Train every setting at once, and keep the loss of every step of every trial.

    Args:
        data: name of a built-in dataset, path of a file, or a :class:`Dataset`.
        net: the architecture, such as ``4-6-6-1``; a list of them is varied, and one with braces, such as
            ``784-{64..512}x{1..3}-10``, is drawn from (docs/howto/spaces.md).
        target: target column of a table.
        pair: setting -> list of values; these go together, first with first.
        trials: how many draws, where a setting is a random range; where all values can be listed, all of
            them by default.
        draws: ``sobol`` for draws that are evenly spread, the default, or ``random`` for independent ones.
        seeds: repetitions of every setting, with seeds ``seed``, ``seed + 1``, ...
        seed: the first seed, and the seed of random draws; a list or a range of seeds is varied.
        name: name of the study; the data's by default. A study of that name that is unfinished and asks for
            the same is resumed.
        root: folder that studies live in.
        on: where it trains: ``local``, this machine, or ``ray``, the nodes of a cluster; see docs/cluster.md.
        devices: cores, or accelerators, that it takes at most; all by default.
        progress: whether to show how far it is; by default where somebody watches, in a terminal or a
            notebook. Or your own :class:`Observer`, which is notified of what happens.
        check: look at the data before training, and say on standard error what is odd about it; see
            :func:`trainlab.check` for all checks. Nothing that is found stops the study.
        **settings: any setting of the table. A single value is shared by all trials; a list, or a range such
            as ``tl.log(1e-4, 1, 16)``, is varied; ``"usual"`` is drawn from the usual range of the setting.
            Several varied settings multiply. Also how a file is to be
            read: ``missing``, ``drop_missing``, ``ignore``, ``header``, ``separator``, ``decimal``,
            ``thousands``, and the files of other splits, ``validation`` and ``test``; see docs/data.md.

    Returns:
        The finished study.

    Raises:
        TrainlabError: something is named that is unknown or not allowed; nothing is written then.
        Interrupted: Ctrl-C was pressed; the chunk it was at is committed, and :func:`resume` continues.

    >>> study = run("moons", "2-4-2", learning_rate=[0.1, 1.0], epochs=5, seeds=2)  # doctest: +SKIP
    """
    from trainlab.study.running.progress import watched

    where = Where.of(on, devices)
    experiment, source = asked(
        data, net, {**settings, "target": target}, pair=dict(pair or {}), trials=trials, draws=draws,
        seeds=seeds, seed=seed, name=name,
    )  # fmt: skip
    with watched(progress) as observer:
        return run_experiment(
            experiment, root=expanded(root), observer=observer, source=source, check=check, where=where
        )


def asked(
    data: object, net: object, given: Mapping[str, object], *, seed: object, **fields: object
) -> tuple[Experiment, DataSource | None]:
    """The experiment of a call from Python, and where its data comes from if its name does not say so.

    Args:
        data: name of a built-in dataset, path of a file, or a :class:`Dataset`.
        net: the architecture, or a list of them.
        given: settings by name, one value or several of each, and how a file is to be read.
        seed: the first seed, or a list or a range of them.
        **fields: fields of the experiment; None where nothing is said.

    Raises:
        ExperimentError: it is not allowed.
    """
    from trainlab.data.reading import split_said
    from trainlab.experiments import Experiment
    from trainlab.study.data.dataset import given_data

    said, given = split_said(dict(given))
    if _is_varied(net):
        given["net"], net = net, None
    if _is_varied(seed):
        given["seed"], seed = seed, None
    named, source = given_data(data, said)
    vary = {
        name: values
        for name, values in given.items()
        if _is_varied(values) and not _is_list_of_names(name, values)
    }
    shared = {name: value for name, value in given.items() if name not in vary}
    fields = {
        "data": named, **said, "set": shared, "vary": vary, "seed": seed or None, "net": net, **fields,
    }  # fmt: skip
    return Experiment.of(**{key: value for key, value in fields.items() if value is not None}), source


def _is_varied(values: object) -> bool:
    from trainlab.experiments import Space, listed
    from trainlab.specs.setting import USUAL

    if isinstance(values, str):
        return values == USUAL
    return isinstance(values, Space) or listed(values) is not None


def _is_list_of_names(setting: str, values: object) -> bool:
    """Whether a list is one value: names, such as those of probes, which are not varied."""
    from trainlab.experiments import listed
    from trainlab.settings import SETTINGS

    return setting in SETTINGS and SETTINGS[setting].type == "names" and listed(values) is not None


def run_experiment(
    experiment: Experiment,
    *,
    root: Path = RUNS,
    observer: Observer | None = None,
    source: DataSource | None = None,
    check: bool = True,
    since: float | None = None,
    where: Where = HERE,
    objective: Objective | None = None,
) -> Study:
    """Run what an experiment asks for; an unfinished study of its name and the same experiment is resumed.

    Args:
        experiment: the experiment.
        root: folder that studies live in.
        observer: notified of what happens, and asked whether to stop; by default Ctrl-C stops it.
        source: the data, if it is not what the experiment's ``data`` names.
        check: whether data and the first net are looked at before training.
        since: when it was asked for, in seconds since 1970; now by default. A study of the same name and
            experiment that another process has begun since then is the one that is meant.
        where: where it trains.
        objective: a function of a trial that a search makes as small as it can, in place of a curve.

    Raises:
        TrainlabError: the experiment cannot be run; nothing is written then.
        Interrupted: it was asked to stop, and did.
    """
    since = time.time() if since is None else since
    observer = observer or Quiet()
    if experiment.search is not None:
        from trainlab.study.running.searching.first_round import prepare_search as prepare
    else:
        from trainlab.study.running.prepare import prepare

    prepared = prepare(experiment, root, source)
    begun = _begun(root, prepared.experiment, since)
    if begun is None:
        # Mistakes in the experiment and the data are reported above, before JAX is loaded.
        from trainlab.scale.engine import engine

        with where.joined(), engine(), where.opened() as machines:
            from trainlab.study.data.data_record import to_tensors

            planned, train = _plan(prepared, root, check, machines, objective)
            with observer.stop:
                with one_at_a_time(root):
                    # Others may have been asked for the same, and have been quicker.
                    begun = _begun(root, prepared.experiment, since)
                    writer = None if begun else StudyWriter.create(
                        root, planned.info, planned.trials, [one.population for one in planned.populations],
                        prepared.experiment.to_yaml(), prepared.source.arrays(), to_tensors(prepared.records),
                        stamp=next_stamp(root, datetime.now(UTC)),
                    )  # fmt: skip
                if writer is not None:
                    with writer, continuable(writer.folder, observer):
                        executor = machines.executor(planned, observer)
                        train(writer, observer, executor=executor)
                    return settled(Study(writer.folder))
    assert begun is not None
    if is_complete(begun):
        observer.noted(
            [f"another process has trained the study '{begun}' meanwhile: it is not trained again."]
        )
    return resume_study(begun, observer=observer, source=prepared.source, where=where, objective=objective)


def _plan(
    prepared: Prepared, root: Path, check: bool, machines: Machines, objective: Objective | None
) -> tuple[StudyPlan, Callable[..., object]]:
    """The plan of a new study, and what trains it: all that is asked for at once, or a search."""
    if prepared.experiment.search is None:
        from trainlab.scale.run import train_study
        from trainlab.study.running.plan import plan

        planned = plan(prepared, root, check, machines)
        return planned, partial(train_study, planned)
    from trainlab.study.running.searching.first_round import plan_first_round
    from trainlab.study.running.searching.search_run import train_search

    planned, first = plan_first_round(prepared, root, check, machines)
    return planned, partial(train_search, prepared.experiment, planned, first, machines, objective=objective)


def _begun(root: Path, experiment: Experiment, since: float) -> Path | None:
    """The study that an experiment with a name resumes, or that another process made of it meanwhile."""
    if experiment.name is None:
        return None
    return find_named(root, experiment) or find_made_since(root, experiment, since)
