"""Load a dataset by name or path, and prepare it as the data settings ask."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from trainlab.data.builtin import DATASETS
from trainlab.data.dataset import Dataset
from trainlab.data.idx_folder import read_idx_folder
from trainlab.data.npz import read_npz
from trainlab.data.parquet_table import read_parquet
from trainlab.data.prepare import prepared
from trainlab.data.tables import read_csv
from trainlab.data.tfrecord import read_tfrecord
from trainlab.errors import DataError, unknown_name
from trainlab.files import regular_size
from trainlab.settings import get_setting

WITH_TARGET: dict[str, Callable[[Path, str | None, int], Dataset]] = {
    ".csv": read_csv, ".tsv": read_csv, ".parquet": read_parquet, ".tfrecord": read_tfrecord,
    ".tfrecords": read_tfrecord,
}  # fmt: skip
"""Reader of each kind of file that names its columns or features, so that a target is chosen."""

KINDS = (*WITH_TARGET, ".npz")


def load_dataset(
    name_or_path: str | os.PathLike[str],
    *,
    target: str | None = None,
    noise: float = 0.2,
    data_seed: int = 0,
    standardize: bool = False,
    train_fraction: float = 1.0,
    validation_examples: int | str = "all",
) -> Dataset:
    """Load a built-in dataset, or one from a file of your own.

    Args:
        name_or_path: a built-in name, or the path of a CSV, TSV, Parquet, NPZ or TFRecord file or of a folder
            of IDX files.
        target: the column (TFRecord: feature) that holds the class, in files that name their columns.
        noise: standard deviation of the noise added to moons; means nothing to other datasets.
        data_seed: seed of generated examples and of splits.
        standardize: shift and scale inputs to mean 0 and deviation 1, fitted on train only.
        train_fraction: part of train to keep, stratified by class; taken before standardising.
        validation_examples: validation examples to keep, about, stratified by class, or ``"all"``.

    Returns:
        The dataset, in three splits.

    Raises:
        DataError: the name is unknown, or the file cannot be used.
        SettingError: a setting is out of range.
    """
    noise = float(get_setting("noise").read(noise))
    seed = int(get_setting("data_seed").read(data_seed))
    fraction = float(get_setting("train_fraction").read(train_fraction))
    validated = get_setting("validation_examples").read(validation_examples)
    standardizing = bool(get_setting("standardize").read(standardize))
    given = os.fspath(name_or_path)
    if given in DATASETS:
        if target is not None:
            raise DataError(f"{given} is built in and knows its own target: leave out target='{target}'.")
        dataset = DATASETS[given].load(noise, seed)
    else:
        try:
            dataset = _read(given, target, seed)
        except OSError as problem:
            raise DataError(f"'{given}' cannot be read: {problem.strerror or problem}.") from None
    return prepared(
        dataset, standardize=standardizing, train_fraction=fraction, data_seed=seed,
        validation_examples=validated if isinstance(validated, str) else int(validated),
    )  # fmt: skip


def _read(given: str, target: str | None, seed: int) -> Dataset:
    path = Path(os.path.expanduser(given))
    kind = path.suffix.lower()
    try:
        folder = stat.S_ISDIR(os.stat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # the last: a name with a NUL in it
        folder = None
    if not given or folder is None:
        if kind in KINDS or os.sep in given:
            raise DataError(f"there is no file or folder '{given}'.")
        raise DataError(
            f"{unknown_name('dataset', given, DATASETS)} The path of a CSV, Parquet, NPZ or TFRecord file "
            "or of a folder of IDX files is accepted too."
        )
    if not folder:
        regular_size(path)
    if kind in WITH_TARGET and not folder:
        return WITH_TARGET[kind](path, target, seed)
    if target is not None:
        raise DataError(
            f"target='{target}' belongs to files that name their columns ({', '.join(WITH_TARGET)}), but "
            f"'{given}' is none: leave it out."
        )
    if folder:
        return read_idx_folder(path, seed)
    if kind == ".npz":
        return read_npz(path, seed)
    raise DataError(f"'{given}' cannot be read as a dataset: a file must end in {', '.join(KINDS)}.")
