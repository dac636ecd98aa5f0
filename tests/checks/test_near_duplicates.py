"""Examples that are almost the same."""

from __future__ import annotations

import numpy as np
import pytest
from tables import HONEST, dataset_of

from trainlab.checks.duplicates import check_duplicates
from trainlab.checks.near_duplicates import check_near_duplicates
from trainlab.checks.nearest import Space
from trainlab.data import Dataset, load_dataset


def with_twins(x, y, share, deviation, relabel=False):
    """A table with copies of some of its rows, of a little noise."""
    draw = np.random.default_rng(0)
    rows = draw.choice(len(x), round(share * len(x)), replace=False)
    copies = x[rows] + deviation * x.std(axis=0) * draw.normal(size=x[rows].shape)
    return np.concatenate([x, copies]), np.concatenate([y, (y[rows] + relabel) % (y.max() + 1)])


@pytest.mark.parametrize("deviation", [1e-4, 1e-3, 1e-2])
@pytest.mark.parametrize("table", ["wine", "breast cancer", "Gaussian quantiles", "classification"])
def test_copies_with_a_little_noise_are_found(table, deviation):
    x, y = with_twins(*HONEST[table](), 0.15, deviation)
    dataset = dataset_of(x, y)
    assert check_duplicates(dataset).verdict == "pass"
    result = check_near_duplicates(dataset)
    assert result.verdict == "fail"
    # Of a tenth held out, 13% are copies and 13% were copied, most of them with the other one in train.
    assert 0.1 < result.value < 0.4
    assert "train examples" in result.measured


@pytest.mark.parametrize("table", HONEST)
def test_honest_tables_pass(table):
    assert check_near_duplicates(dataset_of(*HONEST[table]())).verdict == "pass"


@pytest.mark.parametrize("table", ["moons", "circles"])
def test_two_columns_need_copies_that_are_closer(table):
    x, y = with_twins(*HONEST[table](), 0.15, 1e-4)
    assert check_near_duplicates(dataset_of(x, y)).verdict == "fail"


def test_twins_of_another_label_are_counted():
    x, y = with_twins(*HONEST["breast cancer"](), 0.15, 1e-3, relabel=True)
    result = check_near_duplicates(dataset_of(x, y))
    assert result.verdict == "warn"
    assert "carry another label" in result.advice


def test_images_with_a_little_noise():
    x, y = load_dataset("digits").train.inputs, load_dataset("digits").train.targets
    draw = np.random.default_rng(0)
    noisy = x[:200] + 0.02 * draw.normal(size=x[:200].shape)
    assert check_near_duplicates(load_dataset("digits")).verdict == "pass"
    dataset = Dataset.from_arrays(np.concatenate([x, noisy]), np.concatenate([y, y[:200]]))
    assert check_near_duplicates(dataset).verdict == "fail"


@pytest.mark.parametrize("continuous", [0, 1, 2, 3])
def test_flags_beside_measures_are_not_taken_for_copies(continuous):
    for seed in range(10):
        draw = np.random.default_rng(seed)
        x = np.column_stack([draw.integers(0, 2, (600, 8)), draw.normal(size=(600, continuous))])
        assert check_near_duplicates(dataset_of(x, draw.integers(0, 2, 600))).verdict == "pass"


def test_chance_finds_about_as_many_as_it_says():
    share = []
    for seed in range(40):
        draw = np.random.default_rng(seed)
        x = draw.random((1000, 2 + seed % 3))
        result = check_near_duplicates(dataset_of(x, draw.integers(0, 2, 1000)))
        assert result.verdict == "pass"
        share.append(sum(int(part.split(" of ")[0]) for part in result.measured.split(", ")) / 1000)
    assert 0.0002 < np.mean(share) < 0.003


@pytest.mark.parametrize("columns", [1, 2, 5])
def test_the_dimension_is_that_of_the_cloud(columns):
    x = np.random.default_rng(0).random((2000, columns))
    space = Space(dataset_of(x, np.arange(2000) % 2))
    _, dimension = space.nearest(x[:500].astype(np.float32))
    assert dimension == pytest.approx(columns, rel=0.15)
