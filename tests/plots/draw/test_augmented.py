import numpy as np
import pytest

from trainlab.plots.compute.augmented import augmented_plot
from trainlab.plots.draw.augmented import draw_augmented

draw = np.random.default_rng(0)


def plot(shape=(3, 4, 5, 1), versions=2, settings=("rotate=15",), classes=("a", "b", "c"), scale=1.0):
    originals = draw.random(shape)
    return originals, augmented_plot(
        "mine", settings, classes, originals, scale * np.stack([originals] * versions)
    )


def test_a_row_is_the_original_and_its_versions():
    originals = draw.random((3, 4, 5, 1))
    versions = draw.random((2, 3, 4, 5, 1))
    shown = augmented_plot("mine", ["rotate=15", "shift=2"], ["a", "b", "c"], originals, versions)
    assert shown.title == "mine with rotate=15, shift=2"
    assert shown.classes == ("a", "b", "c")
    assert shown.pictures.shape == (3, 3, 4, 5)
    np.testing.assert_allclose(shown.pictures[:, 0], originals[..., 0])
    np.testing.assert_allclose(shown.pictures[1, 2], versions[1, 1, :, :, 0])
    assert len(shown.notes) == 1


def test_many_settings_stand_below_the_figure():
    settings = [f"setting{number}=0.125" for number in range(5)]
    _, shown = plot(settings=settings)
    assert shown.title == "mine, augmented"
    assert list(shown.notes[:5]) == settings


def test_values_beyond_the_originals_are_cut_off_and_it_is_said():
    originals, shown = plot(scale=3.0)
    assert shown.notes[-1] == f"shown cut off: augmented values reach from {3 * originals.min():.3g} to " \
        f"{3 * originals.max():.3g}"  # fmt: skip
    assert shown.pictures.max() == 1
    np.testing.assert_allclose(shown.pictures[:, 0], originals[..., 0])


def test_colours_are_shown_and_the_range_of_standardised_images_is_said():
    originals = draw.normal(size=(2, 4, 4, 3)) - 5
    shown = augmented_plot("mine", ["zoom=1"], ["a", "b"], originals, originals[None])
    assert shown.pictures.shape == (2, 2, 4, 4, 3)
    assert shown.notes[1] == f"values from {originals.min():.3g} (black) to 1 (white)"


@pytest.mark.parametrize("shape", [(3, 4, 5, 1), (3, 9, 2, 3), (3, 1, 1, 2)])
def test_it_is_drawn_with_names(tmp_path, shape):
    _, shown = plot(shape, classes=("$a", "b" * 40, "c"))
    figure = draw_augmented(shown)
    assert len(figure.axes) == 9
    assert [axes.get_ylabel() for axes in figure.axes[::3]][0::2] == ["$a", "c"]
    assert [axes.get_title() for axes in figure.axes[:3]] == ["original", "augmented", ""]
    figure.savefig(tmp_path / "f.png", dpi=20)
    assert (tmp_path / "f.png").stat().st_size > 500
