import numpy as np
import pytest

from trainlab.data.dataset import Dataset
from trainlab.data.summary import class_counts, input_ranges


def test_counts_are_by_class_and_split():
    train, test = (np.ones((5, 1)), list("abbac")), (np.ones((2, 1)), list("bb"))
    dataset = Dataset.from_arrays(*train, validation=train, test=test)
    assert class_counts(dataset).tolist() == [[2, 2, 0], [2, 2, 2], [1, 1, 0]]


def test_ranges_of_a_table_are_by_feature():
    part = (np.array([[1.0, 5.0], [3.0, 5.0]]), [0, 1])
    dataset = Dataset.from_arrays(*part, validation=part, test=part)
    assert input_ranges(dataset).tolist() == [[1, 2, 3, 1], [5, 5, 5, 0]]


def test_ranges_of_images_are_by_channel():
    images = np.random.default_rng(0).random((4, 3, 2, 2))
    part = (images, [0, 1, 0, 1])
    ranges = input_ranges(Dataset.from_arrays(*part, validation=part, test=part))
    for channel in range(2):
        values = images[..., channel]
        assert ranges[channel] == pytest.approx(
            [values.min(), values.mean(), values.max(), values.std()], rel=1e-5
        )
