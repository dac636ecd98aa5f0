"""Which examples a step sees: all of them once an epoch, whatever run of steps is asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.train.order import BatchOrder


@st.composite
def plans(draw):
    """Examples, a batch size that fits them, shuffle and a seed."""
    examples = draw(st.integers(1, 60))
    return examples, draw(st.integers(1, examples)), draw(st.booleans()), draw(st.integers(0, 2**32 - 1))


def make(examples, batch, shuffle, seed):
    return BatchOrder(examples, batch, shuffle=shuffle, order_seed=seed)


def seen(order, first, steps):
    """The real examples of each step."""
    indices, counts = order.batches(first, steps)
    return [row[:count].tolist() for row, count in zip(indices, counts, strict=True)]


@given(plans(), st.integers(0, 5))
def test_an_epoch_sees_every_example_once(plan, epoch):
    order = make(*plan)
    steps = order.steps_per_epoch
    batches = seen(order, epoch * steps, steps)
    assert sorted(example for batch in batches for example in batch) == list(range(plan[0]))


@given(plans(), st.integers(0, 200), st.integers(1, 40))
def test_only_the_last_batch_of_an_epoch_is_short(plan, first, steps):
    examples, batch, *_ = plan
    order = make(*plan)
    indices, counts = order.batches(first, steps)
    assert (indices.shape, indices.dtype) == ((steps, batch), np.int32)
    assert (counts.shape, counts.dtype) == ((steps,), np.int32)
    assert order.steps_per_epoch == int(np.ceil(examples / batch))
    last = (np.arange(first, first + steps) + 1) % order.steps_per_epoch == 0
    remainder = examples - (order.steps_per_epoch - 1) * batch
    assert (counts == np.where(last, remainder, batch)).all()
    assert order.ragged == (remainder != batch)
    # Padding points at a row that is there.
    assert (indices >= 0).all()
    assert (indices < examples).all()


@given(plans(), st.integers(0, 100), st.integers(1, 40), st.data())
def test_any_run_of_steps_is_that_of_the_sequence(plan, first, steps, data):
    order, again = make(*plan), make(*plan)
    sequence = seen(make(*plan), 0, first + steps)[first:]
    assert seen(order, first, steps) == sequence
    # Going back and forth on one plan changes nothing of it.
    again.batches(data.draw(st.integers(0, 500)), data.draw(st.integers(0, 10)))
    cut = data.draw(st.integers(0, steps))
    assert seen(again, first + cut, steps - cut) == sequence[cut:]
    assert seen(again, first, cut) == sequence[:cut]


@given(plans(), st.integers(0, 5))
def test_without_shuffle_the_order_is_that_of_the_data(plan, epoch):
    examples, batch, _, seed = plan
    order = make(examples, batch, False, seed)
    steps = order.steps_per_epoch
    rows = list(range(examples))
    expected = [rows[start : start + batch] for start in range(0, examples, batch)]
    assert seen(order, epoch * steps, steps) == expected


def test_epochs_and_seeds_have_orders_of_their_own():
    orders = [
        BatchOrder(50, 50, shuffle=True, order_seed=seed).batches(epoch, 1)[0].tobytes()
        for seed in range(4) for epoch in range(4)
    ]  # fmt: skip
    assert len(set(orders)) == 16
    assert np.arange(50, dtype=np.int32).tobytes() not in orders


def test_the_order_is_the_same_on_every_machine():
    # The first numbers of NumPy's PCG64 stream [2, 0], which NumPy promises to keep.
    expected = np.random.Generator(np.random.PCG64([2, 0])).permutation(9)
    indices, _ = BatchOrder(9, 3, shuffle=True, order_seed=2).batches(0, 3)
    assert indices.ravel().tolist() == expected.tolist()


@pytest.mark.parametrize("place", [0, 7, 49])
def test_no_example_has_a_favoured_place(place):
    order = BatchOrder(50, 1, shuffle=True, order_seed=0)
    examples = order.batches(0, 50 * 2000)[0].reshape(2000, 50)[:, place]
    # Each of 50 examples is expected 40 times here; chi squared of 49 degrees exceeds 105 once in 10^5 seeds.
    found = np.bincount(examples, minlength=50)
    assert ((found - 40) ** 2 / 40).sum() < 105


def test_a_callers_changes_stay_the_callers():
    order = BatchOrder(10, 5, shuffle=False, order_seed=0)
    order.batches(0, 2)[0][:] = 0
    assert order.batches(0, 2)[0].ravel().tolist() == list(range(10))
