"""Where the data of a study comes from: a name, a file, or arrays."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from trainlab.data import DATASETS, Dataset, load_dataset, load_raw, prepare_as
from trainlab.data.reading import Reading
from trainlab.store.folder.names import ARRAYS
from trainlab.study.data._kept_data import to_arrays
from trainlab.study.data.data_record import DataSettings

MAX_KEPT = 16 << 20
"""Bytes of arrays up to which a study keeps the data of a file; a larger file is read again where it is "
"needed."""


class DataSource(Protocol):
    """Gives the dataset for a trial's data settings.

    Attributes:
        name: what the study calls its data.
        written: the fields of ``study.yaml`` that say where the data is, so that the study can be run again.
    """

    name: str
    written: dict[str, str]

    @property
    def task(self) -> str:
        """What is learned from the data: what is said of it, or what is found in its targets."""
        ...

    def load(self, settings: DataSettings) -> Dataset:
        """The dataset, prepared as the settings say."""
        ...

    def arrays(self) -> dict[str, np.ndarray] | None:
        """What the study folder keeps of the data because it could change or be gone."""


class Named:
    """A dataset with a name or a path, which is loaded again when it is needed.

    Args:
        name: a built-in name, or a path.
        reading: how a file is to be read.
    """

    def __init__(self, name: str, reading: Reading | None = None) -> None:
        self.name = name
        files = {
            split: data_path(path)
            for split in ("validation", "test") if reading and (path := getattr(reading, split))
        }  # fmt: skip
        self.reading = replace(reading, **files) if reading else Reading()
        self.written = {"data": name, **files}
        self._raw: dict[int, Dataset] | None = {}  # by seed; None once one was too large
        self.load = lru_cache(maxsize=4)(self._load)

    @property
    def task(self) -> str:
        """What is said of it, or what is found in its targets."""
        if self.reading.task is not None:
            return self.reading.task
        return DATASETS[self.name].task if self.name in DATASETS else self._read(0).task.name

    def _load(self, settings: DataSettings) -> Dataset:
        given: dict[str, Any] = dict(settings)
        if self.name in DATASETS:
            return load_dataset(self.name, reading=self.reading, **given)
        return prepare_as(self._read(int(given.get("data_seed", 0)), given.get("task")), **given)

    def _read(self, seed: int, task: str | None = None) -> Dataset:
        """The file, as the dataset it is for a seed of the split."""
        raw = (self._raw or {}).get(seed)
        if raw is not None and task in (None, raw.task.name):
            return raw
        raw = load_raw(self.name, data_seed=seed, task=task, reading=self.reading)
        if self._raw is not None:
            self._raw[seed] = raw
            if sum(map(_size, self._raw.values())) > MAX_KEPT:
                self._raw = None
        return raw

    def arrays(self) -> dict[str, np.ndarray] | None:
        """The arrays of a file that were loaded, unless they are many; nothing where a name is enough."""
        return to_arrays(self._raw) if self._raw else None


class Given:
    """A dataset given as arrays, or kept, which the study folder keeps.

    Args:
        datasets: the dataset, or those of several seeds of the split.
    """

    def __init__(self, datasets: Dataset | Mapping[int, Dataset]) -> None:
        self.datasets = {0: datasets} if isinstance(datasets, Dataset) else dict(datasets)
        self.name = next(iter(self.datasets.values())).name
        self.written = {"data": ARRAYS}
        self.load = lru_cache(maxsize=4)(self._load)

    @property
    def task(self) -> str:
        """That of the arrays."""
        return next(iter(self.datasets.values())).task.name

    def _load(self, settings: DataSettings) -> Dataset:
        given: dict[str, Any] = dict(settings)
        first = next(iter(self.datasets.values()))
        return prepare_as(self.datasets.get(int(given.get("data_seed", 0)), first), **given)

    def arrays(self) -> dict[str, np.ndarray]:
        """The arrays; ``study.yaml`` names the data by the file that keeps them."""
        return to_arrays(self.datasets)


def _size(dataset: Dataset) -> int:
    return sum(dataset.split(name).inputs.nbytes for name in ("train", "validation", "test"))


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
