"""Running a study from Python, and opening a stored one."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.errors import Interrupted, on_one_line
from trainlab.folders import expanded
from trainlab.record import StudyInfo
from trainlab.scale.progress import Progress, Silent
from trainlab.settings import data_settings
from trainlab.store import StudyWriter, find_study
from trainlab.store.names import next_stamp
from trainlab.store.root_lock import one_at_a_time
from trainlab.study.resume import RUNS, resume_study
from trainlab.study.stop import Stop, StopOnInterrupt
from trainlab.study.study import Study
from trainlab.study.unfinished import find_made_since, find_named, is_complete

# What only running needs is imported by the functions that run: opening a study stays quick.
if TYPE_CHECKING:
    from trainlab.data import Dataset
    from trainlab.search import Experiment, Proposal
    from trainlab.study.prepared import Recorder
    from trainlab.study.source import DataSource


def run(
    data: str | os.PathLike[str] | Dataset,
    net: object = None,
    *,
    target: str | None = None,
    pair: Mapping[str, object] | None = None,
    trials: int | None = None,
    seeds: int = 1,
    seed: object = 0,
    name: str | None = None,
    root: str | os.PathLike[str] = RUNS,
    progress: Progress | bool | None = None,
    check: bool = True,
    **settings: object,
) -> Study:
    """Train every setting at once, and keep the loss of every step of every trial.

    Args:
        data: name of a built-in dataset, path of a file, or a :class:`Dataset`.
        net: the architecture, such as ``4-6-6-1``; a list of them is varied.
        target: target column of a table.
        pair: setting -> list of values; these go together, first with first.
        trials: how many draws, where a setting is a random range.
        seeds: repetitions of every setting, with seeds ``seed``, ``seed + 1``, ...
        seed: the first seed, and the seed of random draws; a list or a range of seeds is varied.
        name: name of the study; the data's by default. A study of that name that is unfinished and asks for
            the same goes on.
        root: folder that studies live in.
        progress: whether to show how far it is; by default where somebody watches, in a terminal or a
            notebook. Or what is told instead, with the methods of :class:`trainlab.scale.progress.Progress`.
        check: look at the data before training, and say on standard error what is odd about it; see
            :func:`trainlab.check` for all checks. Nothing that is found stops the study.
        **settings: any setting of the table. A single value is shared by all trials; a list, or a range such
            as ``tl.log(1e-4, 1, 16)``, is varied. Several varied settings multiply. Also how a file is to be
            read: ``missing``, ``drop_missing``, ``ignore``, ``header``, ``separator``, ``decimal``,
            ``thousands``, and the files of other splits, ``validation`` and ``test``; see docs/data.md.

    Returns:
        The finished study.

    Raises:
        TrainlabError: something is named that is unknown or not allowed; nothing is written then.
        Interrupted: Ctrl-C was pressed; the chunk it was at is committed, and :func:`resume` goes on.

    >>> study = run("moons", "2-4-2", learning_rate=[0.1, 1.0], epochs=5, seeds=2)  # doctest: +SKIP
    """
    from trainlab.data.reading import split_said
    from trainlab.search import Experiment
    from trainlab.study.dataset import given_data
    from trainlab.study.progress import watched

    said, given = split_said({**settings, "target": target})
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
    fields = {
        "data": named, **said,
        "set": {name: value for name, value in given.items() if name not in vary},
        "vary": vary, "pair": dict(pair or {}), "trials": trials, "seeds": seeds, "seed": seed or None,
        "name": name, "net": net,
    }  # fmt: skip
    experiment = Experiment.of(**{key: value for key, value in fields.items() if value is not None})
    with watched(progress) as (told, planned):
        return run_experiment(
            experiment, root=expanded(root), progress=told, source=source, planned=planned,
            checked=print_lines if check else None,
        )  # fmt: skip


def _is_varied(values: object) -> bool:
    from trainlab.search import Space, listed

    return isinstance(values, Space) or listed(values) is not None


def _is_list_of_names(setting: str, values: object) -> bool:
    """Whether a list is one value: names, such as those of probes, which are not varied."""
    from trainlab.search import listed
    from trainlab.settings import SETTINGS

    return setting in SETTINGS and SETTINGS[setting].type == "names" and listed(values) is not None


def print_lines(lines: list[str]) -> None:
    """Say something on standard error, a line each; where it is closed or full, nothing is said."""
    with suppress(AttributeError, OSError, ValueError):
        for line in lines:
            sys.stderr.write(f"{on_one_line(line)}\n")


def run_experiment(
    experiment: Experiment,
    *,
    root: Path = RUNS,
    progress: Progress | None = None,
    source: DataSource | None = None,
    planned: Callable[[Proposal], None] | None = None,
    started: Callable[[list[str]], None] | None = None,
    checked: Callable[[list[str]], None] | None = print_lines,
    stop: Stop | None = None,
    since: float | None = None,
) -> Study:
    """Run what an experiment asks for; an unfinished study of its name and the same experiment goes on.

    Args:
        experiment: the experiment.
        root: folder that studies live in.
        progress: told what happens.
        source: the data, if it is not what the experiment's ``data`` names.
        planned: told which trials there will be, before the first is trained.
        started: told then, in lines of text, what starts from trained nets, what does not learn, and what was
            split to fit the memory.
        checked: told then, a line each, what is odd about the data and the first net; None where they are
            not to be checked.

        stop: how it is asked to stop; by Ctrl-C unless told otherwise.
        since: when it was asked for, in seconds since 1970; now by default. A study of the same name and
            experiment that another process has begun since then is the one that is meant.

    Raises:
        TrainlabError: the experiment cannot be run; nothing is written then.
    """
    since = time.time() if since is None else since
    from trainlab.search import propose
    from trainlab.study.dataset import data_source
    from trainlab.study.prepared import Recorder
    from trainlab.study.start import with_absolute_starts

    source = source or data_source(experiment.data, experiment.reading)
    experiment = with_absolute_starts(experiment, root).model_copy(update=source.written)
    proposal = propose(experiment)
    go_on = partial(
        resume_study, progress=progress, source=source, planned=planned, started=started, stop=stop
    )
    if begun := _begun(root, experiment, since):
        _say_whose(begun, started)
        return go_on(begun)
    recorder = Recorder(source.load)
    dataset = recorder.load(data_settings(proposal.settings[0]))
    # Mistakes in the experiment and the data are told above, before JAX is loaded.
    from trainlab.scale.engine import engine

    with engine():
        begun = _train(
            experiment, proposal, recorder, dataset, source, root, since, progress or Silent(), planned,
            started, checked, stop,
        )  # fmt: skip
    if isinstance(begun, Study):
        return begun
    _say_whose(begun, started)
    return go_on(begun)


def _train(
    experiment: Experiment,
    proposal: Proposal,
    recorder: Recorder,
    dataset: Dataset,
    source: DataSource,
    root: Path,
    since: float,
    progress: Progress,
    planned: Callable[[Proposal], None] | None,
    started: Callable[[list[str]], None] | None,
    checked: Callable[[list[str]], None] | None,
    stop: Stop | None,
) -> Study | Path:
    """Plan a study, write it down and train it; or the folder of one that another process made meanwhile."""
    from trainlab.checks import warnings
    from trainlab.scale.free_memory import available_bytes
    from trainlab.scale.memory import fit_memory, split_lines
    from trainlab.scale.plan import all_trials, plan_study
    from trainlab.scale.program_cache import use_cache
    from trainlab.scale.run import train_study
    from trainlab.scale.versions import versions
    from trainlab.study.prepared import to_tensors
    from trainlab.study.start import start_weights, transfer_lines

    wanted = plan_study(proposal.settings, recorder.load, cache(partial(start_weights, root=root)))
    plans = fit_memory(wanted, source.load, available_bytes())
    info = StudyInfo(
        name=experiment.name or dataset.name,
        created=datetime.now(UTC).isoformat(timespec="milliseconds"),
        data=source.name,
        dataset=dataset.facts(),
        varied=proposal.varied,
        versions=versions(),
    )
    if planned is not None:
        planned(proposal)
    if started is not None:
        started([*transfer_lines(plans), *split_lines(wanted, plans), *filter(None, [use_cache()])])
    if checked is not None:
        checked([*dataset.notes, *warnings(plans, dataset)])
    with stop or StopOnInterrupt() as asked:
        with one_at_a_time(root):
            # Others may have been asked for the same, and have been quicker.
            begun = _begun(root, experiment, since)
            writer = (
                None
                if begun
                else StudyWriter.create(
                    root,
                    info,
                    all_trials(plans),
                    [plan.population for plan in plans],
                    experiment.to_yaml(),
                    source.arrays(),
                    to_tensors(recorder.loaded.values()),
                    stamp=next_stamp(root, datetime.now(UTC)),
                )
            )
        if writer is not None:
            with writer:
                train_study(plans, source.load, writer, info, progress, stopping=asked.requested)
                if asked.requested():
                    raise Interrupted(writer.folder)
            return Study(writer.folder)
    assert begun is not None
    return begun


def _say_whose(begun: Path, started: Callable[[list[str]], None] | None) -> None:
    if started is not None and is_complete(begun):
        started([f"another process has trained the study '{begun}' meanwhile: it is not trained again."])


def _begun(root: Path, experiment: Experiment, since: float) -> Path | None:
    """The study that an experiment with a name goes on with, or that another process made of it meanwhile."""
    if experiment.name is None:
        return None
    return find_named(root, experiment) or find_made_since(root, experiment, since)


def open(reference: str | os.PathLike[str] | None = None, root: str | os.PathLike[str] = RUNS) -> Study:
    """Open a stored study.

    Args:
        reference: path of its folder, or its name under ``root``; the newest study by default.
        root: folder that studies live in.

    Raises:
        StudyError: there is no such study.
    """
    return Study(find_study(expanded(root), None if reference is None else os.fspath(reference)))
