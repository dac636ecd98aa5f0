"""The data of a study: where its datasets come from when it runs, and again when its nets are used."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np

from trainlab.data import DATASETS, Dataset, Split, load_dataset, prepared
from trainlab.errors import StudyError
from trainlab.record import Trial
from trainlab.search import Experiment
from trainlab.settings import Settings, Value, data_settings
from trainlab.store import StudyReader, StudyWriter

DataSettings = tuple[tuple[str, Value], ...]
"""The settings of a trial that belong to its data, as pairs."""


class DataSource(Protocol):
    """Gives the dataset for a trial's data settings."""

    def load(self, settings: DataSettings) -> Dataset:
        """The dataset, prepared as the settings say."""
        ...

    def keep(self, writer: StudyWriter) -> None:
        """Put into the study folder what could not be loaded again."""


class Named:
    """A dataset with a name or a path, which is loaded again when it is needed."""

    def __init__(self, name: str, target: str | None) -> None:
        self.name, self.target = name, target
        self.load = lru_cache(maxsize=4)(self._load)

    def _load(self, settings: DataSettings) -> Dataset:
        return load_dataset(self.name, target=self.target, **dict(settings))  # type: ignore[arg-type]

    def keep(self, writer: StudyWriter) -> None:
        """Nothing: the name is enough."""


class Given:
    """A dataset given as arrays, which the study folder keeps."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.load = lru_cache(maxsize=4)(self._load)

    def _load(self, settings: DataSettings) -> Dataset:
        return prepared(self.dataset, **dict(settings))  # type: ignore[arg-type]

    def keep(self, writer: StudyWriter) -> None:
        """Store the arrays."""
        tensors = {}
        for name in ("train", "validation", "test"):
            split = self.dataset.split(name)
            tensors |= {f"{name}.inputs": split.inputs, f"{name}.targets": split.targets}
        names = "\n".join(self.dataset.classes).encode()
        writer.save_arrays({**tensors, "classes": np.frombuffer(names, np.uint8)})


def _kept(reader: StudyReader, arrays: Mapping[str, np.ndarray]) -> Dataset:
    splits = {
        name: Split(arrays[f"{name}.inputs"], arrays[f"{name}.targets"])
        for name in ("train", "validation", "test")
    }
    classes = tuple(arrays["classes"].tobytes().decode().split("\n"))
    return Dataset(
        name=reader.info.data,
        **splits,
        classes=classes,
        features=(),
        source=str(reader.info.dataset["source"]),
    )


@lru_cache(maxsize=4)
def _source(folder: Path) -> DataSource:
    reader = StudyReader(folder)
    arrays = reader.arrays()
    if arrays is not None:
        return Given(_kept(reader, arrays))
    return Named(reader.info.data, Experiment.parse(reader.experiment(), folder / "study.yaml").target)


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
    info = reader.info
    source = _source(reader.folder.resolve())
    dataset = source.load(data_settings(settings or trial.settings))
    first = source.load(data_settings(reader.trials()[0].settings))
    if first.fingerprint != info.dataset.get("fingerprint"):
        raise StudyError(
            f"{info.data} is not the data that study {info.name} was trained on any more: its fingerprint is "
            f"{first.fingerprint[:12]}, not {str(info.dataset.get('fingerprint'))[:12]}."
        )
    return dataset


def data_path(data: str) -> str:
    """A dataset's name as it is, a file's path made absolute, so that the study finds it from anywhere."""
    return data if data in DATASETS else str(Path(data).expanduser().absolute())
