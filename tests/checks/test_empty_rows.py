"""Examples that hold nothing."""

from __future__ import annotations

import numpy as np
import pytest
from planted import planned
from sklearn import datasets
from tables import HONEST, dataset_of

from trainlab.checks import warnings
from trainlab.checks.empty_rows import check_empty_rows
from trainlab.data import Dataset, load_dataset
from trainlab.data.standardize import standardized

PREPARED = pytest.mark.parametrize(
    "prepared", [lambda dataset: dataset, standardized], ids=["as given", "standardised"]
)


def emptied(name: str, rows: int) -> Dataset:
    x, y = HONEST[name]()
    x = x.astype(float).copy()
    x[np.random.default_rng(0).choice(len(x), rows, replace=False)] = 0
    return dataset_of(x, y)


@PREPARED
@pytest.mark.parametrize("name", HONEST)
def test_rows_of_zeros_are_counted(name, prepared):
    dataset = prepared(emptied(name, 9))
    count = int((emptied(name, 9).train.inputs == 0).all(axis=1).sum())
    result = check_empty_rows(dataset)
    assert (result.verdict, result.value) == ("warn", count)
    assert result.measured.startswith(f"{count} of {len(dataset.train)} training examples")
    lines = warnings(
        [planned(dataset, f"{dataset.train.inputs.shape[1]}-4-{len(dataset.classes)}")[0]], dataset
    )
    assert any(line.startswith("check warn: empty rows") for line in lines)


@PREPARED
@pytest.mark.parametrize("name", HONEST)
def test_honest_tables_have_none(name, prepared):
    result = check_empty_rows(prepared(dataset_of(*HONEST[name]())))
    assert (result.verdict, result.value) == ("pass", 0)


draw = np.random.default_rng(1)
bought = draw.poisson(3, (500, 5)) * (draw.random((500, 5)) < 0.9)
HONEST_ROWS = {
    "counts, many of them 0": draw.poisson(3, (500, 5)) * (draw.random((500, 5)) < 0.3),
    "nothing bought at all": bought * (draw.random((500, 1)) < 0.6),
    "flags": draw.integers(0, 2, (500, 6)),
    "one-hot, the first left out": np.eye(5)[draw.integers(0, 5, 500)][:, 1:],
    "a grid with its middle": np.stack(np.meshgrid(np.arange(-9, 10), np.arange(-9, 10)), -1).reshape(-1, 2),
}  # fmt: skip


@PREPARED
@pytest.mark.parametrize("name", HONEST_ROWS)
def test_rows_that_are_zero_by_themselves_are_let_be(name, prepared):
    rows = HONEST_ROWS[name]
    result = check_empty_rows(prepared(dataset_of(rows, draw.integers(0, 2, len(rows)))))
    assert result.verdict == "pass"
    if "grid" not in name:
        assert result.value


def test_pixels_of_digits():
    x, y = datasets.load_digits(return_X_y=True)
    assert check_empty_rows(dataset_of(x, y)).verdict == "pass"
    assert check_empty_rows(load_dataset("digits")).verdict == "pass"


def test_images_without_light_are_counted():
    pictures = draw.random((60, 6, 6, 1)).astype(np.float32)
    pictures[::10] = 0
    dataset = Dataset.from_arrays(pictures, np.arange(60) % 2)
    result = check_empty_rows(dataset)
    assert result.verdict == "warn"
    assert "number 1 of an example is 0 in 0 of" in result.advice
