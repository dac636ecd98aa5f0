"""Which trials are evaluated at a step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trainlab.scale.population.evaluating import due_trials


@given(st.lists(st.frozensets(st.integers(0, 5)), max_size=8))
def test_a_trial_is_due_at_its_own_steps_and_no_others(steps_of):
    due = due_trials(sorted(steps) for steps in steps_of)
    assert all(due.values())
    for number, steps in enumerate(steps_of):
        assert {step for step, members in due.items() if number in members} == steps


def test_trials_with_the_same_steps_share_one_set():
    due = due_trials([(0, 5, 10)] * 3)
    assert due[0] is due[5] is due[10]
