"""Preparing: settings and data are read and checked, before JAX is loaded and anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.errors import SettingError
from trainlab.metrics import METRICS
from trainlab.nets import check_fit, matching_layers
from trainlab.settings import Settings, check_known, data_settings
from trainlab.tasks import metrics_of
from trainlab.train.recipe import net_of

if TYPE_CHECKING:
    from trainlab.data import Dataset
    from trainlab.experiments import Experiment, Proposal
    from trainlab.study.data.data_record import DataRecord, DataSettings
    from trainlab.study.data.source import DataSource

SAID_OF_NETS = ("net", "activation", "freeze", "reuse", "dropout", "input_dropout", "metric")
"""Settings that a net is read with."""


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
    from trainlab.experiments import propose

    def of_trials(read: Experiment) -> tuple[Proposal, list[Settings]]:
        proposal = propose(read)
        return proposal, proposal.settings

    return prepare_settings(experiment, root, source, of_trials)


def prepare_settings(
    experiment: Experiment,
    root: Path,
    source: DataSource | None,
    proposed: Callable[[Experiment], tuple[Proposal, list[Settings]]],
) -> Prepared:
    """Read an experiment's data and see that the nets of its trials fit it.

    Args:
        experiment: the experiment.
        root: folder that studies live in.
        source: the data, if it is not what the experiment's ``data`` names.
        proposed: makes of an experiment its trials, and settings that show every way to prepare the data.

    Raises:
        TrainlabError: something is unknown or not allowed, or the data cannot be read.
    """
    from trainlab.study.data.data_record import DataRecord
    from trainlab.study.data.dataset import data_source
    from trainlab.study.networks.start import with_absolute_starts
    from trainlab.study.running._found_task import with_found_task

    source = source or data_source(experiment.data, experiment.reading)
    experiment = with_absolute_starts(experiment, root).model_copy(update=source.written)
    experiment = with_found_task(experiment, source)
    proposal, all_settings = proposed(experiment)
    by_data: dict[DataSettings, list[Settings]] = {}
    for settings in (*all_settings, *proposal.settings):
        by_data.setdefault(data_settings(settings), []).append(settings)
    records = []
    for data, trials in by_data.items():
        dataset = source.load(data)
        records.append(DataRecord.of(data, dataset))
        check_nets(trials, dataset)
    return Prepared(experiment, proposal, source, records)


def check_nets(trials: Iterable[Settings], dataset: Dataset) -> None:
    """Refuse nets that cannot be read or do not fit, and layers they do not have.

    Args:
        trials: resolved settings.
        dataset: what they are trained on.

    Raises:
        NetError: a net cannot be read, or does not fit its data.
        SettingError: ``freeze`` or ``reuse`` does not fit a net, or what a trial names is not known here.
    """
    seen = set()
    for settings in trials:
        said = tuple(map(settings.get, SAID_OF_NETS))
        if said in seen:
            continue
        seen.add(said)
        check_known(settings)
        net = net_of(settings, dataset.input_shape)
        check_fit(net, dataset.input_shape, dataset.answers, dataset.name, numeric=dataset.task.numeric)
        check_metrics(settings, dataset)
        if "reuse" in settings:
            matching_layers(net, str(settings["reuse"]), "reuse")


def check_metrics(settings: Settings, dataset: Dataset) -> None:
    """Refuse a metric of data of another number of classes.

    Raises:
        SettingError: one is asked for.
    """
    for name in metrics_of(settings):
        wanted = METRICS[name].classes
        if wanted is not None and len(dataset.classes) != wanted:
            raise SettingError(
                f"metric {name} of the recipe is of {wanted} classes, but {dataset.name} has "
                f"{len(dataset.classes)}: leave it out."
            )
