from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.data import Dataset, load_dataset
from trainlab.errors import DataError

ROWS = 30


def notes_of(folder: Path, cells: list[str], name: str = "id") -> list[str]:
    path = folder / "ids.csv"
    rows = [f"{cell},{row % 7}.5,{'ab'[row % 2]}" for row, cell in enumerate(cells)]
    path.write_text("\n".join([f"{name},x,y", *rows]) + "\n")
    return [note for note in load_dataset(path, standardize=True).notes if "equal as numbers" in note]


@pytest.mark.parametrize("first", [10**20, -(10**20), 2**63 - 10, 2**53])
def test_ids_that_become_alike_are_told(tmp_path, first):
    whole = [first + row for row in range(ROWS)]
    (note,) = notes_of(tmp_path, list(map(str, whole)))
    lost = ROWS - len(set(map(float, whole)))
    assert f"column 'id' of {tmp_path / 'ids.csv'} holds" in note
    assert f"that {lost} of them are equal as numbers of 64 bits" in note
    assert "--ignore id" in note or "ignore=['id']" in note


@pytest.mark.parametrize(
    "cells",
    [
        [str(10**20 + 10**6 * row) for row in range(ROWS)],
        [f"{row}.5e{6 + row}" for row in range(ROWS)],
        [f"1e{20 + row % 3}" for row in range(ROWS)],
        [f"{'+0' * (row % 2)}{10**20}" for row in range(ROWS)],
        [str(row) for row in range(ROWS)],
    ],
    ids=["far apart", "fractions", "powers", "the same", "short"],
)
def test_large_numbers_that_stay_apart_are_let_be(tmp_path, cells):
    assert not notes_of(tmp_path, cells)


def test_a_table_in_blanks_is_read_so_too(tmp_path):
    path = tmp_path / "ids.txt"
    rows = [f"{10**20 + row}  {row % 7}.5   {'ab'[row % 2]}" for row in range(ROWS)]
    path.write_text("\n".join(["id  x  y", *rows]) + "\n")
    assert any(f"that {ROWS - 1} of them are equal" in note for note in load_dataset(path).notes)


def test_long_digits_of_classes_stay_apart(tmp_path):
    path = tmp_path / "ids.csv"
    rows = [f"{row % 7}.5,{row},{10**20 + row % 2}" for row in range(ROWS)]
    path.write_text("\n".join(["a,b,y", *rows]) + "\n")
    assert load_dataset(path).classes == (str(10**20), str(10**20 + 1))


@given(st.integers(2**53, 10**22), st.booleans())
def test_classes_that_may_have_become_alike_are_refused(first, negative):
    x = np.arange(2.0 * ROWS).reshape(ROWS, 2)
    targets = (-1.0 if negative else 1.0) * np.array(
        [first + 10**7 * (row % 2) for row in range(ROWS)], float
    )
    with pytest.raises(DataError, match="cannot be told from their neighbours"):
        Dataset.from_arrays(x, targets)
    whole = [first % 2**62 + row % 2 for row in range(ROWS)]
    assert Dataset.from_arrays(x, np.array(whole)).classes == (str(whole[0]), str(whole[1]))
