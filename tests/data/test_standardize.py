import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.data.dataset import Dataset
from trainlab.data.prepare import prepared
from trainlab.data.standardize import mean_and_deviation, standardized, standardized_by
from trainlab.errors import DataError


def dataset(x: np.ndarray, x_test: np.ndarray) -> Dataset:
    halves = np.arange(len(x)) % 2
    return Dataset.from_arrays(x, halves, validation=(x, halves), test=(x_test, np.arange(len(x_test)) % 2))


def test_a_table_is_standardised_by_column_with_what_train_says():
    train = np.array([[1.0, 10.0], [3.0, 30.0], [5.0, 20.0], [3.0, 20.0]])
    test = np.array([[5.0, 40.0], [1.0, 20.0]])
    done = standardized(dataset(train, test))
    assert done.train.inputs.mean(axis=0) == pytest.approx([0, 0], abs=1e-6)
    assert done.train.inputs.std(axis=0) == pytest.approx([1, 1], rel=1e-6)
    assert done.test.inputs.ravel() == pytest.approx([2 / 2**0.5, 20 / 50**0.5, -2 / 2**0.5, 0])
    assert done.train.inputs.dtype == np.float32


def test_constant_columns_are_shifted_to_0_and_not_scaled():
    train = np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 3.0]])
    done = standardized(dataset(train, np.array([[0.7, 1.0], [0.1, 2.0]])))
    assert done.train.inputs[:, 0].tolist() == [0.0] * 3
    assert done.test.inputs[:, 0].tolist() == pytest.approx([0.6, 0.0], rel=1e-6)
    assert done.test.inputs[1, 0] == 0
    assert done.standardization is not None
    mean, deviation = done.standardization
    assert (mean[0], deviation[0]) == (np.float32(0.1), 1.0)


def test_images_are_standardised_by_channel():
    rng = np.random.default_rng(0)
    images = rng.normal(size=(5000, 3, 2, 2)) * [2.0, 5.0] + [1.0, -3.0]
    done = standardized(dataset(images, images[:2])).train.inputs
    wanted = (images - images.mean(axis=(0, 1, 2))) / images.std(axis=(0, 1, 2))
    np.testing.assert_allclose(done, wanted, atol=1e-5)


def test_a_large_offset_costs_no_precision():
    x = 1e6 + np.arange(8.0).reshape(8, 1)
    done = standardized(dataset(x, x[:2])).train.inputs.ravel()
    assert done == pytest.approx((np.arange(8) - 3.5) / np.arange(8).std(), rel=1e-6)


@given(st.integers(0, 2**40), st.floats(0.01, 1e4))
def test_columns_are_centred_and_scaled_in_64_bits(offset, scale):
    """Against NumPy in 64 bits, whatever the offset."""
    x = offset + scale * np.random.default_rng(0).normal(size=(60, 1))
    done = prepared(dataset(x, x[:4]), standardize=True)
    wanted = (x - x.mean()) / x.std()
    lost = offset * 2.0**-52 / scale  # what 64 bits themselves do not hold
    np.testing.assert_allclose(done.train.inputs, wanted, atol=4e-6 + 8 * lost)
    assert done.train.inputs.dtype == np.float32


def test_the_given_dataset_does_not_change():
    before = dataset(np.array([[1.0], [2.0], [4.0]]), np.array([[1.0], [2.0]]))
    fingerprint = before.fingerprint
    after = standardized(before)
    assert before.train.inputs.ravel().tolist() == [1, 2, 4]
    assert after.fingerprint != fingerprint


def test_other_inputs_are_standardised_as_those_of_the_dataset():
    images = np.random.default_rng(0).normal(3.0, 2.0, size=(20, 2, 2, 2)).astype(np.float32)
    raw = dataset(images, images[:5])
    wanted = standardized(raw).test.inputs
    fitted = mean_and_deviation(raw.train.inputs)
    np.testing.assert_array_equal(standardized_by(*fitted, images[:5]), wanted)
    whole = mean_and_deviation(np.array([[0.0], [4.0], [8.0]]))
    assert standardized_by(*whole, np.array([[5], [4]])).ravel() == pytest.approx([1 / (32 / 3) ** 0.5, 0])


def test_what_would_not_be_finite_is_refused():
    told = r"in feature or channel 1 .* mean of train \(-0.2, .* of 3e-304\) that the result is not a finite"
    with pytest.raises(DataError, match=told):
        standardized_by(np.array([0.0, -0.2]), np.array([1.0, 3e-304]), np.array([[0.0, 1.0]]))
