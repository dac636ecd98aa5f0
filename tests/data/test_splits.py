import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.data.splits import held_out_size, stratified_fraction, stratified_split
from trainlab.errors import DataError

class_counts = st.lists(st.integers(1, 30), min_size=1, max_size=6)


def shuffled_targets(counts: list[int], seed: int) -> np.ndarray:
    return np.random.default_rng(seed).permutation(np.repeat(np.arange(len(counts)) * 3, counts))


@given(class_counts, st.integers(0, 2**32 - 1), st.data())
def test_a_split_has_exact_sizes_and_each_example_once_and_train_has_every_class(counts, seed, data):
    targets = shuffled_targets(counts, seed)
    spare = len(targets) - len(counts)
    first = data.draw(st.integers(0, spare))
    second = data.draw(st.integers(0, spare - first))
    sizes = (len(targets) - first - second, first, second)
    parts = stratified_split(targets, sizes, seed)
    assert tuple(map(len, parts)) == sizes
    assert sorted(np.concatenate(parts)) == list(range(len(targets)))
    assert set(targets[parts[0]]) == set(targets)
    assert all((np.diff(part) > 0).all() for part in parts)
    again = stratified_split(targets, sizes, seed)
    assert all(np.array_equal(a, b) for a, b in zip(parts, again, strict=True))


@given(st.lists(st.integers(20, 60), min_size=2, max_size=5), st.integers(0, 99))
def test_the_share_of_a_class_is_within_one_of_proportional(counts, seed):
    targets = shuffled_targets(counts, seed)
    size = len(targets) // 5
    parts = stratified_split(targets, (len(targets) - 2 * size, size, size), seed)
    for part in parts:
        for number, count in enumerate(counts):
            assert abs((targets[part] == 3 * number).sum() - count * len(part) / len(targets)) <= 2 - (
                part is not parts[0]
            )


def test_even_classes_split_evenly_by_hand():
    targets = np.array([0, 1] * 10)
    parts = stratified_split(targets, (16, 2, 2), seed=3)
    assert [np.bincount(targets[part]).tolist() for part in parts] == [[8, 8], [1, 1], [1, 1]]


def test_another_seed_gives_another_split():
    targets = np.zeros(100, dtype=np.int32)
    assert not np.array_equal(
        stratified_split(targets, (50, 50), 0)[1], stratified_split(targets, (50, 50), 1)[1]
    )


def test_a_split_is_random_not_the_head_of_the_file():
    _, held_out = stratified_split(np.zeros(1000, dtype=np.int32), (900, 100), seed=0)
    assert 400 < held_out.mean() < 600


@given(class_counts, st.floats(0.001, 1), st.floats(0.001, 1), st.integers(0, 99))
def test_a_smaller_fraction_is_a_subset_of_a_larger_with_every_class(counts, one, other, seed):
    targets = shuffled_targets(counts, seed)
    smaller, larger = (stratified_fraction(targets, fraction, seed) for fraction in sorted((one, other)))
    assert set(smaller) <= set(larger)
    assert set(targets[smaller]) == set(targets)
    for number, count in enumerate(counts):
        expected = max(1, min(one, other) * count)
        assert abs((targets[smaller] == 3 * number).sum() - expected) <= 0.5 + 1e-9


def test_the_whole_fraction_is_everything():
    assert stratified_fraction(np.array([1, 0, 1]), 1.0, 0).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("counts", "parts", "size"), [([686, 686], 2, 137), ([3, 3], 2, 1), ([2, 1], 1, 1), ([1] * 8 + [4], 2, 1)]
)
def test_a_tenth_is_held_out_as_far_as_classes_allow(counts, parts, size):
    assert held_out_size(np.repeat(np.arange(len(counts)), counts), parts, "mine") == size


def test_too_few_examples_to_hold_out_are_refused():
    with pytest.raises(DataError, match=r"mine has 3 examples of 2 classes.*at least 4 are needed"):
        held_out_size(np.array([0, 0, 1]), 2, "mine")
