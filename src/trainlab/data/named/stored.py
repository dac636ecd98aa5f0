"""Datasets that are read from files, and downloaded where they are missing."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from trainlab.data.dataset import Dataset, Split
from trainlab.data.formats.idx_folder import read_split
from trainlab.data.inputs import pixels
from trainlab.data.named.locate import find
from trainlab.data.named.openml import HOUSING, download
from trainlab.data.splits import stratified_split
from trainlab.errors import DataError

BANKNOTES = 1372
BANKNOTE_FEATURES = ("variance", "skewness", "curtosis", "entropy")
DISTRICTS = 20_640
IMAGES = {"train": 60_000, "test": 10_000}
HELD_OUT_IMAGES = 5_000
"""Examples of validation, held out of train."""

DIGITS = tuple("0123456789")
CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip


def banknote(seed: int) -> Dataset:
    """1,372 banknotes by four statistics of a wavelet-transformed photograph: genuine or forged.

    Source: V. Lohweg, UCI Machine Learning Repository (2012), https://doi.org/10.24432/C55P57, CC BY 4.0.
    """
    path = _path("banknote")
    try:
        text = path.read_text()
        table = np.loadtxt(io.StringIO(text), delimiter=",", ndmin=2)
    except (ValueError, OSError) as problem:
        raise DataError(f"{path} cannot be read as the banknote data: {problem}.") from None
    if table.shape != (BANKNOTES, 5) or not np.isin(table[:, 4], (0, 1)).all():
        raise DataError(
            f"{path} is not the banknote data: it must have {BANKNOTES} rows of four numbers and a class 0 "
            f"or 1, without a header, not shape {table.shape}."
        )
    return Dataset.from_arrays(
        table[:, :4],
        table[:, 4],
        classes=("genuine", "forged"),
        features=BANKNOTE_FEATURES,
        name="banknote",
        source=f"UCI banknote authentication (Lohweg 2012), {path}",
        seed=seed,
    )


def california_housing(seed: int) -> Dataset:
    """20,640 districts of California in 1990: the median value of a house, in 100,000 dollars, by 8 numbers.

    Source: Pace and Barry, "Sparse Spatial Autoregressions", Statistics and Probability Letters, 1997.
    """
    path = _path("california_housing")
    names = ",".join(HOUSING)
    try:
        lines = path.read_text().splitlines()
        table = np.loadtxt(lines[1:], delimiter=",", ndmin=2)
    except (ValueError, OSError) as problem:
        raise DataError(f"{path} cannot be read as the California housing data: {problem}.") from None
    if lines[0] != names or table.shape != (DISTRICTS, len(HOUSING)):
        raise DataError(
            f"{path} is not the California housing data: it must have the header {names} and {DISTRICTS} "
            "rows of numbers."
        )
    return Dataset.from_arrays(
        table[:, :-1],
        table[:, -1],
        features=HOUSING[:-1],
        name="california_housing",
        source=f"California housing (Pace and Barry 1997), {path}",
        seed=seed,
        task="regression",
        target_names=HOUSING[-1:],
    )


def mnist(seed: int) -> Dataset:
    """70,000 handwritten digits of 28x28 pixels (LeCun, Cortes and Burges 1998, http://yann.lecun.com/exdb/mnist/)."""
    return _images("mnist", DIGITS, "MNIST (LeCun, Cortes and Burges 1998)", seed)


def fashion_mnist(seed: int) -> Dataset:
    """70,000 pictures of clothes of 28x28 pixels (Xiao, Rasul and Vollgraf 2017, https://arxiv.org/abs/1708.07747)."""
    return _images("fashion_mnist", CLOTHES, "Fashion-MNIST (Xiao, Rasul and Vollgraf 2017)", seed)


def _path(name: str) -> Path:
    found = find(name)
    return found[1] if found else download(name)


def _images(name: str, classes: tuple[str, ...], source: str, seed: int) -> Dataset:
    folder = _path(name)
    given = {split: read_split(folder, split) for split in IMAGES}
    for split, pair in given.items():
        if pair is None or pair[0].shape != (IMAGES[split], 28, 28) or pair[0].dtype != np.uint8:
            shape = None if pair is None else f"{pair[0].shape} {pair[0].dtype}"
            raise DataError(
                f"{folder} is not {name}: its {split} images must have shape ({IMAGES[split]}, 28, 28) and "
                f"8-bit values, not {shape}."
            )
        if pair[1].min() < 0 or pair[1].max() >= len(classes):
            raise DataError(
                f"{folder} is not {name}: its {split} labels must lie between 0 and {len(classes) - 1}."
            )
    (x, y), (x_test, y_test) = given["train"], given["test"]  # type: ignore[misc]  # None was refused above
    y, y_test = y.astype(np.int32), y_test.astype(np.int32)
    train, validation = stratified_split(y, (len(y) - HELD_OUT_IMAGES, HELD_OUT_IMAGES), seed)
    return Dataset(
        name=name,
        train=Split(pixels(x[train]), y[train]),
        validation=Split(pixels(x[validation]), y[validation]),
        test=Split(pixels(x_test), y_test),
        classes=classes,
        features=(),
        source=f"{source}, {folder}",
    )
