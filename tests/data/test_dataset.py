import hashlib

import numpy as np
import pytest

from trainlab.data.dataset import Dataset, Split
from trainlab.errors import DataError


def table(rows: int = 100) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(2.0 * rows).reshape(rows, 2), np.arange(rows) % 4


def test_splits_are_80_10_10_and_keep_examples_with_their_targets():
    x, y = table()
    dataset = Dataset.from_arrays(x, y)
    assert [len(dataset.split(name)) for name in ("train", "validation", "test")] == [80, 10, 10]
    rows = np.concatenate([dataset.split(name).inputs[:, 0] for name in ("train", "validation", "test")]) / 2
    targets = np.concatenate([dataset.split(name).targets for name in ("train", "validation", "test")])
    assert sorted(rows) == list(range(100))
    assert (targets == rows % 4).all()


def test_arrays_have_the_promised_form():
    dataset = Dataset.from_arrays(np.asfortranarray(np.ones((20, 3, 2))), ["a", "b"] * 10)
    for name in ("train", "validation", "test"):
        part = dataset.split(name)
        assert part.inputs.dtype == np.float32
        assert part.inputs.flags.c_contiguous
        assert part.targets.dtype == np.int32
    assert dataset.input_shape == (3, 2, 1)
    assert dataset.features == ()


def test_splits_that_are_given_are_kept_and_only_the_others_held_out():
    x, y = table()
    x_test, y_test = table(8)
    dataset = Dataset.from_arrays(x, y, test=(x_test, y_test))
    assert [len(dataset.split(name)) for name in ("train", "validation", "test")] == [90, 10, 8]
    assert dataset.test.inputs.tolist() == x_test.tolist()
    dataset = Dataset.from_arrays(x, y, validation=(x_test, y_test), test=(x_test, y_test))
    assert dataset.train.inputs.tolist() == x.tolist()


def test_given_arrays_are_copied():
    x, y = np.ones((6, 1), dtype=np.float32), np.array([0, 1] * 3)
    dataset = Dataset.from_arrays(x, y, validation=(x, y), test=(x, y))
    x[:] = 5
    assert dataset.train.inputs.max() == dataset.test.inputs.max() == 1


def test_the_seed_decides_the_split():
    x, y = table()
    fingerprints = [Dataset.from_arrays(x, y, seed=seed).fingerprint for seed in (0, 0, 1)]
    assert fingerprints[0] == fingerprints[1] != fingerprints[2]


def test_feature_names():
    x, y = table()
    assert Dataset.from_arrays(x, y).features == ("x1", "x2")
    assert Dataset.from_arrays(x, y, features=["a", "b"]).features == ("a", "b")
    with pytest.raises(DataError, match="2 columns of inputs but 1 feature names"):
        Dataset.from_arrays(x, y, features=["a"])


def test_the_fingerprint_is_the_hash_of_shapes_and_bytes():
    part = Split(np.array([[1.0]], dtype=np.float32), np.array([0], dtype=np.int32))
    dataset = Dataset("d", part, part, part, ("a", "b"), ("x1",), "here")
    wanted = hashlib.sha256()
    for name in ("train", "validation", "test"):
        wanted.update(f"{name} <f4 (1, 1) ".encode() + part.inputs.tobytes())
        wanted.update(f"{name} <i4 (1,) ".encode() + part.targets.tobytes())
    assert dataset.fingerprint == wanted.hexdigest()


def test_facts():
    x, y = table()
    dataset = Dataset.from_arrays(x, y, source="somewhere")
    assert dataset.facts() == {
        "inputs": "2", "classes": 4, "class_counts": "19:19:21:21", "train": 80, "validation": 10, "test": 10,
        "fingerprint": dataset.fingerprint, "source": "somewhere",
    }  # fmt: skip


def test_an_unknown_split_lists_the_ones_there_are():
    with pytest.raises(
        DataError, match=r"unknown split 'validaton': did you mean 'validation'.*train, validation, test"
    ):
        Dataset.from_arrays(*table()).split("validaton")
    with pytest.raises(DataError, match="unknown split 'name'"):
        Dataset.from_arrays(*table()).split("name")


@pytest.mark.parametrize(
    ("x", "y", "given", "words"),
    [
        (np.ones((3, 2)), [0, 1], {}, "inputs and targets of mine must be equally many, not 3 and 2"),
        (
            np.ones((3, 2)),
            [0, 1, 1],
            {"test": (np.ones((2, 3)), [0, 1])},
            r"\(3,\) an example, those of train \(2,\)",
        ),
        (
            np.ones((3, 2)),
            [0, 1, 1],
            {"test": (np.ones((2, 2)), [0])},
            r"targets of mine \(test\) must be equally many",
        ),
        (np.ones((3, 2)), [0, 1, 1], {}, "mine has 3 examples of 2 classes, too few"),
        (np.ones((3, 2)), [1, 1, 1], {}, "the targets of mine hold one class only"),
        ([[1.0], [np.nan]], [0, 1], {}, "the inputs of mine hold a missing value"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(x, y, given, words):
    with pytest.raises(DataError, match=words):
        Dataset.from_arrays(x, y, name="mine", **given)
