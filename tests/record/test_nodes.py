"""What is said of the nodes that trained a study is true of its records."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trainlab.record import Place, Population, Trial
from trainlab.record.nodes import node_shares

A, B = Place("a", "cpu"), Place("b", "cpu")


def trial(id: int, population: int, **fields: object) -> Trial:
    made = Trial(id, {}, population, length=100, steps_per_epoch=1, parameters=3)
    return replace(made, **{"status": "done", "steps": 100, "seconds_per_step": 0.01, **fields})


def test_a_study_of_one_machine_has_no_nodes():
    assert node_shares([Population(0, {}, (0,), 1, 1)], [trial(0, 0)]) == []


def test_populations_are_where_they_were_trained_and_trials_where_they_ended():
    moved = Population(1, {}, (2, 3), 2, 1, places=(A, replace(B, step=50)))
    stayed = Population(0, {}, (0, 1), 2, 1, places=(A,))
    trials = [trial(0, 0), trial(1, 0), trial(2, 1, status="running"), trial(3, 1)]
    one, other = node_shares([stayed, moved], trials)
    assert (one.node, one.populations, one.training, one.trials) == ("a", (0, 1), (), 2)
    assert (other.node, other.populations, other.training, other.trials) == ("b", (1,), (1,), 2)
    assert other.sentence == "1 population, 2 trials; population 1 now; a worker makes 200 steps/s (cpu)"


def test_the_speed_is_that_of_all_steps_over_all_the_time_they_took():
    slow = Population(0, {}, (0,), 4, 1, places=(A,))
    quick = Population(1, {}, (1, 2), 2, 1, places=(A,))
    trials = [trial(0, 0, seconds_per_step=0.1), trial(1, 1), trial(2, 1)]
    [share] = node_shares([slow, quick], trials)
    # 100 steps at 10 a second, 200 at 200 a second.
    assert share.speed == pytest.approx(300 / (10 + 1))


def test_before_a_step_is_timed_nothing_is_said_of_speed():
    [share] = node_shares(
        [Population(0, {}, (0,), 1, 1, places=(A,))],
        [trial(0, 0, steps=0, status="planned", seconds_per_step=None)],
    )
    assert share.speed is None
    assert share.sentence == "1 population, 1 trial (cpu)"
