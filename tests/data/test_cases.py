"""Small files that were once read as something else than was meant."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trainlab.data import Dataset, load_dataset
from trainlab.errors import DataError

CASES = Path(__file__).parent / "cases"


def load(name: str, **said: Any) -> Dataset:
    return load_dataset(CASES / name, **said)


def rows(dataset: Dataset) -> int:
    return sum(len(dataset.split(name)) for name in ("train", "validation", "test"))


def test_a_constant_column_changes_nothing_once_standardised():
    with_year, without = (load(name, standardize=True) for name in ("const2024.csv", "noconst.csv"))
    assert with_year.features == ("a", "year", "b")
    assert (with_year.train.inputs[:, 1] == 0).all()
    np.testing.assert_array_equal(with_year.train.inputs[:, [0, 2]], without.train.inputs)


def test_time_stamps_stay_apart():
    raw, standardised = load("time1000.csv"), load("time1000.csv", standardize=True)
    assert len(np.unique(standardised.train.inputs[:, 0])) == len(standardised.train) == 800
    (note,) = raw.notes
    assert len(np.unique(raw.train.inputs[:, 0])) == 9
    assert "column 't' of time1000: its 800 different values of train become 9 in 32 bits" in note
    assert "standardize=true" in note
    assert not standardised.notes


def test_a_file_without_a_header():
    dataset = load("irislike.csv")
    assert (rows(dataset), dataset.features) == (90, ("x1", "x2"))
    assert dataset.classes == ("setosa", "versic", "virgin")
    header, target = dataset.notes
    assert "seems to have no header: its first row (2.04, -2.56, setosa) is read as an example" in header
    assert "--header (header=True in Python)" in header
    assert "one column only, 'x3', which is taken for the class" in target
    assert load("irislike.csv", header=False, target="x3").fingerprint == dataset.fingerprint
    assert not load("irislike.csv", header=False, target="x3").notes
    with pytest.raises(DataError, match=r"Allowed: 2[.]04, -2.56, setosa"):
        load("irislike.csv", header=True, target="x3")


def test_a_header_of_whole_numbers():
    dataset = load("intnames.csv", target="2")
    assert (rows(dataset), dataset.features, dataset.classes) == (90, ("0", "1"), ("0", "1", "2"))
    assert not dataset.notes, "the target's name says that it is a header"
    assert rows(load("intnames.csv", header=False, target="x3")) == 91


def test_labels_stay_what_they_are():
    assert load("zeros.csv").classes == ("001", "002", "010")
    dataset = load("na_class.csv")
    assert (rows(dataset), dataset.classes) == (120, ("EU", "NA"))


def test_what_is_missing_can_be_said():
    with pytest.raises(DataError, match=r"'label' .* missing value \('NA'\) in row 3 .*drop_missing=True"):
        load("na_class.csv", missing=["NA", "?"])
    with pytest.raises(DataError, match=r"hold one class only \('EU'\)"):
        load("na_class.csv", missing="NA,?", drop_missing=True)


def test_a_column_that_numbers_the_rows_can_be_left_out():
    dataset = load("index_unnamed.csv", ignore=["Unnamed: 0"])
    assert (dataset.features, dataset.notes) == (("a", "b"), ())


def test_many_whole_numbers_as_the_target():
    with pytest.raises(DataError, match=r"58 different whole numbers, -12 to 86, in 120 examples: is a quan"):
        load("regr_int.csv")
    quantity, classes = (load("regr_int.csv", task=task) for task in ("regression", "classification"))
    assert (quantity.target_names, quantity.classes, rows(quantity)) == (("y",), (), 120)
    assert len(classes.classes) == 58


def test_decimal_commas():
    with pytest.raises(DataError, match=r"holds '0,1257' in row 2 .*say decimal=','"):
        load("decimal_comma.csv")
    dataset = load("decimal_comma.csv", decimal=",")
    assert rows(dataset) == 120
    assert np.float32(0.1257) in dataset.train.inputs[:, 0]


def test_other_separators_and_bytes():
    assert (rows(load("pipe.csv")), load("pipe.csv").features) == (120, ("a", "b"))
    assert load("pipe.csv", separator="pipe").fingerprint == load("pipe.csv").fingerprint
    assert load("p_binary_label.parquet").classes == ("high", "low")


def test_a_file_s_own_validation_part():
    dataset = load("z_val.npz")
    with np.load(CASES / "z_val.npz") as arrays:
        np.testing.assert_array_equal(dataset.validation.inputs, arrays["x_val"].astype(np.float32))
        assert (dataset.validation.targets == arrays["y_val"]).all()
