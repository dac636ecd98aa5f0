"""Rows of evaluations, against doing it one row after the other."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trainlab.scale.population.evaluated_rows import distinct, last

rows = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.booleans()), max_size=30)


@given(rows)
def test_rows_of_the_same_trial_and_step_are_one(given_rows):
    member, step = (np.array([row[at] for row in given_rows], np.int64) for at in (0, 1))
    known: dict[tuple[int, int], list[int]] = {}
    for number, (m, s) in enumerate(zip(member.tolist(), step.tolist(), strict=True)):
        known.setdefault((m, s), []).append(number)
    order = list(known)
    which, first, latest = distinct(member, step)
    pairs = zip(member.tolist(), step.tolist(), strict=True)
    assert which.tolist() == [order.index(pair) for pair in pairs]
    assert first.tolist() == [numbers[0] for numbers in known.values()]
    assert latest.tolist() == [numbers[-1] for numbers in known.values()]


@given(rows)
def test_the_last_row_of_each_trial(given_rows):
    member = np.array([row[0] for row in given_rows], np.int64)
    which = np.array([row[2] for row in given_rows], bool)
    expected = [-1] * 5
    for number, (m, _, chosen) in enumerate(given_rows):
        if chosen:
            expected[m] = number
    assert last(member, which, 5).tolist() == expected
