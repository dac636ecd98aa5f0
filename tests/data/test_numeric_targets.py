"""Numeric targets: what is taken for numbers, how splits are stratified, what is reported in which unit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import trainlab as tl
from trainlab.data import Dataset, load_dataset, prepared
from trainlab.data.numeric_targets import STRATA, numeric_targets, strata
from trainlab.data.targets import find_task
from trainlab.errors import DataError, SettingError

DRAW = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("targets", "task"),
    [
        (DRAW.normal(size=50), "regression"),
        (np.round(DRAW.normal(size=50), 1).astype(str).tolist(), "regression"),
        (np.arange(12) / 7, "regression"),
        (DRAW.normal(size=(50, 2)), "regression"),
        ([0.5, 1.5] * 10, "classification"),
        (list(range(30)) * 5, "classification"),
        (["a", "b"] * 10, "classification"),
        ([True, False] * 10, "classification"),
        ([f"{number:04}" for number in range(60)], "classification"),
    ],
)
def test_the_task_that_is_found(targets, task):
    assert find_task([targets], "y") == task


@pytest.mark.parametrize("targets", [list(range(100, 160)), list(range(25)), np.eye(3)[[0, 1, 2] * 9]])
def test_where_it_is_not_clear_the_error_says_how_to_say_it(targets):
    with pytest.raises(DataError, match=r"task='regression'"):
        find_task([targets], "y")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([1.0, np.nan], "hold a missing value .NaN. in example 1"),
        ([1.0, 1e31], "which is too large, in example 1"),
        (["1", "x"], "hold 'x' in example 1 .*not a number"),
        ([2.0, 2.0], "all 2: there is nothing to learn"),
        ([[1.0, 5.0], [2.0, 5.0]], "all 5 in column 'y2'"),
        (np.zeros((2, 2, 2)), "must have shape"),
        ([], "are empty"),
        ([True, False], "must be numbers with task=regression, not bool"),
    ],
)
def test_refused(given, words):
    with pytest.raises(DataError, match=words):
        numeric_targets([given], None, "the targets")


@given(st.integers(0, 999), st.integers(30, 400))
def test_every_split_has_its_share_of_low_and_high_targets(seed, examples):
    draw = np.random.default_rng(seed)
    y = draw.exponential(size=examples)
    dataset = Dataset.from_arrays(draw.normal(size=(examples, 2)), y, seed=seed, task="regression")
    parts = min(STRATA, examples // 10)
    borders = np.quantile(y, np.arange(1, parts) / parts)
    for name in ("train", "validation", "test"):
        targets = dataset.split(name).targets[:, 0]
        counts = np.bincount(np.searchsorted(borders, targets, side="left"), minlength=parts)
        assert np.abs(counts - len(targets) / parts).max() < 2.1
    together = np.concatenate([dataset.split(name).targets[:, 0] for name in ("train", "validation", "test")])
    assert sorted(together) == sorted(y)


def test_equal_targets_are_in_one_part():
    numbers = strata(np.repeat([0.0, 1.0, 2.0], 40)[:, None])
    assert len(np.unique(numbers)) == 3
    assert all(len(set(part)) == 1 for part in np.split(numbers, 3))


def test_targets_are_standardised_on_train_and_given_back_in_their_unit():
    y = DRAW.normal(500, 20, size=(200, 2)) * [1, 1e-3]
    dataset = Dataset.from_arrays(DRAW.normal(size=(200, 3)), y, task="regression")
    done = prepared(dataset)
    mean, deviation = dataset.train.targets.mean(axis=0), dataset.train.targets.std(axis=0)
    assert done.target_standardization is not None
    np.testing.assert_allclose(done.target_standardization, [mean, deviation])
    for name in ("train", "validation", "test"):
        raw, scaled = dataset.split(name).targets, done.split(name).targets
        assert scaled.dtype == np.float32
        np.testing.assert_allclose(scaled, (raw - mean) / deviation, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(done.in_units(scaled), raw, rtol=1e-6)
    plain = prepared(dataset, standardize_targets=False)
    assert plain.target_standardization is None
    np.testing.assert_array_equal(plain.train.targets, dataset.train.targets.astype(np.float32))


@pytest.mark.parametrize("kind", ["csv", "parquet", "npz", "tfrecord"])
def test_targets_come_back_from_every_kind_of_file(tmp_path, kind):
    y = DRAW.normal(3, 2, size=(60, 2))
    dataset = Dataset.from_arrays(
        DRAW.normal(size=(60, 2)), y, name="f", task="regression", target_names=["p", "q"]
    )
    files = dataset.write(tmp_path, kind)
    said = {} if kind == "npz" else {"target": "p,q", "validation": files[1], "test": files[2]}
    read = load_dataset(files[0], standardize_targets=False, **said)
    assert (read.target_names, read.task.name) == (("p", "q"), "regression")
    for name in ("train", "validation", "test"):
        np.testing.assert_allclose(read.split(name).targets, dataset.split(name).targets, rtol=1e-6)
        np.testing.assert_allclose(read.split(name).inputs, dataset.split(name).inputs, rtol=1e-6)


def test_marks_of_numbers_are_those_of_the_file(tmp_path):
    rows = [f"{number};{1000 * number},5" for number in range(40)]
    (tmp_path / "f.csv").write_text("\n".join(["a;price", *rows]))
    dataset = tl.dataset(tmp_path / "f.csv", target="price", decimal=",", standardize_targets=False)
    assert dataset.task.name == "regression"
    assert set(np.concatenate([dataset.split(s).targets[:, 0] for s in ("train", "validation", "test")])) == {
        np.float32(1000 * number + 0.5) for number in range(40)
    }


def test_a_bad_cell_is_named_by_column_and_row(tmp_path):
    (tmp_path / "f.csv").write_text("\n".join(["a,y", *(f"{n},{n}.5" for n in range(30)), "1,x"]))
    with pytest.raises(DataError, match=r"target column 'y' of .* holds 'x' in row 32 .*not a number"):
        tl.dataset(tmp_path / "f.csv", task="regression")


def test_a_task_that_is_not_that_of_the_data_is_refused():
    with pytest.raises(DataError, match="moons is a dataset of classification: leave out task='regression'"):
        tl.dataset("moons", task="regression")
    with pytest.raises(
        SettingError, match=r"task of the data must be .*not 'regresion'. Did you mean 'regression'"
    ):
        tl.dataset("moons", task="regresion")
