"""Columns that number the rows."""

from __future__ import annotations

import numpy as np
import pytest
from planted import planned
from tables import HONEST, dataset_of

from trainlab.checks import warnings
from trainlab.checks.row_numbers import check_row_numbers
from trainlab.data import load_dataset


@pytest.fixture
def index_file(tmp_path):
    """Noise, sorted by class, with the index that pandas writes."""
    draw = np.random.default_rng(0)
    lines = ["Unnamed: 0,a,b,label"]
    for row, (a, b) in enumerate(draw.normal(size=(120, 2))):
        lines.append(f"{row},{a:.4f},{b:.4f},{row // 60}")
    path = tmp_path / "index_unnamed.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("standardize", [False, True])
def test_an_index_that_tells_the_class_fails_by_name(index_file, standardize):
    dataset = load_dataset(index_file, target="label", standardize=standardize)
    result = check_row_numbers(dataset)
    assert (result.verdict, result.value) == ("fail", 1)
    assert "'Unnamed: 0' ascends from row to row" in result.measured
    assert "sorted by class" in result.advice
    lines = warnings([planned(dataset, "3-8-2")[0]], dataset)
    assert any("Unnamed: 0" in line for line in lines)


def table(column: np.ndarray, classes: int = 2):
    draw = np.random.default_rng(1)
    count = len(column)
    return dataset_of(
        np.column_stack([draw.normal(size=(count, 2)), column]), draw.integers(0, classes, count), "number"
    )


draw = np.random.default_rng(2)
SIGNS = {
    "in order": (np.arange(500), "ascends"),
    "backwards": (np.arange(500)[::-1] + 0.5, "descends"),
    "times of rows": (1e3 + np.cumsum(draw.exponential(size=500)), "ascends"),
    "shuffled": (draw.permutation(500), "never repeats"),
    "with gaps": (draw.choice(2000, 500, replace=False), "never repeats"),
    "in tenths": (draw.permutation(500) / 10 - 7, "never repeats"),
}


@pytest.mark.parametrize("most", [None, 200])
@pytest.mark.parametrize("name", SIGNS)
def test_numbers_of_rows_are_warned_of(name, most):
    column, sign = SIGNS[name]
    result = check_row_numbers(table(column), most)
    assert result.verdict == "warn"
    assert "'number'" in result.measured
    assert sign in result.measured


HONEST_COLUMNS = {
    "continuous": draw.normal(size=500),
    "whole numbers that repeat": draw.integers(0, 100_000, 500),
    "rounded": draw.normal(size=500).round(3),
    "sorted, of few values": np.sort(draw.integers(0, 30, 500)),
    "constant": np.ones(500),
    "flags": draw.integers(0, 2, 500),
}


@pytest.mark.parametrize("name", HONEST_COLUMNS)
def test_other_columns_pass(name):
    assert check_row_numbers(table(HONEST_COLUMNS[name])).verdict == "pass"


@pytest.mark.parametrize("name", HONEST)
def test_honest_tables_pass(name):
    assert check_row_numbers(dataset_of(*HONEST[name]())).verdict == "pass"


def test_whole_numbers_drawn_at_random_are_not_accused():
    accused = 0
    for seed in range(300):
        column = np.random.default_rng(seed).integers(0, 3000, 300)
        accused += check_row_numbers(table(column)).verdict != "pass"
    assert accused == 0


def test_one_column_and_images_are_skipped():
    assert check_row_numbers(dataset_of(np.linspace(0, 1, 50)[:, None], np.arange(50) % 2)).verdict == "skip"
    assert check_row_numbers(load_dataset("digits")).verdict == "skip"
