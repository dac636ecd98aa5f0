"""Copies of the class among the inputs, and columns that alone tell it."""

from __future__ import annotations

import numpy as np
import pytest
from planted import planned
from sklearn import datasets, neighbors
from tables import HONEST, changed, dataset_of

from trainlab.checks import warnings
from trainlab.checks.leaks import check_leaks
from trainlab.checks.simple_models import answers
from trainlab.checks.single_column import error_alone
from trainlab.data import Dataset, load_dataset
from trainlab.data.standardize import standardized


def noise(y, deviation, seed=0):
    return y + np.random.default_rng(seed).normal(0, deviation, len(y))


COPIES = {
    "exact": (lambda y: y, "fail"),
    "by another name": (lambda y: np.array([7.0, -3.0, 11.0])[y], "fail"),
    "with noise of 0.01": (lambda y: noise(y, 0.01), "warn"),
    "with noise of 0.1": (lambda y: noise(y, 0.1), "warn"),
    "with 2% changed": (lambda y: changed(y, 0.02), "warn"),
    "with 5% changed": (lambda y: changed(y, 0.05), "warn"),
}


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("table", [name for name in HONEST if name != "setosa or not"])
def test_copies_of_the_class_are_found_by_name(table, copy):
    x, y = HONEST[table]()
    make, verdict = COPIES[copy]
    leaky = dataset_of(np.column_stack([x, make(y)]), y, "outcome")
    for most in (None, 2000):
        result = check_leaks(leaky, most)
        assert result.verdict == verdict, result
        assert "'outcome'" in result.advice
    assert check_leaks(dataset_of(x, y)).verdict == "pass"


@pytest.mark.parametrize("table", ["breast cancer", "wine", "iris", "classification"])
def test_a_noisy_copy_is_found_once_standardised(table):
    x, y = HONEST[table]()
    leaky = dataset_of(np.column_stack([x, noise(y, 0.05)]), y, "outcome")
    assert "'outcome'" in check_leaks(standardized(leaky)).advice
    assert check_leaks(standardized(dataset_of(x, y))).verdict == "pass"


def test_a_column_for_each_class():
    x, y = HONEST["iris"]()
    result = check_leaks(dataset_of(np.column_stack([x, np.eye(3)[y]]), y))
    assert result.verdict == "fail"
    assert "'x5', 'x6', 'x7' mark one class each" in result.advice
    # One class that a column marks may be honest: feathers are for birds.
    assert check_leaks(dataset_of(np.column_stack([x, y == 0]), y)).verdict == "pass"


def test_a_column_that_counts_alone():
    draw = np.random.default_rng(0)
    x = draw.normal(size=(600, 8))
    y = (np.abs(x[:, 7]) > 0.7).astype(int)
    result = check_leaks(dataset_of(x, y, "days treated"))
    assert result.verdict == "warn"
    assert "all others together" in result.measured
    assert "'days treated'" in result.advice


def test_a_pixel_that_holds_the_class():
    digits = load_dataset("digits")
    for split in (digits.train, digits.validation, digits.test):
        split.inputs[:, 0, 0, 0] = split.targets / 10
    result = check_leaks(digits)
    assert result.verdict == "fail"
    assert "'row 0, column 0'" in result.advice


@pytest.mark.parametrize("standardize", [False, True])
def test_clusters_far_apart_are_no_leak(standardize):
    accused = 0
    for seed in range(60):
        dataset = dataset_of(*datasets.make_blobs(300, 4, centers=2 + seed % 2, random_state=seed))
        accused += check_leaks(standardized(dataset) if standardize else dataset).verdict != "pass"
    assert accused <= 3


def test_a_study_is_told_before_it_trains():
    x, y = HONEST["breast cancer"]()
    leaky = standardized(dataset_of(np.column_stack([x, y]), y, "benign"))
    (line,) = warnings([planned(leaky, "31-4-2")[0]], leaky)
    assert line.startswith("check fail: answers in the inputs")
    assert "'benign'" in line


def test_too_little_to_tell_is_skipped():
    assert check_leaks(dataset_of(np.eye(12), np.arange(12) % 2)).verdict == "skip"
    assert check_leaks(Dataset.from_arrays(np.ones((60, 2)), np.arange(60) % 2)).verdict == "pass"


@pytest.mark.parametrize("decimals", [0, 1, 8])
def test_the_error_alone_is_that_of_the_nearest_in_the_column(decimals):
    draw = np.random.default_rng(decimals)
    column, y = draw.normal(size=60).round(decimals), draw.integers(0, 3, 60)
    wrong = 0.0
    for row in range(60):
        others = np.arange(60) != row
        same = others & (column == column[row])
        if same.any():
            counts = np.bincount(y[same], minlength=3)
            others_best = np.delete(counts, y[row]).max()
            wrong += 0.5 if counts[y[row]] == others_best else float(counts[y[row]] < others_best)
        else:
            distance = np.where(others, np.abs(column - column[row]), np.inf)
            nearest = column == column[distance.argmin()]
            wrong += float(np.bincount(y[nearest], minlength=3).argmax() != y[row])
    assert error_alone(column, y) == pytest.approx(wrong / 60)


def test_neighbours_are_those_of_scikit_learn():
    x, y = HONEST["wine"]()
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    found = answers(x, y)
    for k in (1, 5):
        wanted = [
            neighbors.KNeighborsClassifier(k).fit(np.delete(scaled, row, 0), np.delete(y, row))
            .predict(scaled[row : row + 1])[0]
            for row in range(len(y))
        ]  # fmt: skip
        assert np.mean(found[f"{k} nearest"][0] == wanted) > 0.98
