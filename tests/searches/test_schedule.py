"""How a search spends its budget, round after round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.record import SearchRound
from trainlab.record.search_round import REPEATS
from trainlab.searches.schedule import MAX_ROUNDS, Spending, next_round


def rounds_of(budget: float, smallest: float = 1 / 27, **asked):
    """All rounds of a search whose trials train as long as planned, and what was spent on each."""
    asked = {"learns": True, "eta": 3.0, "hyperband": False, "leaders": 3, "repeats": 5, **asked}
    rounds: list[SearchRound] = []
    found, spent = [], 0.0
    while (coming := next_round(rounds, Spending(budget, spent, smallest), **asked)) is not None:
        cost = coming.leaders * (coming.repeats - 1) if coming.bracket is None else coming.bracket.cost
        found.append((coming, cost))
        spent += cost
        by = REPEATS if coming.bracket is None else "model"
        rounds.append(SearchRound(len(rounds), by, 0, 1))
        assert len(rounds) <= MAX_ROUNDS + 1
    return found


@given(
    budget=st.floats(1, 2000), smallest=st.floats(0.005, 1), learns=st.booleans(), hyperband=st.booleans(),
    eta=st.sampled_from([2.0, 3.0, 4.0]), leaders=st.integers(1, 5), repeats=st.integers(1, 8),
)  # fmt: skip
def test_it_never_spends_more_than_its_budget(budget, smallest, learns, hyperband, eta, leaders, repeats):
    found = rounds_of(
        budget, smallest, learns=learns, hyperband=hyperband, eta=eta, leaders=leaders, repeats=repeats
    )
    assert sum(cost for _, cost in found) <= budget + 1e-6
    assert found[0][0].bracket is not None
    assert all(coming.bracket is not None for coming, _ in found[:-1]), "repeats come last"


@given(budget=st.floats(30, 2000))
def test_most_of_a_budget_is_spent(budget):
    assert sum(cost for _, cost in rounds_of(budget)) >= 0.8 * budget


def test_proposals_that_learn_have_rounds_to_learn_from_and_draws_have_one():
    assert [coming.bracket is None for coming, _ in rounds_of(100)] == [False] * 4 + [True]
    assert [coming.bracket is None for coming, _ in rounds_of(100, learns=False)] == [False, True]


def test_a_small_budget_is_not_cut_into_rounds_of_one_trial():
    [(first, _)] = rounds_of(3, smallest=0.15)
    assert first.bracket is not None
    assert first.bracket.starters == 5


def test_a_quarter_at_most_is_for_repeats():
    *_, (last, cost) = rounds_of(40)
    assert (last.leaders, last.repeats, cost) == (2, 5, 8)
    *_, (last, cost) = rounds_of(8)
    assert (last.leaders, last.repeats, cost) == (1, 3, 2)


def test_brackets_of_hyperband_begin_later_and_later():
    firsts = [
        coming.bracket.rungs[0].fraction for coming, _ in rounds_of(400, hyperband=True) if coming.bracket
    ]
    assert firsts == pytest.approx([1 / 27, 1 / 9, 1 / 3, 1])


def test_where_the_budget_is_a_time_the_first_round_shows_what_a_training_takes():
    first = next_round(
        [], Spending(None, 0.0, 1 / 9), learns=True, eta=3, hyperband=False, leaders=3, repeats=5
    )
    assert first is not None
    assert first.bracket is not None
    assert first.bracket.starters == 27


def test_where_nothing_is_left_to_try_the_best_are_repeated():
    coming = next_round(
        [SearchRound(0, "sobol", 0, 4)], Spending(50, 4, 1 / 9), learns=True, eta=3, hyperband=False,
        leaders=3, repeats=5, exhausted=True,
    )  # fmt: skip
    assert coming is not None
    assert coming.bracket is None
    assert (coming.leaders, coming.repeats) == (3, 5)
