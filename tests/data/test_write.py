from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.data import Dataset, load_dataset
from trainlab.data.write import KINDS, write_dataset
from trainlab.errors import DataError, StorageError
from trainlab.spreadsheet import harmless


def read_back(dataset: Dataset, folder, kind: str, **said: Any) -> Dataset:
    train, *others = write_dataset(dataset, folder, kind, force=True)
    return load_dataset(train, **said, **dict(zip(("validation", "test"), map(str, others), strict=False)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_is_read_back(tmp_path, kind):
    moons = load_dataset("moons")
    back = read_back(moons, tmp_path, kind)
    for name in ("train", "validation", "test"):
        np.testing.assert_array_equal(back.split(name).inputs, moons.split(name).inputs)
        names = moons.classes if kind != "tfrecord" else ("0", "1")
        assert [back.classes[one] for one in back.split(name).targets] == [
            names[one] for one in moons.split(name).targets
        ]
    assert not back.notes


def test_splits_are_named_as_people_name_them(tmp_path):
    names = {
        path.name for kind in KINDS for path in write_dataset(load_dataset("moons"), tmp_path / "new", kind)
    }
    assert names == {"moons.npz"} | {
        f"moons_{split}.{kind}"
        for split in ("train", "validation", "test") for kind in ("csv", "parquet", "tfrecord")
    }  # fmt: skip
    assert {path.name for path in (tmp_path / "new").iterdir()} == names


def test_images_and_names_survive_in_npz(tmp_path):
    digits = load_dataset("digits")
    back = read_back(digits, tmp_path, "npz")
    assert (back.fingerprint, back.classes) == (digits.fingerprint, digits.classes)
    assert read_back(digits, tmp_path, "csv").input_shape == (64,)


def test_a_column_called_label_keeps_its_name(tmp_path):
    dataset = Dataset.from_arrays(np.arange(40.0).reshape(20, 2), ["a", "b"] * 10, features=["label", "y"])
    back = read_back(dataset, tmp_path, "csv", target="target")
    assert back.features == ("label", "y")


def test_nothing_is_replaced_unasked(tmp_path):
    moons = load_dataset("moons")
    write_dataset(moons, tmp_path, "npz")
    with pytest.raises(DataError, match=r"'.*moons.npz' is already there: .* force=True"):
        write_dataset(moons, tmp_path, "npz")
    with pytest.raises(DataError, match="unknown kind of file 'cvs': did you mean 'csv'"):
        write_dataset(moons, tmp_path, "cvs")
    with pytest.raises(StorageError, match="could not write into"):
        write_dataset(moons, tmp_path / "moons.npz", "csv")


NUMBERS = st.floats(width=32, allow_nan=False, allow_infinity=False)
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=5)


@given(
    st.lists(NUMBERS, min_size=12, max_size=12),
    st.sets(WORDS, min_size=2, max_size=2),
    st.sampled_from([*KINDS]),
)
def test_whatever_is_written_is_read_back(tmp_path_factory, numbers, classes, kind):
    x = np.array(numbers, np.float32).reshape(6, 2)
    y = [sorted(classes)[row % 2] for row in range(6)]
    dataset = Dataset.from_arrays(x, y, validation=(x[:2], y[:2]), test=(x[2:4], y[2:4]), name="f")
    back = read_back(dataset, tmp_path_factory.mktemp("f"), kind)
    np.testing.assert_array_equal(back.train.inputs, x)
    if kind != "tfrecord":
        written = [harmless(one) for one in y] if kind == "csv" else y  # no spreadsheet runs a class
        assert [back.classes[one] for one in back.train.targets] == written


def test_a_class_that_a_spreadsheet_would_run_keeps_its_apostrophe(tmp_path):
    x, y = np.arange(12, dtype=np.float32).reshape(6, 2), ["=0", "0"] * 3
    dataset = Dataset.from_arrays(x, y, validation=(x[:2], y[:2]), test=(x[2:4], y[2:4]), name="f")
    assert read_back(dataset, tmp_path, "csv").classes == ("'=0", "0")
    assert read_back(dataset, tmp_path / "whole", "npz").classes == dataset.classes
