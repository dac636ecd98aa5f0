import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.data import load_dataset
from trainlab.data.tables.numbers import is_number, number_pattern, what_helps
from trainlab.errors import DataError


@given(
    st.integers(-(10**12), 10**12), st.integers(0, 999), st.sampled_from([(".", ","), (",", "."), (".", " ")])
)
def test_numbers_of_other_countries(whole, part, marks):
    decimal, thousands = marks
    written = f"{whole:,}".replace(",", thousands) + f"{decimal}{part:03d}"
    assert re.fullmatch(number_pattern(decimal, thousands), written)
    assert bool(re.fullmatch(number_pattern(decimal, None), written)) == (abs(whole) < 1000)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0,5", "If ',' is its decimal point, say --decimal ','"),
        ("1,234", "If ',' groups its digits, say --thousands ',' .*; if ',' is its decimal point, --decimal"),
        ("1,234,567.5", "If ',' groups its digits"),
        ("1.234,5", r"If '\.' groups its digits, say --thousands '\.' .* and --decimal ','"),
        ("1'234", "If ''' groups its digits"),
        ("NA", "missing value, say --missing NA"),
        ("?", r"missing value, say --missing '\?'"),
    ],
)
def test_the_option_that_would_read_it_is_named(text, words):
    assert re.search(words, what_helps(text))
    assert not is_number(text)


@pytest.mark.parametrize("text", ["red", "", "1,2,3x", "2024-01-01", "12%"])
def test_nothing_is_promised_of_other_text(text):
    assert what_helps(text) == ""


@pytest.mark.parametrize(
    ("cells", "said", "values"),
    [
        (["1.234,5", "12", "-7.000"], {"decimal": ",", "thousands": "."}, [1234.5, 12, -7000]),
        (["1,234.5", "12", "-1e3"], {"thousands": ","}, [1234.5, 12, -1000]),
        (["1 234", "0.5", "9"], {"thousands": " "}, [1234, 0.5, 9]),
        ([" 0,5", ",25", "3,"], {"decimal": ","}, [0.5, 0.25, 3]),
    ],
)
def test_marks_that_are_said_are_read(tmp_path, cells, said, values):
    path = tmp_path / "f.csv"
    rows = [f'"{cells[row % 3]}";{"ab"[row % 2]}' for row in range(30)]
    path.write_text("\n".join(["x;y", *rows]))
    assert set(load_dataset(path, **said).train.inputs[:, 0].tolist()) == set(values)


def test_a_mark_in_the_wrong_place_is_refused(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("x;y\n" + "1.234,5;a\n2,5;b\n" * 9 + "12.34,5;a\n")
    with pytest.raises(DataError, match=r"holds '12.34,5' in row 20"):
        load_dataset(path, decimal=",", thousands=".")
    path.write_text("x;y\n" + "0.5;a\n2,5;b\n" * 9)
    with pytest.raises(DataError, match=r"holds '0.5' in row 2 .* Its decimal point .* is not the one given"):
        load_dataset(path, decimal=",")
