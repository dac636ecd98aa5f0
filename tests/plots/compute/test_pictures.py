import numpy as np
import pytest

from trainlab.plots.compute.pictures import IMAGE, Shades, picture_height


def test_black_and_white_are_0_and_1_or_beyond():
    inside, beyond = np.full((1, 2, 2, 1), 0.5), np.array([[[[-1.0]], [[3.0]]]])
    assert Shades.of([inside]) == Shades(0.0, 1.0, 1)
    shades = Shades.of([inside, beyond])
    assert shades == Shades(-1.0, 3.0, 1)
    assert shades.notes == ("values from -1 (black) to 3 (white)",)
    np.testing.assert_allclose(shades.pictures(inside), np.full((1, 2, 2), 0.375))
    np.testing.assert_allclose(Shades(0.0, 1.0, 1).pictures(beyond).ravel(), [0, 1])


@pytest.mark.parametrize(("channels", "shown"), [(1, (2, 3)), (2, (2, 3)), (3, (2, 3, 3)), (4, (2, 3))])
def test_three_channels_are_colours_of_others_the_first_is_shown(channels, shown):
    shades = Shades.of([np.zeros((5, 2, 3, channels))])
    assert shades.pictures(np.zeros((5, 2, 3, channels))).shape == (5, *shown)
    assert shades.notes == ((f"the first of {channels} channels",) if channels in (2, 4) else ())


def test_pictures_keep_their_proportions_within_bounds():
    assert picture_height(np.zeros((1, 20, 10))) == pytest.approx(2 * IMAGE)
    assert picture_height(np.zeros((1, 1, 100))) == pytest.approx(0.4 * IMAGE)
    assert picture_height(np.zeros((1, 100, 1))) == pytest.approx(2.5 * IMAGE)
