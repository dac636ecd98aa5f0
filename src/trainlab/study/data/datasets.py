"""Datasets by themselves: loaded, and drawn."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from trainlab.errors import SettingError
from trainlab.settings import SETTINGS, applies, get_setting, read_settings
from trainlab.settings.augmentation import augmentation_settings
from trainlab.tasks import TASKS

REGRESSION = TASKS["regression"]

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trainlab.data import Dataset
    from trainlab.settings import Value


def augmenting() -> tuple[str, ...]:
    """Names of the settings of augmentation."""
    return tuple(setting.name for setting in augmentation_settings())


def dataset(data: str | os.PathLike[str], **settings: object) -> Dataset:
    """Load a dataset, prepared as a trial with these settings has it.

    Args:
        data: name of a built-in dataset, or the path of a file of your own.
        **settings: settings of the data, such as ``standardize``, ``noise``, ``data_seed`` and
            ``train_fraction``; also how a file is to be read, such as ``target``, see docs/data.md.

    Returns:
        The dataset: ``dataset.train.inputs``, ``dataset.train.targets``, and the same of ``validation`` and
        ``test``, as NumPy arrays; ``dataset.classes``, ``dataset.features``. Its ``notes`` say what was
        assumed.

    Raises:
        DataError: nothing has that name, or the file cannot be used.
        SettingError: a setting is none of the data, or its value is not allowed.

    >>> moons = dataset("moons", noise=0.1, standardize=True)
    >>> moons.train.inputs.shape, moons.train.targets.shape, moons.classes
    ((900, 2), (900,), ('upper', 'lower'))
    """
    from trainlab.data import load_dataset
    from trainlab.data.reading import split_said

    said, given = split_said(settings)
    read, augmentation = read_data_settings(given, os.fspath(data))
    if augmentation:
        raise SettingError(
            f"{', '.join(augmentation)} changes what training sees, not the data: see tl.plot_dataset."
        )
    return load_dataset(data, **read, **said)  # type: ignore[arg-type]


def read_data_settings(given: Mapping[str, object], data: str) -> tuple[dict[str, Value], dict[str, Value]]:
    """Settings, read: those of the data, and those of augmentation that are switched on.

    Args:
        given: settings by name.
        data: name or path of the dataset.

    Raises:
        SettingError: one belongs to neither, or means nothing here.
    """
    from trainlab.study.data._augmented import complete

    for name in given:
        owner = get_setting(name).owner
        if owner != "data" and name not in augmenting():
            of_data = [known for known, setting in SETTINGS.items() if setting.owner == "data"]
            raise SettingError(
                f"{name} belongs to the {owner}, not to the data; allowed here: {', '.join(of_data)}, and to "
                f"see augmented examples {', '.join(augmenting())}."
            )
        # What is learned is known only once the data is read.
        if owner == "data" and not applies(name, {"data": data, "task": REGRESSION.name}):
            raise SettingError(f"{name} means nothing to {data}: leave it out.")
    read = read_settings(given)
    augmentation = complete({name: value for name, value in read.items() if name in augmenting()})
    return {name: value for name, value in read.items() if name not in augmenting()}, augmentation


def plot_dataset(data: str | os.PathLike[str] | Dataset, **settings: object) -> Figure:
    """Draw a dataset's train split: points, histograms or images, class by class.

    Args:
        data: a dataset, the name of a built-in one or the path of a file.
        **settings: settings of augmentation, such as ``rotate=15``, draw what training would see; where
            ``data`` is a name or a path, also what :func:`dataset` takes.

    Returns:
        A matplotlib figure.

    Raises:
        TrainlabError: something is named that is unknown or not allowed, or augmentation does not fit the
            data.

    Example:
        >>> figure = plot_dataset("digits", rotate=15, shift=1)  # doctest: +SKIP
    """
    from trainlab.plots import dataset_figure
    from trainlab.study.data._augmented import augmented_dataset_figure

    given = {name: value for name, value in settings.items() if name in augmenting()}
    others = {name: value for name, value in settings.items() if name not in given}
    if isinstance(data, str | os.PathLike):
        data = dataset(data, **others)
    elif others:
        raise SettingError(
            f"{', '.join(others)} says how a dataset is loaded: leave it out where one is given."
        )
    _, augmentation = read_data_settings(given, data.name)
    if not augmentation:
        return dataset_figure(data)
    from trainlab.augmentations.check import check_augmentation

    check_augmentation(frozenset(augmentation), data.input_shape, data.name, augmentation)
    return augmented_dataset_figure(data, augmentation)
