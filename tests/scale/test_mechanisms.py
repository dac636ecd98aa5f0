"""Every setting in the engine: neutral ones change nothing, active ones act, neighbours do not matter."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laboratory import assert_same, chosen, laid_out, quick_compilation

from trainlab.data import Dataset
from trainlab.settings import SETTINGS

PLAIN = {"batch_size": 8, "steps": 20, "eval_every": 10}

NUMBERS = {
    "momentum": 0.9, "weight_decay": 0.05, "l1": 0.01, "l2": 0.05, "dropout": 0.4, "input_dropout": 0.3,
    "max_norm": 0.8,
    "label_smoothing": 0.2, "clip_value": 0.01, "clip_norm": 0.1, "warmup": 12, "shift": 1.5, "rotate": 30.0,
    "zoom": 0.3, "flip": 0.5, "crop": 1.0, "brightness": 0.3, "contrast": 0.5, "input_noise": 0.3,
    "elastic": 1.0, "erase": 0.5,
}  # fmt: skip
"""A value of every setting that has a neutral one."""

TEXTS = {"class_weights": "1:3"}

COLOUR = {"saturation": 0.5, "hue": 40.0}


@cache
def make_images() -> Dataset:
    """44 training images of 6 x 6 pixels, brighter in one half than in the other."""
    draw = np.random.default_rng(0)
    y = draw.integers(0, 2, 65)
    x = draw.random((65, 6, 6, 1))
    x[y == 1, :3] += 0.7
    return Dataset.from_arrays(x[:44], y[:44], validation=(x[44:], y[44:]), test=(x[44:], y[44:]))


@pytest.fixture
def images():
    return make_images()


def net_of(dataset):
    return f"{int(np.prod(dataset.input_shape))}-5-2"


def test_every_setting_with_a_neutral_value_is_tried():
    neutral = {
        name for name, setting in SETTINGS.items() if setting.kind == "traced" and setting.neutral is not None
    }
    assert neutral == {*NUMBERS, *TEXTS, *COLOUR}


@pytest.fixture(scope="module")
def plain(laboratory):
    images = make_images()
    with quick_compilation():
        (outcome,) = laboratory.train(images, net=net_of(images), set=PLAIN)
    return outcome


def test_neutral_values_change_nothing(laboratory, images, plain):
    neutral = {name: SETTINGS[name].neutral for name in (*NUMBERS, *TEXTS, *COLOUR)}
    (plan,) = laboratory.plans(images, net=net_of(images), set={**PLAIN, **neutral})
    (of_plain,) = laboratory.plans(images, net=net_of(images), set=PLAIN)
    # Not only the curve: the very program.
    assert plan.recipe == of_plain.recipe
    assert plan.hyper == of_plain.hyper
    with quick_compilation():
        (outcome,) = laboratory.train(images, plans=[plan])
    np.testing.assert_array_equal(outcome.losses, plain.losses)
    for name, weights in outcome.final.items():
        assert weights.tobytes() == plain.final[name].tobytes()


@pytest.mark.parametrize("name", [*NUMBERS, *TEXTS])
def test_a_mechanism_acts_and_its_neighbours_do_not_matter(laboratory, images, plain, name):
    """Three strengths in one population: each differs from the others, and is what it is alone."""
    if name in TEXTS:
        values = ["1:3", "2:0.5", "3:1"]
    elif name == "warmup":
        values = [12, 5, 30]
    else:
        low = 0.5 if name not in ("flip", "erase") else 0.2
        values = [NUMBERS[name], NUMBERS[name] * low, NUMBERS[name] * 0.1]
    with quick_compilation():
        (plan,) = laboratory.plans(images, net=net_of(images), set=PLAIN, vary={name: values})
        plan = laid_out(plan, 2, 1)
        together = laboratory.train(images, plans=[plan])
        alone = [
            laboratory.train(images, plans=[chosen(plan, [place])])[0]
            for place in reversed(range(len(values)))
        ][::-1]
    for outcome, by_itself in zip(together, alone, strict=True):
        assert outcome.trial.status == "done"
        assert_same(outcome, by_itself)
    kernels = {outcome.final["hidden1.kernel"].tobytes() for outcome in (*together, plain)}
    assert len(kernels) == 1 + len(values)


RANDOM = st.fixed_dictionaries(
    {},
    optional={
        "dropout": st.floats(0.05, 0.9), "rotate": st.floats(1, 180), "l1": st.floats(1e-5, 1),
        "max_norm": st.floats(0.1, 3), "clip_norm": st.floats(1e-3, 10), "warmup": st.integers(1, 50),
        "label_smoothing": st.floats(0.01, 0.9), "learning_rate": st.floats(1e-4, 1e6),
    },
)  # fmt: skip


SEEDS = st.integers(0, 2**32 - 1)


@given(
    strengths=st.lists(RANDOM, min_size=2, max_size=4),
    seeds=st.lists(SEEDS, min_size=4, max_size=4, unique=True),
)
@settings(max_examples=8)
def test_no_setting_of_one_trial_changes_another_trial(laboratory, strengths, seeds):
    images = make_images()
    everything = {"dropout": 0.5, "rotate": 10.0, "l1": 1e-3, "max_norm": 1.0, "clip_norm": 1.0,
                  "label_smoothing": 0.1, "warmup": 5, "learning_rate": 0.1}  # fmt: skip
    trials = [{**everything, **strength} for strength in strengths]
    pair = {name: [trial[name] for trial in trials] for name in everything}
    pair["seed"] = seeds[: len(trials)]
    with quick_compilation():
        (plan,) = laboratory.plans(images, net=net_of(images), set=PLAIN, pair=pair)
        plan = laid_out(plan, 4, 2)
        together = laboratory.train(images, plans=[plan])
        (last,) = laboratory.train(images, plans=[chosen(plan, [len(trials) - 1])])
    assert_same(together[-1], last)


@pytest.mark.parametrize("random", [{}, {"dropout": 0.5}, {"shift": 1.0}], ids=str)
def test_the_seed_moves_dropout_and_augmentation_but_not_the_batches(laboratory, images, random):
    # Kernels that start at zero are the same for all seeds, so only what a step draws can tell them apart.
    start = {"weight_init": "normal", "init_scale": 0.0, "bias_init": 0.5}
    with quick_compilation():
        one, other = laboratory.train(images, net=net_of(images), set={**PLAIN, **start, **random}, seeds=2)
    assert one.losses[0] == other.losses[0]
    assert (one.final["output.kernel"].tobytes() == other.final["output.kernel"].tobytes()) == (not random)
