"""Numbers that stand for what is not known."""

from __future__ import annotations

import numpy as np
import pytest
from planted import planned
from sklearn import datasets
from tables import HONEST, dataset_of

from trainlab.checks import warnings
from trainlab.checks.placeholders import FEWEST, check_placeholders, codes_of
from trainlab.data import Dataset, load_dataset
from trainlab.data.standardize import standardized


def marked(code: float, times: int, name: str = "wine", column: int = 1) -> Dataset:
    x, y = HONEST[name]()
    x = x.astype(float).copy()
    x[np.random.default_rng(0).choice(len(x), times, replace=False), column] = code
    return dataset_of(x, y)


@pytest.mark.parametrize("most", [None, 100])
@pytest.mark.parametrize(
    "prepared", [lambda dataset: dataset, standardized], ids=["as given", "standardised"]
)
@pytest.mark.parametrize("code", [-999, -99, 99, 999, 9999, -1e6, 32767])
def test_codes_are_named_with_their_column_and_number(code, prepared, most):
    dataset = prepared(marked(code, 40))
    result = check_placeholders(dataset, most)
    times = int((np.abs(marked(code, 40).train.inputs[:, 1] - code) < 0.5).sum())
    assert (result.verdict, result.value) == ("warn", 1)
    assert f"'x2' holds {code:.6g} in {times} of {len(dataset.train)} rows" in result.measured
    assert f"--missing '{code:.6g}'" in result.advice


def test_most_values_may_be_placeholders():
    assert check_placeholders(marked(999, 140)).verdict == "warn"


def test_codes_at_both_ends_and_two_at_one():
    x = np.round(np.random.default_rng(0).normal(50, 10, 300), 1)
    assert codes_of(np.concatenate([x, [-999] * 5, [9999] * 4]), 0) == [-999, 9999]
    assert codes_of(np.concatenate([x, [998] * 5, [999] * 4]), 0) == [998, 999]
    assert codes_of(x, 0) == []


def test_a_code_among_the_others_or_a_few_times_is_not_told():
    x = np.random.default_rng(0).normal(0, 1000, 300)
    assert codes_of(np.concatenate([x, [999] * 9]), 0) == []
    single = np.random.default_rng(0).normal(0, 1, 300)
    assert codes_of(np.concatenate([single, [999] * (FEWEST - 1)]), 0) == []
    assert codes_of(np.concatenate([single, [999] * FEWEST]), 0) == [999]


@pytest.mark.parametrize(
    "prepared", [lambda dataset: dataset, standardized], ids=["as given", "standardised"]
)
@pytest.mark.parametrize("name", HONEST)
def test_honest_tables_are_not_accused(name, prepared):
    assert check_placeholders(prepared(dataset_of(*HONEST[name]()))).verdict == "pass"


draw = np.random.default_rng(1)
HONEST_COLUMNS = {
    "counts, many of them 0": draw.poisson(200, 500) * (draw.random(500) < 0.3),
    "amounts, many of them 0": np.round(np.exp(draw.normal(8, 1, 500)), 2) * (draw.random(500) < 0.4),
    "counts of a long tail": np.minimum(draw.zipf(1.6, 500), 10**6),
    "a flag": draw.integers(0, 2, 500),
    "saturated above": np.minimum(draw.normal(50, 20, 500), 80),
    "saturated at both ends": np.clip(draw.normal(500, 400, 500), 0, 1023),
    "powers of two": 2.0 ** draw.integers(0, 10, 500),
    "powers of ten": 10.0 ** draw.integers(-6, 3, 500),
    "prices": draw.choice([1, 2, 5, 10, 20, 50, 100, 200], 500),
    "answers": draw.integers(1, 6, 500),
    "a lone outlier": np.append(draw.normal(size=499), 1e4),
    "constant": np.full(500, 3.0),
}


@pytest.mark.parametrize(
    "prepared", [lambda dataset: dataset, standardized], ids=["as given", "standardised"]
)
@pytest.mark.parametrize("name", HONEST_COLUMNS)
def test_honest_columns_are_not_accused(name, prepared):
    column = HONEST_COLUMNS[name]
    table = np.column_stack([draw.normal(size=(500, 2)), column])
    assert check_placeholders(prepared(dataset_of(table, draw.integers(0, 2, 500)))).verdict == "pass"


def test_pixels_and_one_hot_columns_are_not_accused():
    x, y = datasets.load_digits(return_X_y=True)
    assert check_placeholders(dataset_of(x, y)).verdict == "pass"
    one_hot = np.eye(12)[draw.integers(0, 12, 400)]
    assert check_placeholders(dataset_of(one_hot, draw.integers(0, 2, 400))).verdict == "pass"
    assert check_placeholders(load_dataset("digits")).verdict == "skip"


def test_a_study_is_warned_and_the_advice_works(tmp_path):
    x, y = HONEST["wine"]()
    x = x[:, :3].copy()
    x[::9, 1] = -999
    path = tmp_path / "wine.csv"
    rows = [",".join(map(str, [*values, label])) for values, label in zip(x.tolist(), y, strict=True)]
    path.write_text("\n".join(["acid,malic,ash,target", *rows]) + "\n")
    dataset = load_dataset(path)
    lines = warnings([planned(dataset, "3-8-3")[0]], dataset)
    assert any("'malic' holds -999 in" in line for line in lines)
    clean = load_dataset(path, missing=["-999"], drop_missing=True)
    assert check_placeholders(clean).verdict == "pass"
