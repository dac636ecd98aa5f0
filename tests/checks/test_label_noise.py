"""Labels that disagree with those of similar examples."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import datasets
from tables import HONEST, changed, dataset_of

from trainlab.checks.label_noise import check_label_noise, contradictions
from trainlab.data import load_dataset


@pytest.mark.parametrize("table", HONEST)
def test_honest_tables_pass_and_wrong_labels_are_told(table):
    x, y = HONEST[table]()
    assert check_label_noise(dataset_of(x, y)).verdict == "pass"
    results = [check_label_noise(dataset_of(x, changed(y, 0.3, seed))) for seed in range(5)]
    told = [result for result in results if result.verdict == "warn"]
    assert len(told) >= 3
    for result in told:
        assert "disagree" in result.advice
        assert 0.15 < result.value < 0.5


def test_wrong_labels_of_images():
    digits = load_dataset("digits")
    assert check_label_noise(digits).verdict == "pass"
    digits.train.targets[:] = changed(digits.train.targets, 0.3)
    assert check_label_noise(digits).verdict == "warn"


@pytest.mark.parametrize("noise", [0.2, 0.3, 0.4])
def test_classes_that_overlap_at_a_border_pass(noise):
    told = sum(
        check_label_noise(dataset_of(*datasets.make_moons(600, noise=noise, random_state=seed))).verdict
        != "pass"
        for seed in range(20)
    )
    assert told <= 1


def test_labels_that_nothing_tells_are_skipped():
    draw = np.random.default_rng(0)
    result = check_label_noise(dataset_of(draw.normal(size=(300, 4)), draw.integers(0, 2, 300)))
    assert result.verdict == "skip"
    assert "chance" in result.measured


def test_rows_with_the_same_inputs_and_other_labels():
    draw = np.random.default_rng(0)
    x = draw.integers(0, 3, (400, 2))
    y = (x[:, 0] + draw.integers(0, 2, 400) > 1).astype(int)
    dataset = dataset_of(x, y)
    result = check_label_noise(dataset)
    assert result.verdict == "warn"
    rows, labels = dataset.train.inputs, dataset.train.targets
    groups = {tuple(row): [] for row in rows.tolist()}
    for row, label in zip(rows.tolist(), labels.tolist(), strict=True):
        groups[tuple(row)].append(label)
    wanted = sum(len(group) - np.bincount(group).max() for group in groups.values())
    assert contradictions(rows, labels) == wanted
    assert f"{1 - wanted / len(rows):.1%}" in result.advice
