"""Memory: the estimate grows with what takes it, and what does not fit is split without changing a number."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laboratory import assert_bits, laid_out

from trainlab.errors import ResourceError, SettingError
from trainlab.scale.plans.memory import (
    block_bytes,
    check_fits,
    check_fits_checks,
    data_bytes,
    fit_memory,
    halved,
    probe_bytes,
    split_lines,
    trial_bytes,
)
from trainlab.scale.programs.compile import Compiler
from trainlab.settings import resolve
from trainlab.train.recipe import Recipe

TRIALS = 10


@pytest.fixture(scope="module")
def plan(laboratory, xor):
    rates = np.geomspace(0.01, 1, TRIALS).tolist()
    fields = {"optimizer": "sgd", "batch_size": 8, "steps": 12, "momentum": 0.9}
    (plan,) = laboratory.plans(xor, net="2-5-1", set=fields, vary={"learning_rate": rates})
    return laid_out(plan, 4, 2)


def room_for(plan, dataset, trials):
    """Memory in which exactly so many of the plan's trials fit."""
    fixed = data_bytes(plan, dataset) + block_bytes(plan, len(dataset.train))
    return fixed + trials * trial_bytes(plan)


def fitted(plan, dataset, available):
    return fit_memory([plan], lambda settings: dataset, available)


def test_what_fits_stays_as_it_is(plan, xor):
    assert fitted(plan, xor, None) == [plan]
    (same,) = fitted(plan, xor, room_for(plan, xor, 12))
    assert same.population == plan.population
    assert same.trials == plan.trials


@given(room=st.integers(4, 40))
def test_every_part_fits_and_every_trial_is_in_one(plan, xor, room):
    available = room_for(plan, xor, room)
    parts = fitted(plan, xor, available)
    assert [id for part in parts for id in part.population.trials] == list(plan.population.trials)
    for number, part in enumerate(parts):
        assert part.population.id == number
        assert {trial.population for trial in part.trials} == {number}
        assert part.population.width == plan.population.width
        slots = -(-len(part.trials) // 4) * 4
        assert room_for(part, xor, slots) <= available
    assert len(parts) == -(-TRIALS // (room // 4 * 4))


def test_splitting_changes_no_number(laboratory, xor, plan):
    parts = fitted(plan, xor, room_for(plan, xor, 5))
    assert [len(part.trials) for part in parts] == [4, 4, 2]
    whole, split = laboratory.train(xor, plans=[plan]), laboratory.train(xor, plans=parts)
    for one, other in zip(whole, split, strict=True):
        assert_bits(one.losses, other.losses)
        assert one.evaluations.keys() == other.evaluations.keys()
        for name, weights in one.final.items():
            assert_bits(weights, other.final[name])


def test_several_populations_are_numbered_through(plan, xor):
    parts = fit_memory([plan, plan], lambda settings: xor, room_for(plan, xor, 4))
    assert [part.population.id for part in parts] == list(range(6))


def test_the_width_is_halved_where_a_block_is_too_much(plan, xor):
    narrow = halved(plan)
    assert (narrow.population.width, narrow.population.devices) == (2, 2)
    one = halved(narrow)
    assert (one.population.width, one.population.devices) == (1, 1)
    parts = fitted(plan, xor, room_for(narrow, xor, 2))
    assert {part.population.width for part in parts} == {2}
    assert split_lines([plan], parts) == [
        f"memory: 10 trials of 2-5-1 would take about 12 KiB at once; they train in {len(parts)} rounds."
    ]


@pytest.mark.parametrize(("width", "devices"), [(6, 3), (5, 1), (9, 3), (3, 3), (1, 1)])
def test_half_a_width_is_spread_evenly(plan, width, devices):
    half = halved(laid_out(plan, width, devices)).population
    assert half.width % half.devices == 0
    assert 1 <= half.width <= max(1, width // 2)


def test_a_trial_that_does_not_fit_is_refused_with_the_numbers(plan, xor):
    with pytest.raises(
        SettingError, match=r"^net of trial 0 needs about \d+ KiB .* TRAINLAB_MEMORY if you know"
    ):
        fitted(plan, xor, room_for(halved(halved(plan)), xor, 1) - 1)


def test_the_estimate_counts_what_an_optimizer_keeps(laboratory, xor):
    def bytes_of(**recipe):
        (plan,) = laboratory.plans(xor, net="2-5-1", set={"steps": 1, **recipe})
        return trial_bytes(plan)

    plain = bytes_of(optimizer="sgd")
    variables = 4 * 2 * (2 * 5 + 5 + 5 + 1)  # and once more in the checkpoint
    assert bytes_of(optimizer="sgd", momentum=0.9) == plain + variables
    assert bytes_of(optimizer="adam") == plain + 2 * variables
    assert bytes_of(optimizer="adagrad") == plain + variables


def test_the_dataset_is_counted_on_every_device(plan, xor):
    assert data_bytes(plan, xor) == 4 * 2 * 2 * (44 + 44 + 21)
    assert data_bytes(laid_out(plan, 4, 1), xor) == data_bytes(plan, xor) // 2


def test_a_wide_layer_counts_in_evaluations(plan):
    recipe = replace(plan.recipe, net=replace(plan.recipe.net, layers=plan.recipe.net.layers[-1:]))
    assert block_bytes(replace(plan, recipe=recipe), 44) <= block_bytes(plan, 44)
    assert block_bytes(plan, 10**6) >= block_bytes(plan, 44)


def test_of_a_batch_that_goes_through_a_net_in_parts_a_part_counts(plan):
    shape = (28, 28, 1)
    recipes = [
        Recipe.of(resolve({"net": f"conv3x3x2{norm} maxpool2 flatten dense2"}, data="arrays"), shape)
        for norm in ("", " batchnorm")
    ]
    parts, whole = (block_bytes(replace(plan, recipe=recipe, batch=None), 50_000) for recipe in recipes)
    rows = 4 * 50_000 * math.prod(shape)
    assert 2 * rows < parts < 4 * rows
    assert whole > 20 * rows


def test_probes_take_what_is_estimated(laboratory, xor):
    # XLA says what its program needs besides what goes in and comes out.
    plans = laboratory.plans(xor, net="2-60-60-1", set={"probe": "sharpness", "steps": 12})
    programs: Any = Compiler().compile_all(plans, lambda settings: xor, lambda done, of: None)
    (program,) = programs
    needed = program.probe.memory_analysis().temp_size_in_bytes
    assert needed / 3 < probe_bytes(plans[0]) < 3 * needed
    (plain,) = laboratory.plans(xor, net="2-60-60-1", set={"steps": 12})
    assert probe_bytes(plain) == 0


def test_populations_that_go_on_are_not_split_but_refused(plan, xor):
    check_fits([plan], lambda settings: xor, room_for(plan, xor, 12))
    check_fits([plan], lambda settings: xor, None)
    with pytest.raises(ResourceError, match=r"^training 10 trials of 2-5-1 would take .* TRAINLAB_M"):
        check_fits([plan], lambda settings: xor, room_for(plan, xor, 12) - 1)
    left = replace(plan, trials=plan.trials[:3])
    check_fits([left], lambda settings: xor, room_for(plan, xor, 4))
    check_fits([replace(plan, trials=())], lambda settings: xor, 0)


def test_checks_are_refused_where_they_do_not_fit(plan, xor):
    check_fits_checks(plan, xor, 2**30)
    check_fits_checks(plan, xor, None)
    with pytest.raises(ResourceError, match=r"^checking 2-5-1 would take about \d+ KiB of memory, "):
        check_fits_checks(plan, xor, 1000)
