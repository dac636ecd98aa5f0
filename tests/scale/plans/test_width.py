"""How many trials are stepped together: never none, never too many, fewer the larger they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trainlab.nets import read_net
from trainlab.nets.lanes import LANES, fits
from trainlab.scale.plans.width import (
    CACHE_BYTES,
    MAX_ON_LANES,
    MAX_TOGETHER,
    block_size,
    trials_together,
    working_set,
)

sizes = st.lists(st.integers(1, 3000), min_size=2, max_size=5)
batches = st.integers(1, 5000)
copies = st.integers(2, 5)


def net(units):
    return read_net("-".join(map(str, units)), "relu")


def together(units, batch, copies):
    return trials_together(net(units), batch, copies * net(units).parameters)


def touched(units, batch, copies):
    return working_set(net(units), batch, copies * net(units).parameters)


@given(sizes, batches, copies)
def test_it_stays_within_its_bounds(units, batch, kept):
    trials = together(units, batch, kept)
    assert 1 <= trials <= (MAX_ON_LANES if fits(net(units), LANES) else MAX_TOGETHER)
    if trials > 1:
        assert trials * touched(units, batch, kept) <= CACHE_BYTES


@given(sizes, batches, copies, st.data())
def test_more_to_touch_is_never_stepped_wider(units, batch, kept, data):
    place = data.draw(st.integers(0, len(units) - 1))
    larger = [*units[:place], units[place] + data.draw(st.integers(1, 500)), *units[place + 1 :]]
    # Trials along the lanes are a multiple of their number.
    reference = together(units, batch, kept) + LANES - 1
    assert together(larger, batch, kept) <= reference
    assert together(units, batch + 1, kept) <= reference
    assert together(units, batch, kept + 1) <= reference


def test_tiny_nets_go_together_and_large_ones_alone():
    assert together([4, 6, 6, 1], 32, 4) == MAX_ON_LANES
    assert together([8, 40, 10], 32, 4) == MAX_TOGETHER
    assert together([784, 512, 10], 50, 4) == 1


def test_the_working_set_counts_weights_and_activations():
    # 15 weights and biases in three copies; for each of 8 examples 3 activations and their slopes; float32.
    assert touched([4, 3], 8, 3) == 4 * (3 * 15 + 2 * 8 * 3)


@given(st.integers(1, 1000), st.integers(1, 8))
def test_blocks_along_the_lanes_are_whole_vectors_and_waste_little(trials, vectors):
    tiny, most = net([2, 4, 2]), vectors * LANES
    size = block_size(tiny, most, trials)
    blocks = -(-trials // size)
    if trials < LANES:
        assert size == trials
    else:
        assert size % LANES == 0
        assert size <= most
        assert blocks == -(-trials // most), "as few as possible"
        assert blocks * size - trials < blocks * LANES
