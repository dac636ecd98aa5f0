"""Download datasets into the cache, laid out as :mod:`trainlab.data.named.locate` finds them.

They come from OpenML, or where scikit-learn has them from.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from trainlab.data.formats.idx import write_idx
from trainlab.data.named.locate import LAYOUTS, cache_folder, complete, looked_in
from trainlab.errors import DataError

NAMES = {"banknote": "banknote-authentication", "mnist": "mnist_784", "fashion_mnist": "Fashion-MNIST"}
"""What OpenML calls each dataset; always version 1."""

SHAPES = {
    "banknote": (1372, 4),
    "california_housing": (20_640, 8),
    "mnist": (70_000, 784),
    "fashion_mnist": (70_000, 784),
}

HOUSING = (
    "MedInc", "HouseAge", "AveRooms", "AveBedrms", "Population", "AveOccup", "Latitude", "Longitude",
    "MedHouseVal",
)  # fmt: skip
"""Columns of california_housing; the last is the target."""

TRAIN_IMAGES = 60_000
TIMEOUT = 60.0
"""Seconds without an answer after which a download is given up."""


def download(name: str) -> Path:
    """Download a stored dataset into the cache.

    scikit-learn compares the download with a checksum: that of OpenML, or one of its own.

    Args:
        name: banknote, california_housing, mnist or fashion_mnist.

    Returns:
        The file or folder in the cache, as :func:`trainlab.data.named.locate.find` would give it.

    Raises:
        DataError: it could not be downloaded or stored; the message says every place that was looked in.
    """
    cache = cache_folder()
    if cache is None:
        raise DataError(
            f"{name} cannot be downloaded: there is no home folder to keep it in. "
            "Set TRAINLAB_CACHE to a folder."
        )
    try:
        x, y = _fetch(name)
    except Exception as problem:  # no network, a portal's page, a damaged file: the same to the user
        layout = " or ".join(LAYOUTS[name])
        raise DataError(
            f"{name} is not on this machine and could not be downloaded from {source_of(name)} "
            f"({type(problem).__name__}: {problem}). Looked in: {looked_in(name)}. To "
            f"supply it yourself, set TRAINLAB_DATA to a folder that holds {layout}."
        ) from None
    if x.shape != SHAPES[name] or y.shape != (len(x),):
        raise DataError(
            f"{source_of(name)}'s {NAMES.get(name, name)} has shape {x.shape}, not "
            f"{SHAPES[name]}: it is not the {name} known here."
        )
    try:
        return _store(name, x, y, cache)
    except OSError as problem:
        raise DataError(
            f"{name} was downloaded but could not be stored in {cache}: "
            f"{problem.strerror or problem}. "
            "Set TRAINLAB_CACHE to a folder that can be written."
        ) from None


def source_of(name: str) -> str:
    """Where a dataset is downloaded from."""
    return "OpenML" if name in NAMES else "figshare"


def _fetch(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Inputs (examples, features) and targets (examples,), both as the source orders them."""
    import sklearn.datasets

    with (
        tempfile.TemporaryDirectory(prefix="trainlab-openml-") as scratch,
        _patience(TIMEOUT),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # its news of retries; what matters comes as an exception
        if name not in NAMES:
            housing: Any = sklearn.datasets.fetch_california_housing(data_home=scratch, n_retries=1)
            return np.asarray(housing.data, np.float64), np.asarray(housing.target, np.float64)
        bunch: Any = sklearn.datasets.fetch_openml(
            NAMES[name], version=1, as_frame=False, parser="liac-arff", data_home=scratch, n_retries=1
        )
    return np.asarray(bunch.data, dtype=np.float64), np.asarray(bunch.target).astype(np.int64)


@contextlib.contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Give sockets a time limit; fetch_openml takes none and would wait forever for a silent host."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _store(name: str, x: np.ndarray, y: np.ndarray, cache: Path) -> Path:
    """Write a download into the cache under its final name only when it is complete."""
    cache.mkdir(parents=True, exist_ok=True)
    goal = cache / LAYOUTS[name][0]
    scratch = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=cache))
    try:
        if name == "california_housing":
            file = scratch / goal.name
            # The shortest text that reads back as the same number.
            rows = "".join(",".join(map(repr, row)) + "\n" for row in np.column_stack([x, y]).tolist())
            file.write_text(",".join(HOUSING) + "\n" + rows)
            os.replace(file, goal)
            return goal
        if name == "banknote":
            file = scratch / goal.name
            np.savetxt(file, np.column_stack([x, y - y.min()]), fmt=["%.10g"] * 4 + ["%d"], delimiter=",")
            os.replace(file, goal)
            return goal
        images = x.reshape(-1, 28, 28).astype(np.uint8)
        for prefix, rows in (("train", slice(0, TRAIN_IMAGES)), ("t10k", slice(TRAIN_IMAGES, None))):
            write_idx(scratch / f"{prefix}-images-idx3-ubyte", images[rows])
            write_idx(scratch / f"{prefix}-labels-idx1-ubyte", y[rows].astype(np.uint8))
        scratch.chmod(0o755)
        if complete(goal):  # another process was faster
            return goal
        if goal.exists():
            shutil.rmtree(goal)
        os.replace(scratch, goal)
        return goal
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
