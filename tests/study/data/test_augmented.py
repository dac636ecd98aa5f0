import numpy as np
import pytest

from trainlab.data import Dataset, load_dataset
from trainlab.errors import SettingError
from trainlab.study.data import _augmented as augmented
from trainlab.study.data._augmented import augmented_dataset_figure, complete


def test_settings_at_their_neutral_value_switch_nothing_on():
    assert complete({}) == {}
    assert complete({"rotate": 0.0, "flip": 0.0, "elastic": 0.0, "elastic_smoothness": 3.0}) == {}
    assert complete({"rotate": 15.0, "flip": 0.0}) == {"rotate": 15.0}


def test_elastic_brings_its_smoothness():
    assert complete({"elastic": 2.0}) == {"elastic": 2.0, "elastic_smoothness": 4.0}
    assert complete({"elastic": 2.0, "elastic_smoothness": 1.0})["elastic_smoothness"] == 1.0
    with pytest.raises(SettingError, match="elastic_smoothness means nothing without elastic"):
        complete({"elastic_smoothness": 3.0})


@pytest.mark.parametrize(
    ("targets", "shown"),
    [
        ([1, 1, 0, 1, 0, 0, 1, 0], [0, 0, 0, 1, 1, 1]),
        ([0, 0, 1, 1, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1]),
        (range(8), [0, 1, 2, 3, 4, 5]),
        ([0, 1], [0, 1]),
    ],
)
def test_images_of_as_many_classes_as_fit_are_shown(monkeypatch, targets, shown):
    targets = np.array(targets)
    images = np.arange(len(targets), dtype=float).reshape(-1, 1, 1) / 10
    dataset = Dataset.from_arrays(
        images, targets, validation=(images, targets), test=(images, targets), name="mine"
    )
    monkeypatch.setattr(
        augmented, "_augmented", lambda inputs, settings, versions: np.stack([inputs] * versions)
    )
    figure = augmented_dataset_figure(dataset, {"rotate": 15.0})
    rows = [axes.get_ylabel() for axes in figure.axes if axes.get_ylabel()]
    assert rows == [str(number) for number in shown]
    assert len(figure.axes) == len(shown) * 9
    assert figure.texts[0].get_text() == "mine with rotate=15"


def test_versions_are_drawn_by_keys_of_their_own():
    inputs = load_dataset("digits").train.inputs[:3]
    got = augmented._augmented(inputs, {"brightness": 0.5}, 4)
    assert got.shape == (4, 3, 8, 8, 1)
    amounts = (got - inputs).reshape(12, -1)
    np.testing.assert_allclose(np.ptp(amounts, axis=1), 0, atol=1e-6)
    assert abs(amounts).max() <= 0.5 + 1e-6
    assert len(np.unique(amounts[:, 0].round(5))) == 12


def test_of_a_table_the_noisy_examples_are_drawn():
    moons = load_dataset("moons", noise=0.0)
    figure = augmented_dataset_figure(moons, {"input_noise": 0.25})
    assert figure.texts[0].get_text() == "moons with input_noise=0.25: 900 training examples"
    points = np.asarray(figure.axes[0].collections[0].get_offsets())
    assert (points - moons.train.inputs).std() == pytest.approx(0.25, rel=0.05)
