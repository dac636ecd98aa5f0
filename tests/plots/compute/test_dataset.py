# pyright: reportAttributeAccessIssue=false
# Which kind of plot it is says the data; another kind has no such attribute, and the test fails.

from typing import Any

import numpy as np
import pytest

from trainlab.data import Dataset, load_dataset
from trainlab.plots import dataset_figure
from trainlab.plots.compute.dataset import HistogramsPlot, ImagesPlot, PointsPlot, dataset_plot


def dataset(x: np.ndarray, y: np.ndarray, **more: Any) -> Dataset:
    """All given examples are the training split."""
    part = (x, y)
    return Dataset.from_arrays(x, y, validation=part, test=part, name="mine", **more)


def test_two_inputs_are_points_of_train_with_their_classes():
    moons = load_dataset("moons")
    plot = dataset_plot(moons)
    assert isinstance(plot, PointsPlot)
    assert plot.title == "moons: 900 training examples"
    assert plot.labels == ("x1", "x2")
    assert plot.classes == ("upper", "lower")
    assert plot.equal
    assert plot.notes == ()
    np.testing.assert_array_equal(plot.points, moons.train.inputs)
    np.testing.assert_array_equal(plot.targets, moons.train.targets)


def test_inputs_of_different_ranges_are_not_forced_to_one_scale():
    x = np.array([[0.0, 0.0], [1.0, 100.0], [0.5, 3.0]])
    assert not dataset_plot(dataset(x, np.array([0, 1, 0]))).equal
    x[:, 1] = 7
    assert not dataset_plot(dataset(x, np.array([0, 1, 0]))).equal


def test_many_points_are_thinned_and_it_is_said():
    plot = dataset_plot(dataset(np.arange(20_000.0).reshape(-1, 2), np.arange(10_000) % 3))
    assert len(plot.points) == len(plot.targets) == 3000
    assert plot.points[0, 0] == 0
    assert plot.points[-1, 0] == 19_998
    assert (plot.points[:, 0] / 2 % 3 == plot.targets).all()
    assert plot.notes == ("3,000 of 10,000 points",)


def test_images_are_the_first_of_each_class():
    images = np.arange(40.0).reshape(40, 1, 1) / 40
    plot = dataset_plot(dataset(images, np.arange(40) % 2))
    assert isinstance(plot, ImagesPlot)
    assert [shown.shape for shown in plot.images] == [(6, 1, 1), (6, 1, 1)]
    assert plot.images[1].ravel() == pytest.approx(np.arange(1, 13, 2) / 40)
    assert plot.notes == ()


def test_images_beyond_0_to_1_are_scaled_for_the_eye_and_it_is_said():
    images = np.zeros((4, 2, 2, 3))
    images[0], images[1] = -1, 3
    plot = dataset_plot(dataset(images, np.arange(4) % 2))
    assert plot.images[0].shape == (2, 2, 2, 3)
    assert (plot.images[0][0] == 0).all()
    assert (plot.images[1][0] == 1).all()
    assert plot.notes == ("values from -1 (black) to 3 (white)",)


def test_of_other_channels_the_first_is_shown():
    plot = dataset_plot(dataset(np.zeros((4, 2, 2, 2)), np.arange(4) % 2))
    assert plot.images[0].shape == (2, 2, 2)
    assert plot.notes == ("the first of 2 channels",)


def test_tables_are_histograms_by_class():
    x = np.array([[0.0, 5, 1], [0.0, 5, 2], [30.0, 5, 3], [15.2, 5, 4]])
    plot = dataset_plot(dataset(x, np.array(["a", "a", "a", "b"]), features=["p", "q", "r"]))
    assert isinstance(plot, HistogramsPlot)
    assert plot.features == ("p", "q", "r")
    assert plot.edges[0] == pytest.approx(np.arange(31))
    assert plot.shares[0, 0].nonzero()[0].tolist() == [0, 29]
    assert plot.shares[0, 0, [0, 29]] == pytest.approx([2 / 3, 1 / 3])
    assert plot.shares[0, 1].tolist() == [float(place == 15) for place in range(30)]
    assert plot.shares.sum(axis=2) == pytest.approx(1)
    assert plot.edges[1, [0, -1]] == pytest.approx([4.5, 5.5])


def test_a_huge_constant_feature_has_bins_of_some_width():
    x = np.column_stack([np.arange(4.0), np.full(4, 1e30), np.arange(4.0)])
    plot = dataset_plot(dataset(x, np.arange(4) % 2))
    assert (np.diff(plot.edges[1]) > 0).all()
    assert plot.shares[1].sum(axis=1) == pytest.approx(1)


def test_too_many_features_and_classes_are_cut_and_it_is_said():
    plot = dataset_plot(dataset(np.random.default_rng(0).random((60, 20)), np.arange(60) % 12))
    assert plot.shares.shape == (16, 10, 30)
    assert plot.notes == ("the first 10 of 12 classes", "the first 16 of 20 features")


@pytest.mark.parametrize(
    ("x", "panels"),
    [
        (np.ones((12, 2)), 1),
        (np.ones((12, 3, 3)), 12),
        (np.ones((12, 3, 5, 3)), 12),
        (np.ones((12, 3)), 3),
        (np.ones((12, 1)), 1),
    ],
)
def test_every_kind_is_drawn(tmp_path, x, panels):
    figure = dataset_figure(
        dataset(x, np.array(["$a", "b" * 99] * 6), features=["f$"] * x.shape[1] if x.ndim == 2 else None)
    )
    assert len(figure.axes) == panels
    figure.savefig(tmp_path / "f.png", dpi=20)
    assert (tmp_path / "f.png").stat().st_size > 500


def test_axes_are_named_and_the_legend_names_the_classes():
    figure = dataset_figure(
        dataset(np.eye(3), np.array([0, 1, 0]), features=["a", "b", "c"], classes=["no", "yes"])
    )
    assert [axes.get_xlabel() for axes in figure.axes] == ["a", "b", "c"]
    assert figure.axes[0].get_ylabel() == "share of the class"
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["no", "yes"]
