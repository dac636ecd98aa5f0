"""Memory that runs out on the way: the population goes on half as wide, from its last commit."""

from __future__ import annotations

from dataclasses import replace

import jax
import numpy as np
import pytest
from laboratory import Notebook, assert_bits, assert_same, laid_out

from trainlab.errors import ResourceError
from trainlab.free_memory import is_out_of_memory
from trainlab.scale.observer import Observer
from trainlab.scale.population.pace import Pace
from trainlab.scale.programs import compile as compilation

EACH_STEP = Pace(steps=1)
"""A commit after every step."""


@pytest.fixture(scope="module")
def plan(laboratory, xor):
    fields = {"optimizer": "adam", "batch_size": 8, "steps": 9, "eval_every": 4, "dropout": 0.2}
    rates = [0.01, 0.03, 1e30, 0.1, 0.02]
    (plan,) = laboratory.plans(xor, net="2-5-1", set=fields, vary={"learning_rate": rates})
    return laid_out(plan, 4, 2)


class Told(Observer):
    def __init__(self):
        self.widths = []

    def narrowed(self, population):
        self.widths.append(population.width)


@pytest.fixture
def short_of_memory(monkeypatch):
    """Makes calls of ``advance`` fail as XLA does: ``fail(width, after)``."""

    def fail(too_wide, after, error=None):
        calls = []
        build = compilation._compiled

        def compiled(name, plan, takes):
            program = build(name, plan, takes)
            if name != "advance":
                return program

            def advance(*arguments):
                if plan.population.width >= too_wide:
                    calls.append(plan.population.width)
                    if len(calls) > after:
                        raise error or jax.errors.JaxRuntimeError(
                            "RESOURCE_EXHAUSTED: Out of memory allocating 8589934592 bytes."
                        )
                return program(*arguments)

            return advance

        monkeypatch.setattr(compilation, "_compiled", compiled)

    return fail


def trained(laboratory_class, dataset, plan, told=None, **more):
    # A laboratory of its own: the programs of the shared one know no shortage.
    return laboratory_class().notebook(dataset, [plan], told or Observer(), pace=EACH_STEP, **more)


def test_from_the_start_it_is_the_narrower_population(laboratory, xor, plan, short_of_memory):
    expected = laboratory.train(xor, plans=[laid_out(plan, 2, 2)])
    short_of_memory(too_wide=4, after=0)
    told = Told()
    notebook = trained(type(laboratory), xor, plan, told)
    assert told.widths == [2]
    assert [population.width for population in notebook.populations] == [4, 2]
    assert notebook.populations[1].compile_seconds > notebook.populations[0].compile_seconds
    for outcome, other in zip(notebook.outcomes(), expected, strict=True):
        assert_same(outcome, other)


@pytest.mark.parametrize("after", [3, 8, 9])
def test_on_the_way_it_goes_on_from_the_last_commit(laboratory, xor, plan, short_of_memory, after):
    # Two blocks of four: a step is two calls, then one, once there are four trials left.
    whole = laboratory.notebook(xor, [plan], pace=EACH_STEP)
    wide = next(n for n, chunk in enumerate(whole.chunks) if chunk.first_step * 2 >= after - 1)
    short_of_memory(too_wide=4, after=after)
    told = Told()
    notebook = trained(type(laboratory), xor, plan, told)
    assert told.widths == [2]
    kept = [chunk for chunk in notebook.chunks if chunk.first_step < notebook.chunks[wide].first_step]
    assert kept
    for chunk, before in zip(kept, whole.chunks, strict=False):
        assert_bits(chunk.step_curves["train_loss"], before.step_curves["train_loss"])
    # The rest is what the narrower population makes of the last checkpoint.
    for outcome, expected in zip(notebook.outcomes(), whole.outcomes(), strict=True):
        assert outcome.trial.status == expected.trial.status
        assert len(outcome.losses) == len(expected.losses)
        np.testing.assert_allclose(outcome.losses, expected.losses, rtol=1e-4)
        assert outcome.evaluations.keys() == expected.evaluations.keys()


def test_the_rest_is_what_the_checkpoint_gives_at_half_the_width(laboratory, xor, plan, short_of_memory):
    short_of_memory(too_wide=4, after=4)
    notebook = trained(type(laboratory), xor, plan)
    last = next(
        chunk for chunk in notebook.chunks if chunk.checkpoint is not None and chunk.checkpoint.step == 2
    )
    records = {trial.id: trial for chunk in notebook.chunks[:2] for trial in chunk.progress}
    narrow = laid_out(replace(plan, trials=tuple(records[trial.id] for trial in plan.trials)), 2, 2)
    rest = laboratory.notebook(
        xor, [narrow], pace=EACH_STEP, checkpoints=[last.checkpoint], notebook=Notebook()
    )
    for chunk, other in zip(notebook.chunks[2:], rest.chunks, strict=True):
        assert chunk.first_step == other.first_step
        assert_bits(chunk.step_curves["train_loss"], other.step_curves["train_loss"])


def test_it_is_halved_until_it_fits(laboratory, xor, plan, short_of_memory):
    short_of_memory(too_wide=2, after=0)
    told = Told()
    notebook = trained(type(laboratory), xor, plan, told)
    assert told.widths == [2, 1]
    assert all(outcome.trial.over for outcome in notebook.outcomes())


def test_one_trial_that_does_not_fit_ends_with_what_to_do(laboratory, xor, plan, short_of_memory):
    short_of_memory(too_wide=1, after=0)
    with pytest.raises(
        ResourceError, match=r"not enough memory to train one trial of 2-5-1 at a time: choose a smaller net"
    ):
        trained(type(laboratory), xor, plan)


def test_other_errors_are_not_taken_for_it(laboratory, xor, plan, short_of_memory):
    short_of_memory(too_wide=4, after=0, error=jax.errors.JaxRuntimeError("INTERNAL: a bug"))
    with pytest.raises(jax.errors.JaxRuntimeError, match="a bug"):
        trained(type(laboratory), xor, plan)


def test_what_a_shortage_is():
    assert is_out_of_memory(MemoryError())
    assert is_out_of_memory(np.exceptions.AxisError("")) is False
    assert is_out_of_memory(jax.errors.JaxRuntimeError("RESOURCE_EXHAUSTED: ...")) is True
    assert is_out_of_memory(jax.errors.JaxRuntimeError("INTERNAL: ...")) is False
