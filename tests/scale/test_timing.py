"""Steps are timed by themselves: neither a busy machine nor a program's many trials change the order."""

from __future__ import annotations

import multiprocessing
import time

import numpy as np
import pytest

import trainlab as tl
from trainlab.record import StepTime
from trainlab.scale import timing
from trainlab.scale.timing import time_programs

NET = "64-1024-10"
WIDE = {"batch_size": 8, "steps": 40, "learning_rate": 0.001}


class Planted:
    """A program whose steps take a known time, slowed in some rounds."""

    def __init__(self, plan, programs, data):
        self.population = plan.population.id
        self.calls = 0
        self._rounds: list[float] = []

    def warm_up(self):
        pass

    def measure(self):
        order.append(self.population)
        self._rounds.append(slowed(self.population, len(self._rounds)) * (1 + self.population))

    @property
    def settled(self):
        return True

    @property
    def result(self):
        return StepTime(min(self._rounds), 0.0, 0.0, len(self._rounds))


order: list[int] = []


def slowed(population: int, number: int) -> float:
    return 5.0 if (population, number) in {(0, 0), (0, 1), (1, 2)} else 1.0


def test_all_programs_take_turns_and_the_fastest_round_counts(laboratory, xor, monkeypatch):
    plans = laboratory.plans(
        xor, net="2-5-1", vary={"optimizer": ["sgd", "adam", "nadam"]}, set={"steps": 10}
    )
    monkeypatch.setattr(timing, "_Timed", Planted)
    monkeypatch.setattr(timing, "OnDevices", lambda dataset_of: lambda plan: None)
    monkeypatch.setattr(timing.Compiler, "compile_all", lambda self, plans, *rest: [None] * len(plans))
    order.clear()
    times = time_programs(plans, lambda settings: xor, rounds=4)
    assert times is not None
    assert {id: one.seconds for id, one in times.items()} == {0: 1.0, 1: 2.0, 2: 3.0}
    assert order == [0, 1, 2, 1, 2, 0, 2, 0, 1, 0, 1, 2]


def test_a_trial_is_timed_alone_whatever_it_was_trained_with(laboratory, xor):
    settings = {"steps": 30, "batch_size": 8, "probe": "weights", "probe_every": 2, "eval_every": 3}
    plans = laboratory.plans(xor, net="2-5-1", vary={"seed": list(range(8))}, set=settings)
    alone = timing._alone(plans[0])
    assert (alone.population.width, len(alone.trials), alone.probing) == (1, 1, None)
    times = time_programs(plans, lambda given: xor, rounds=2)
    assert times is not None
    [one] = times.values()
    assert one.rounds >= 2
    assert 0 < one.seconds < 0.01
    assert one.spread >= 0
    assert 0 < one.evaluation < 0.1


def test_it_stops_when_asked(laboratory, xor):
    plans = laboratory.plans(xor, net="2-5-1", set={"steps": 10})
    assert time_programs(plans, lambda given: xor, stopping=lambda: True) is None


def burn(stop) -> None:
    while not stop.is_set():
        np.random.default_rng(0).random((300, 300)) @ np.random.default_rng(1).random((300, 300))


@pytest.mark.slow
def test_many_trials_of_one_optimizer_and_a_busy_neighbour_do_not_change_the_order(tmp_path):
    # A step of adam on this net moves four arrays of the size of its weights where sgd moves two.
    alone = {}
    for optimizer in ("sgd", "adam"):
        study = tl.run("digits", NET, optimizer=optimizer, root=tmp_path, name=optimizer, check=False, **WIDE)
        [alone[optimizer]] = [one.seconds for one in study.time().values()]
    assert alone["sgd"] < alone["adam"]
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    neighbours = [context.Process(target=burn, args=(stop,)) for _ in range(2)]
    for process in neighbours:
        process.start()
    try:
        time.sleep(2)
        study = tl.run(
            "digits", NET, optimizer=["sgd", "adam"], root=tmp_path, name="both",
            check=False, **WIDE,
        )  # fmt: skip
        many = tl.run(
            "digits", NET, optimizer="sgd", seeds=8, root=tmp_path, name="many", check=False, **WIDE
        )
        both, wide = study.time(), many.time()
    finally:
        stop.set()
        for process in neighbours:
            process.join()
    by_name = {study.trial(id).settings["optimizer"]: one.seconds for id, one in both.items()}
    assert by_name["sgd"] < by_name["adam"]
    # Eight trials together, and the machine busy: a step is still that of one trial.
    assert wide[0].seconds < 2 * alone["sgd"]
