"""The checks that look at data only, with data that something is wrong with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.checks import data_checks
from trainlab.checks.class_balance import check_class_balance
from trainlab.checks.duplicates import check_duplicates
from trainlab.checks.inputs import check_constant_inputs, check_input_scale, check_splits_alike
from trainlab.checks.rows import hashes, sample
from trainlab.data import Dataset, Split, load_dataset
from trainlab.nets import read_net


def table(examples: int = 400, columns: int = 4, seed: int = 0) -> Dataset:
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(examples, columns))
    return Dataset.from_arrays(x, draw.integers(0, 2, examples), name="table")


def with_inputs(dataset: Dataset, **splits: np.ndarray) -> Dataset:
    changed = {
        name: Split(inputs.astype(np.float32), dataset.split(name).targets) for name, inputs in splits.items()
    }
    return replace(dataset, **changed)


def times(dataset: Dataset, factor: object) -> Dataset:
    return with_inputs(
        dataset, **{name: dataset.split(name).inputs * factor for name in ("train", "validation", "test")}
    )


NET = read_net("4-3-2", "relu", (4,))


@pytest.mark.parametrize("name", ["moons", "digits"])
def test_healthy_data_passes(name):
    dataset = load_dataset(name)
    net = read_net(f"{np.prod(dataset.input_shape)}-8-{len(dataset.classes)}", "relu", dataset.input_shape)
    assert {result.verdict for result in data_checks(dataset, net)} <= {"pass", "skip"}


@pytest.mark.parametrize(("factor", "verdict"), [(1, "pass"), (15, "warn"), (255, "fail"), (1e-4, "warn")])
def test_inputs_that_nobody_scaled(factor, verdict):
    result = check_input_scale(times(table(), factor), NET)
    assert result.verdict == verdict
    assert result.value == pytest.approx(factor, rel=0.1)
    if verdict != "pass":
        assert "standardize=true" in result.advice


def test_a_layer_that_rescales_the_inputs_counts():
    images = Dataset.from_arrays(
        np.random.default_rng(0).integers(0, 256, (100, 4, 4)), np.arange(100) % 2, name="pixels"
    )
    assert check_input_scale(images, read_net("flatten dense2", "relu", (4, 4, 1))).verdict == "fail"
    for front in ("rescale0.00392 flatten", "batchnorm flatten", "flatten batchnorm"):
        net = read_net(f"{front} dense2", "relu", (4, 4, 1))
        assert check_input_scale(images, net).verdict == "pass"


def test_columns_of_very_different_sizes():
    result = check_input_scale(times(table(), np.array([1e-3, 1, 1, 1])), NET)
    assert result.verdict == "warn"
    assert "x1" in result.measured


def test_inputs_that_are_not_finite():
    dataset = table()
    broken = dataset.train.inputs.copy()
    broken[7, 2] = np.nan
    result = check_input_scale(with_inputs(dataset, train=broken), NET)
    assert result.verdict == "fail"
    assert result.measured.startswith("1 training examples")


@pytest.mark.parametrize(("constant", "verdict"), [(0, "pass"), (1, "warn"), (4, "fail")])
def test_columns_that_say_nothing(constant, verdict):
    dataset = table()
    x = dataset.train.inputs.copy()
    x[:, :constant] = 3
    result = check_constant_inputs(with_inputs(dataset, train=x))
    assert (result.verdict, result.value) == (verdict, constant)


def test_a_column_that_is_constant_in_the_sample_only():
    dataset = table(5000)
    x = dataset.train.inputs.copy()
    x[:, 1] = 3
    left_out = np.setdiff1d(np.arange(len(x)), np.arange(len(x))[sample(len(x), 100)])
    x[left_out[0], 1] = 4
    assert check_constant_inputs(with_inputs(dataset, train=x), most=100).verdict == "pass"


def test_a_split_that_was_scaled_in_another_way():
    dataset = table()
    shifted = with_inputs(dataset, test=dataset.test.inputs * 0.1 + 5)
    assert check_splits_alike(dataset).verdict == "pass"
    result = check_splits_alike(shifted)
    assert result.verdict == "fail"
    assert "test" in result.advice


def leaked(dataset: Dataset, share: float, other_label: bool = False) -> Dataset:
    """The dataset with training examples put into test."""
    count = round(share * len(dataset.test))
    inputs, targets = dataset.test.inputs.copy(), dataset.test.targets.copy()
    inputs[:count] = dataset.train.inputs[:count]
    targets[:count] = dataset.train.targets[:count] ^ other_label
    return replace(dataset, test=Split(inputs, targets))


@pytest.mark.parametrize("most", [None, 500])
@pytest.mark.parametrize(("share", "verdict"), [(0, "pass"), (0.02, "warn"), (0.2, "fail")])
def test_examples_that_leaked_into_test(share, verdict, most):
    result = check_duplicates(leaked(table(2000), share), most)
    assert result.verdict == verdict
    assert result.value == pytest.approx(share)
    if verdict != "pass":
        assert "test" in result.advice


def test_rows_that_repeat_by_themselves_are_no_leak():
    result = check_duplicates(leaked(table(2000), 0.2, other_label=True))
    assert result.verdict == "warn"
    assert "another label" in result.advice


def test_leaked_images_are_found_by_their_pixels():
    draw = np.random.default_rng(0)
    x = (draw.random((600, 9, 9)) * (draw.random((600, 9, 9)) < 0.2)).round(1)
    dataset = Dataset.from_arrays(x, np.arange(600) % 3, name="sparse")
    assert check_duplicates(dataset).verdict == "pass"
    assert check_duplicates(leaked(dataset, 0.2)).value == pytest.approx(0.2)


@given(st.lists(st.lists(st.sampled_from([0.0, -0.0, 1.0, 2.5]), min_size=3, max_size=3), min_size=1))
def test_twins_are_those_that_a_set_finds(rows):
    train = np.array(rows, np.float32)
    held_out = np.array([[0, 0, 0], [1, 2.5, 0], [1, 1, 1]], np.float32)
    zeros = Split(held_out, np.zeros(3, np.int32))
    dataset = replace(
        table(), train=Split(train, np.zeros(len(train), np.int32)), validation=zeros, test=zeros
    )
    known = {tuple(row) for row in train.tolist()}
    wanted = np.mean([tuple(row) in known for row in held_out.tolist()])
    assert check_duplicates(dataset).value == pytest.approx(wanted)


def test_hashes_tell_rows_apart():
    rows = np.random.default_rng(0).integers(0, 3, (3000, 6)).astype(np.float32)
    assert len(np.unique(hashes(rows))) == len(np.unique(rows, axis=0))


def classes(*counts: int, test: tuple[int, ...] | None = None) -> Dataset:
    def split(sizes: tuple[int, ...]) -> Split:
        targets = np.repeat(np.arange(len(sizes)), sizes).astype(np.int32)
        return Split(np.zeros((len(targets), 1), np.float32), targets)

    names = tuple("abcdefg"[: len(counts)])
    return Dataset("classes", split(counts), split(counts), split(test or counts), names, ("x",), "made up")


@pytest.mark.parametrize(
    ("counts", "verdict", "said"),
    [((50, 50), "pass", ""), ((95, 5), "warn", "'a' is right 95.0%"), ((50, 0), "fail", "'b' has no")],
)
def test_classes_of_unequal_size(counts, verdict, said):
    result = check_class_balance(classes(*counts))
    assert result.verdict == verdict
    assert said in result.advice


@pytest.mark.parametrize(
    ("counts", "test", "said"),
    [
        ((50, 1, 40), (5, 1, 4), "Class 'b' has a single training example"),
        ((50, 1, 1), (5, 1, 1), "Classes 'b', 'c' have a single training example"),
        ((50, 8, 40), (5, 0, 4), "test has no example of class 'b'"),
    ],
)
def test_classes_of_one_example_and_of_none_are_named(counts, test, said):
    result = check_class_balance(classes(*counts, test=test))
    assert result.verdict == "warn"
    assert said in result.advice


def test_a_column_of_another_size_is_named():
    result = check_input_scale(times(table(), np.array([1, 1, 1e6, 1])), NET)
    assert result.verdict == "fail"
    assert "The root mean square of 'x3' is 9.7e+05, that of all other columns 0.99" in result.advice


def test_a_sorted_file_leaves_test_one_class():
    result = check_class_balance(classes(100, 100, test=(0, 60)))
    assert result.verdict == "warn"
    assert "sorted" in result.advice
