import pytest

from trainlab.data import DATASETS, dataset_names, load_dataset


def test_the_names():
    assert dataset_names() == [
        "moons", "digits", "banknote", "mnist", "fashion_mnist",
        "mnist1d", "sine", "diabetes", "california_housing",
    ]  # fmt: skip
    assert list(DATASETS) == dataset_names()


def check(name: str) -> None:
    known, dataset = DATASETS[name], load_dataset(name)
    assert dataset.name == name
    assert dataset.input_shape == known.input_shape
    assert len(dataset.classes) == known.classes
    assert len(dataset.target_names) == known.targets
    assert dataset.task.name == known.task
    assert dataset.answers == known.answers
    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == known.sizes


@pytest.mark.parametrize("name", ["moons", "digits", "mnist1d", "sine", "diabetes"])
def test_what_is_said_without_loading_is_true(name):
    check(name)


@pytest.mark.parametrize("name", ["banknote", "mnist"])
def test_what_is_said_of_stored_data_is_true(name, data_folder):
    check(name)
