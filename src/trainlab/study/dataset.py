"""The data of a study: where its datasets come from when it runs, and again when its nets are used."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np

from trainlab.data import DATASETS, Dataset, Split, load_dataset, prepared
from trainlab.errors import DataError, ExperimentError, StudyError
from trainlab.record import Trial
from trainlab.search import Experiment
from trainlab.settings import Settings, Value, data_settings
from trainlab.store import StudyReader, strict_json
from trainlab.store.names import ARRAYS, EXPERIMENT

DataSettings = tuple[tuple[str, Value], ...]
"""The settings of a trial that belong to its data, as pairs."""


class DataSource(Protocol):
    """Gives the dataset for a trial's data settings.

    Attributes:
        name: what the study calls its data.
        written: what ``study.yaml`` calls it, so that the study can be run again.
    """

    name: str
    written: str

    def load(self, settings: DataSettings) -> Dataset:
        """The dataset, prepared as the settings say."""
        ...

    def arrays(self) -> dict[str, np.ndarray] | None:
        """What the study folder keeps of the data because it could not be loaded again."""


class Named:
    """A dataset with a name or a path, which is loaded again when it is needed."""

    def __init__(self, name: str, target: str | None) -> None:
        self.name = self.written = name
        self.target = target
        self.load = lru_cache(maxsize=4)(self._load)

    def _load(self, settings: DataSettings) -> Dataset:
        return load_dataset(self.name, target=self.target, **dict(settings))  # type: ignore[arg-type]

    def arrays(self) -> None:
        """Nothing: the name is enough."""


class Given:
    """A dataset given as arrays, which the study folder keeps."""

    def __init__(self, dataset: Dataset) -> None:
        self.name, self.written = dataset.name, ARRAYS
        self.dataset = dataset
        self.load = lru_cache(maxsize=4)(self._load)

    def _load(self, settings: DataSettings) -> Dataset:
        return prepared(self.dataset, **dict(settings))  # type: ignore[arg-type]

    def arrays(self) -> dict[str, np.ndarray]:
        """The arrays; ``study.yaml`` names the data by the file that keeps them."""
        tensors = {}
        for name in ("train", "validation", "test"):
            split = self.dataset.split(name)
            tensors |= {f"{name}.inputs": split.inputs, f"{name}.targets": split.targets}
        for kind in ("classes", "features"):
            names = strict_json.encode(getattr(self.dataset, kind)).encode()
            tensors[kind] = np.frombuffer(names, np.uint8)
        return tensors


def _kept(reader: StudyReader) -> Dataset | None:
    """The dataset that a study folder keeps, or None."""
    arrays = reader.arrays()
    if arrays is None:
        return None
    try:
        splits = {
            name: Split(arrays[f"{name}.inputs"], arrays[f"{name}.targets"])
            for name in ("train", "validation", "test")
        }
        written = (arrays[kind].tobytes().decode() for kind in ("classes", "features"))
        classes, features = (tuple(strict_json.decode(names)) for names in written)
    except (KeyError, ValueError) as error:
        raise StudyError(f"'{reader.folder / ARRAYS}' is not the data of a study: {error}.") from None
    source = str(reader.info.dataset["source"])
    return Dataset(name=reader.info.data, **splits, classes=classes, features=features, source=source)


def stored_source(reader: StudyReader) -> DataSource:
    """Where the data of a study comes from.

    Raises:
        StudyError: what the study keeps of it is damaged.
    """
    kept = _kept(reader)
    if kept is not None:
        return Given(kept)
    return Named(reader.info.data, Experiment.parse(reader.experiment(), reader.folder / EXPERIMENT).target)


@lru_cache(maxsize=4)
def _source(folder: Path) -> DataSource:
    return stored_source(StudyReader(folder))


def check_data(reader: StudyReader, source: DataSource) -> None:
    """Refuse data that is not what the study was trained on.

    Raises:
        DataError: the data is not there any more.
        StudyError: it is not the same.
    """
    info = reader.info
    first = source.load(data_settings(reader.trials()[0].settings))
    if first.fingerprint != info.dataset.get("fingerprint"):
        raise StudyError(
            f"{info.data} is not the data that study {info.name} was trained on any more: its fingerprint is "
            f"{first.fingerprint[:12]}, not {str(info.dataset.get('fingerprint'))[:12]}."
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
    dataset = source.load(data_settings(settings or trial.settings))
    check_data(reader, source)
    return dataset


def data_source(data: str, target: str | None) -> DataSource:
    """Where the data comes from that an experiment names.

    Args:
        data: a dataset's name, the path of a file, or the path of the data that an earlier study keeps.
        target: target column of a table.

    Raises:
        DataError: ``target`` is given for data whose targets are known.
        StudyError: the earlier study cannot be read.
    """
    path = Path(os.path.expanduser(data))
    if data in DATASETS or path.name != ARRAYS:
        return Named(data_path(data), target)
    if target is not None:
        raise DataError(f"'{data}' knows its own targets: leave out target='{target}'.")
    kept = _kept(StudyReader(path.parent))
    if kept is None:
        raise StudyError(
            f"the study '{path.parent}' keeps no data of its own: name the data it was trained on."
        )
    return Given(kept)


def given_data(data: object, target: str | None) -> tuple[str, DataSource | None]:
    """What an experiment calls data given in Python, and where it comes from if its name does not say so.

    Args:
        data: the name of a dataset, a path or a :class:`Dataset`.
        target: target column of a table.

    Raises:
        ExperimentError: it is none of these, or ``target`` is given for data whose targets are known.
    """
    if isinstance(data, Dataset):
        if target is not None:
            raise ExperimentError(
                f"target='{target}' is a column of a file: leave it out where data is a Dataset."
            )
        return data.name, Given(data)
    if not isinstance(data, (str, os.PathLike)):
        raise ExperimentError(f"data is the name of a dataset, a path or a Dataset, not {data!r:.80}.")
    return os.fspath(data), None


def data_path(data: str, beside: Path | None = None) -> str:
    """A dataset's name as it is, a file's path made absolute, so that the study finds it from anywhere.

    Args:
        data: the name or path.
        beside: a folder in which a relative path is looked for first: that of the experiment file.
    """
    if data in DATASETS:
        return data
    path = os.path.expanduser(data)
    if beside is not None and os.path.exists(beside / path):
        path = beside / path
    # A mistyped name is kept as it was written, for the message.
    return os.path.abspath(path) if os.path.exists(path) else data
