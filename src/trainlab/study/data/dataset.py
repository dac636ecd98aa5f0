"""The data of a study, when it runs and again when its nets are used; whether it is still the same."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from trainlab.data import DATASETS, Dataset
from trainlab.data.reading import Reading
from trainlab.errors import DataError, ExperimentError, StudyError
from trainlab.experiments import Experiment
from trainlab.record import Trial
from trainlab.settings import Settings, data_settings
from trainlab.store import StudyReader
from trainlab.store.folder.names import ARRAYS, EXPERIMENT, PREPARED
from trainlab.study.data._kept_data import from_arrays
from trainlab.study.data.data_record import DataRecord, DataSettings, from_tensors
from trainlab.study.data.source import DataSource, Given, Named, data_path


def _kept(reader: StudyReader) -> dict[int, Dataset] | None:
    """The dataset that a study folder keeps, by seed of the split, or None."""
    arrays = reader.arrays()
    if arrays is None:
        return None
    info = reader.info
    name = Path(info.data).stem if os.sep in info.data else info.data
    source = str(info.dataset.get("source", "kept by a study"))
    return from_arrays(arrays, name, source, f"{reader.folder / ARRAYS}")


def stored_source(reader: StudyReader) -> DataSource:
    """Where the data of a study comes from.

    Raises:
        StudyError: what the study keeps of it is damaged.
    """
    kept = _kept(reader)
    if kept is not None:
        return Given(kept)
    return Named(reader.info.data, _experiment(reader).reading)


def _experiment(reader: StudyReader) -> Experiment:
    return Experiment.parse(reader.experiment(), reader.folder / EXPERIMENT)


def stored_reading(reader: StudyReader) -> Reading:
    """How the numbers of files like that of a study are written: what was said of it.

    Raises:
        StudyError: what the study keeps of it is damaged.
    """
    said = _experiment(reader).reading
    return Reading(
        header=said.header, separator=said.separator, decimal=said.decimal, thousands=said.thousands,
        missing=said.missing,
    )  # fmt: skip


@lru_cache(maxsize=4)
def _source(folder: Path) -> DataSource:
    return stored_source(StudyReader(folder))


def stored_record(reader: StudyReader, settings: Settings) -> DataRecord | None:
    """What a study recorded of the data of some of its trials; None where an older trainlab recorded nothing.

    Args:
        reader: the study.
        settings: the trials' settings.

    Raises:
        StudyError: what was written down is damaged.
    """
    tensors = reader.prepared()
    if tensors is None:
        return None
    wanted = data_settings(settings)
    for one in from_tensors(tensors, f"{reader.folder / PREPARED}"):
        if one.settings == wanted:
            return one
    return None


def check_data(reader: StudyReader, settings: Settings, dataset: Dataset) -> None:
    """Refuse data that is not what trials of a study were trained on.

    Args:
        reader: the study.
        settings: the trials' settings.
        dataset: the data, prepared as these say.

    Raises:
        StudyError: it is not the same; the message says in what.
    """
    info = reader.info
    prepared = stored_record(reader, settings)
    if prepared is not None:
        changed = prepared.difference(dataset)
    else:
        changed = _changed_since(reader, settings, dataset)
    if changed is not None:
        raise StudyError(
            f"{info.data} is not the data that study {info.name} was trained on any more: {changed}."
        )


def checked_load(
    reader: StudyReader, source: DataSource, settings: Iterable[Settings]
) -> Callable[[DataSettings], Dataset]:
    """How the data of some trials is loaded, which refuses what is not what they were trained on.

    Args:
        reader: the study.
        source: where its data comes from.
        settings: the trials' settings.
    """
    of_data = {data_settings(one): one for one in settings}

    def load(wanted: DataSettings) -> Dataset:
        dataset = source.load(wanted)
        if wanted in of_data:
            check_data(reader, of_data.pop(wanted), dataset)
        return dataset

    return load


def _changed_since(reader: StudyReader, settings: Settings, dataset: Dataset) -> str | None:
    """What changed in the data of a study of an older trainlab, which recorded fingerprints only."""
    trials = reader.trials()
    wanted = data_settings(settings)
    matching = [trial for trial in trials if data_settings(trial.settings) == wanted]
    if trials and data_settings(trials[0].settings) == wanted:
        before, now = str(reader.info.dataset.get("fingerprint")), dataset.fingerprint
    else:
        inputs = {population.id: population.inputs for population in reader.populations()}
        known = [inputs[trial.population] for trial in matching if "start_from" not in trial.settings]
        before, now = next(filter(None, known), ""), hashlib.sha256(dataset.fingerprint.encode()).hexdigest()
    if not before or before == now:
        return None
    return (
        f"its fingerprint is {now[:12]}, not {before[:12]} (or it is read otherwise now: labels of a CSV "
        "file stay text, and constant columns are centred)"
    )


def stored_dataset(reader: StudyReader, trial: Trial, settings: Settings | None = None) -> Dataset:
    """The dataset a stored trial was trained on.

    Args:
        reader: the study.
        trial: the trial.
        settings: data settings to use instead of the trial's own.

    Raises:
        DataError: the data is not there any more.
        StudyError: the data is not what the study was trained on.
    """
    source = _source(reader.folder.resolve())
    dataset = source.load(data_settings(trial.settings))
    check_data(reader, trial.settings, dataset)
    return dataset if settings is None else source.load(data_settings(settings))


def data_source(data: str, reading: Reading | None = None) -> DataSource:
    """Where the data comes from that an experiment names.

    Args:
        data: a dataset's name, the path of a file, or the path of the data that an earlier study keeps.
        reading: how a file is to be read.

    Raises:
        DataError: options for reading a file are given for data that is not a file.
        StudyError: the earlier study cannot be read.
    """
    path = Path(os.path.expanduser(data))
    if data in DATASETS or path.name != ARRAYS:
        return Named(data_path(data), reading)
    for name, value in (reading.given if reading else {}).items():
        raise DataError(f"'{data}' knows its own targets and splits: leave out {name}={value!r}.")
    kept = _kept(StudyReader(path.parent))
    if kept is None:
        raise StudyError(
            f"the study '{path.parent}' does not keep its data: name the data it was trained on."
        )
    return Given(kept)


def given_data(data: object, said: Mapping[str, Any]) -> tuple[str, DataSource | None]:
    """What an experiment calls data given in Python, and where it comes from if its name does not say so.

    Args:
        data: the name of a dataset, a path or a :class:`Dataset`.
        said: how a file is to be read, by name.

    Raises:
        ExperimentError: it is none of these, or something is said of a file where there is none.
    """
    if isinstance(data, Dataset):
        for name, value in Reading.of(said).given.items():
            what = f"{name}={value!r}"
            if name == "target":
                what += " is a column of a file: leave it out"
            else:
                what += " is said of files: leave it out"
            raise ExperimentError(f"{what} where data is a Dataset.")
        return data.name, Given(data)
    if not isinstance(data, (str, os.PathLike)):
        raise ExperimentError(f"data is the name of a dataset, a path or a Dataset, not {data!r:.80}.")
    return os.fspath(data), None
