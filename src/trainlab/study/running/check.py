"""Checking a net and its data before training, from Python."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.folders import RUNS, expanded
from trainlab.settings import data_settings
from trainlab.study.running.quiet import print_lines

if TYPE_CHECKING:
    from trainlab.checks import CheckReport
    from trainlab.data import Dataset
    from trainlab.experiments import Experiment
    from trainlab.study.data.source import DataSource


def check(
    data: str | os.PathLike[str] | Dataset,
    net: object = None,
    *,
    target: str | None = None,
    seed: int = 0,
    root: str | os.PathLike[str] = RUNS,
    **settings: object,
) -> CheckReport:
    """Check a net and its data before training: loss, gradient, signal, units, data; see docs/checks.md.

    Args:
        data: name of a built-in dataset, path of a file, or a :class:`Dataset`.
        net: the architecture, such as ``4-6-6-1``.
        target: target column of a table.
        seed: seed of the initial weights.
        root: folder that studies live in, for ``start_from``.
        **settings: any setting of the table, a single value each, and how a file is to be read, as for
            :func:`trainlab.run`.

    Returns:
        The report: ``report.passed``, ``report["gradient"].value``, ``print(report)``.

    Raises:
        TrainlabError: something is named that is unknown or not allowed.

    >>> report = check("moons", "2-4-2")  # doctest: +SKIP
    >>> [result.check for result in report if result.verdict == "fail"]  # doctest: +SKIP
    []
    """
    from trainlab.data.reading import split_said
    from trainlab.experiments import Experiment
    from trainlab.study.data.dataset import given_data

    said, settings = split_said({**settings, "target": target})
    named, source = given_data(data, said)
    fields = {"data": named, "net": net, **said, "set": settings, "seed": seed or None}
    experiment = Experiment.of(**{key: value for key, value in fields.items() if value is not None})
    return check_experiment(experiment, root=expanded(root), source=source)


def check_experiment(
    experiment: Experiment,
    *,
    root: Path = RUNS,
    source: DataSource | None = None,
    noted: Callable[[Sequence[str]], None] = print_lines,
) -> CheckReport:
    """Check the first trial of an experiment.

    Args:
        experiment: the experiment.
        root: folder that studies live in.
        source: the data, if it is not what the experiment's ``data`` names.
        noted: called with what was assumed when the data was read, in lines of text.

    Raises:
        TrainlabError: the experiment cannot be run.
    """
    from trainlab.experiments import propose
    from trainlab.study.data.dataset import data_source
    from trainlab.study.networks.start import start_weights, with_absolute_starts
    from trainlab.study.running._found_task import with_found_task
    from trainlab.study.running.prepare import check_nets

    source = source or data_source(experiment.data, experiment.reading)
    experiment = with_absolute_starts(experiment, root).model_copy(update=source.written)
    experiment = with_found_task(experiment, source)
    # Layers that could be computed once are checked like the others.
    first = {**propose(experiment).settings[0], "cache_prefix": False}
    dataset = source.load(data_settings(first))
    noted([*dataset.notes])
    check_nets([first], dataset)
    # Mistakes in the experiment and the data are reported above, before JAX is loaded.
    from trainlab.scale.engine import engine

    with engine():
        from trainlab.checks.all_checks import all_checks
        from trainlab.checks.subject import subject_of
        from trainlab.scale.machine.free_memory import available_bytes
        from trainlab.scale.plans.memory import check_fits_checks
        from trainlab.scale.plans.plan import plan_study

        (plan,) = plan_study([first], source.load, cache(partial(start_weights, root=root)))
        check_fits_checks(plan, dataset, available_bytes())
        return all_checks(subject_of(plan, dataset))
