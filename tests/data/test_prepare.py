import numpy as np
import pytest

from trainlab.data.dataset import Dataset
from trainlab.data.prepare import prepared


@pytest.fixture
def dataset():
    return Dataset.from_arrays(np.arange(100.0)[:, np.newaxis], np.arange(100) % 2)


def test_nothing_asked_for_changes_nothing(dataset):
    assert prepared(dataset) is dataset


def test_only_train_shrinks(dataset):
    part = prepared(dataset, train_fraction=0.5, data_seed=1)
    assert (len(part.train), len(part.validation), len(part.test)) == (40, 10, 10)
    assert set(part.train.inputs[:, 0]) <= set(dataset.train.inputs[:, 0])
    assert (part.train.inputs[:, 0] % 2 == part.train.targets).all()
    other = prepared(dataset, train_fraction=0.5, data_seed=2)
    assert not np.array_equal(other.train.inputs, part.train.inputs)


def test_the_fraction_is_taken_before_standardising(dataset):
    part = prepared(dataset, train_fraction=0.1, standardize=True)
    assert part.train.inputs.mean() == pytest.approx(0, abs=1e-6)
    assert prepared(dataset, standardize=True).train.inputs.mean() == pytest.approx(0, abs=1e-6)


def test_validation_shrinks_to_about_so_many_of_every_class():
    inputs = np.arange(1000.0)[:, np.newaxis]
    dataset = Dataset.from_arrays(inputs, np.where(np.arange(1000) % 10 == 0, 1, 0))
    part = prepared(dataset, validation_examples=40)
    assert (len(part.train), len(part.validation), len(part.test)) == (800, 40, 100)
    assert part.validation.targets.sum() == 4
    assert set(part.validation.inputs[:, 0]) <= set(dataset.validation.inputs[:, 0])
    assert prepared(dataset, validation_examples=100) is dataset
    assert prepared(dataset, validation_examples="all") is dataset
    other = prepared(dataset, validation_examples=40, data_seed=1)
    assert not np.array_equal(other.validation.inputs, part.validation.inputs)
