"""Load a dataset by name or path, and prepare it as the data settings ask."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

from trainlab.data.dataset import Dataset
from trainlab.data.formats.contents import dataset_of
from trainlab.data.formats.examples import Contents
from trainlab.data.formats.formats import FORMATS, by_ending
from trainlab.data.formats.idx_folder import read_idx_folder
from trainlab.data.named.builtin import DATASETS
from trainlab.data.prepare import prepared
from trainlab.data.reading import OF_CSV, OF_NAMED, OF_TABLES, Reading
from trainlab.errors import DataError, unknown_name
from trainlab.files.opening import regular_size
from trainlab.settings import get_setting


def load_dataset(
    name_or_path: str | os.PathLike[str],
    *,
    noise: float = 0.2,
    data_seed: int = 0,
    standardize: bool = False,
    train_fraction: float = 1.0,
    validation_examples: int | str = "all",
    standardize_targets: bool = True,
    label_noise: float = 0.0,
    shuffle_labels: bool = False,
    task: str | None = None,
    reading: Reading | None = None,
    **said: Any,
) -> Dataset:
    """Load a built-in dataset, or one from a file of your own.

    Args:
        name_or_path: a built-in name, or the path of a CSV, TSV, Parquet, NPZ or TFRecord file or of a folder
            of IDX files.
        noise: standard deviation of the noise added to moons and to sine; nothing to other datasets.
        data_seed: seed of generated examples and of splits.
        standardize: shift and scale inputs to mean 0 and deviation 1, fitted on train only.
        train_fraction: part of train to keep, stratified by class; taken before standardising.
        validation_examples: validation examples to keep, about, stratified by class, or ``"all"``.
        standardize_targets: shift and scale numeric targets, fitted on train only.
        label_noise, shuffle_labels: see :mod:`trainlab.data.changed_labels`.
        task: ``classification`` or ``regression``; by default it is found from the target.
        reading: how a file is to be read.
        **said: the same, one by one: ``target``, ``missing``, ``drop_missing``, ``ignore``, ``header``,
            ``separator``, ``decimal``, ``thousands``, ``validation``, ``test``; see :class:`Reading`.

    Returns:
        The dataset, in three splits. Its ``notes`` say what was assumed.

    Raises:
        DataError: the name is unknown, or the file cannot be used.
        SettingError: a setting is out of range.
    """
    return prepare_as(
        load_raw(name_or_path, noise=noise, data_seed=data_seed, task=task, reading=reading, **said),
        data_seed=data_seed, standardize=standardize, train_fraction=train_fraction,
        validation_examples=validation_examples, standardize_targets=standardize_targets,
        label_noise=label_noise, shuffle_labels=shuffle_labels,
    )  # fmt: skip


def load_raw(
    name_or_path: str | os.PathLike[str], *, noise: float = 0.2, data_seed: int = 0,
    task: str | None = None, reading: Reading | None = None, **said: Any,
) -> Dataset:  # fmt: skip
    """Load a dataset as :func:`load_dataset` does, before anything is left out of it or standardised."""
    noise = float(get_setting("noise").read(noise))
    seed = int(get_setting("data_seed").read(data_seed))
    given = os.fspath(name_or_path)
    for name in said:
        if name not in Reading.__dataclass_fields__:
            raise TypeError(f"load_dataset got an unexpected keyword argument '{name}'")
    reading = Reading.of(said) if reading is None else reading
    if task is not None:
        reading = replace(reading, task=str(get_setting("task").read(task)))
    if given in DATASETS:
        own = DATASETS[given].task
        for name, value in reading.given.items():
            if name == "task":
                if value != own:
                    raise DataError(f"{given} is a dataset of {own}: leave out task={value!r}.")
                continue
            more = " and knows its own target" if name == "target" else ""
            raise DataError(f"{given} is built in{more}: leave out {name}={value!r}.")
        return DATASETS[given].load(noise, seed)
    try:
        contents, path = _read(given, reading)
        about = str(path) if contents.target is None else f"{path}, target {contents.target}"
        return dataset_of(
            contents, name=path.resolve().name if path.is_dir() else path.stem, file=given, reading=reading,
            read=lambda other, same_way: _read(other, same_way, first=False)[0], seed=seed,
            source=f"IDX files in {path}" if path.is_dir() else about,
        )  # fmt: skip
    except OSError as problem:
        raise DataError(f"'{given}' cannot be read: {problem.strerror or problem}.") from None


def prepare_as(
    dataset: Dataset, *, data_seed: int = 0, standardize: bool = False, train_fraction: float = 1.0,
    validation_examples: int | str = "all", standardize_targets: bool = True, label_noise: float = 0.0,
    shuffle_labels: bool = False, noise: float = 0.0, task: str | None = None,
) -> Dataset:  # fmt: skip
    """A dataset prepared as the settings say; ``noise`` has done its work before.

    Raises:
        SettingError: a setting is out of range.
        DataError: the dataset is of another task.
    """
    if task is not None and task != dataset.task.name:
        raise DataError(
            f"{dataset.name} is a dataset of {dataset.task.name}, not of {task}: say task='{task}' where it "
            "is made, as in Dataset.from_arrays."
        )
    validated = get_setting("validation_examples").read(validation_examples)
    return prepared(
        dataset, standardize=bool(get_setting("standardize").read(standardize)),
        train_fraction=float(get_setting("train_fraction").read(train_fraction)),
        data_seed=int(get_setting("data_seed").read(data_seed)),
        validation_examples=validated if isinstance(validated, str) else int(validated),
        standardize_targets=bool(get_setting("standardize_targets").read(standardize_targets)),
        label_noise=float(get_setting("label_noise").read(label_noise)),
        shuffle_labels=bool(get_setting("shuffle_labels").read(shuffle_labels)),
    )  # fmt: skip


def _read(given: str, reading: Reading, *, first: bool = True) -> tuple[Contents, Path]:
    path = Path(os.path.expanduser(given))
    kind = path.suffix.lower()
    try:
        folder = stat.S_ISDIR(os.stat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # the last: a name with a NUL in it
        folder = None
    if not given or folder is None:
        if kind in by_ending() or os.sep in given:
            raise DataError(f"there is no file or folder '{given}'.")
        raise DataError(
            f"{unknown_name('dataset', given, DATASETS)} The path of a {_titles()} file or of a folder of "
            "IDX files is accepted too."
        )
    if not folder:
        regular_size(path)
    strange = _meaningless("" if folder else kind, reading)
    if strange and first:
        raise _refusal(given, strange[0], reading)
    reading = replace(reading, **{name: Reading.__dataclass_fields__[name].default for name in strange})
    if folder:
        return read_idx_folder(path), path
    readers = by_ending()
    if kind in readers:
        return readers[kind].read(path, reading), path
    raise DataError(f"'{given}' cannot be read as a dataset: a file must end in {', '.join(readers)}.")


def _titles() -> str:
    """The kinds of files in words."""
    *rest, last = (format.title for format in FORMATS.values())
    return f"{', '.join(rest)} or {last}"


def _meaningless(kind: str, reading: Reading) -> list[str]:
    """What is said that means nothing to a kind of file."""
    return [name for name in reading.given if kind not in _takes(name)]


def _takes(name: str) -> tuple[str, ...]:
    """The kinds of files to which something that can be said means anything."""
    if name in (*OF_CSV, *OF_TABLES, *OF_NAMED):
        return tuple(ending for ending, format in by_ending().items() if name in format.options)
    return "", *by_ending()


def _refusal(given: str, name: str, reading: Reading) -> DataError:
    value = reading.given[name]
    shown = f"'{value}'" if isinstance(value, str) else list(value) if isinstance(value, tuple) else value
    kinds = (
        "CSV files" if name in OF_CSV else "tables" if name in OF_TABLES else "files that name their columns"
    )
    return DataError(
        f"{name}={shown} belongs to {kinds} ({', '.join(_takes(name))}), but '{given}' is not one: "
        "leave it out."
    )
