"""A net by its notation, from Python."""

from __future__ import annotations

import pytest

import trainlab as tl
from trainlab.errors import ExperimentError, NetError, SettingError


def test_the_table_of_a_net_is_printed():
    net = tl.net("784-300-10", freeze="hidden1")
    assert str(net.summary).splitlines()[0].split() == [
        "name", "layer", "output", "trainable", "frozen", "multiply-adds",
    ]  # fmt: skip
    assert str(net.summary).splitlines()[-2].startswith("238,510 parameters: 3,010 trainable, 235,500 frozen")
    assert "<td>235,500</td>" in net._repr_html_()


@pytest.mark.parametrize("given", ["28x28x1", "28x28", (28, 28), (28, 28, 1)])
def test_the_input_is_text_or_a_shape(given):
    assert tl.net("conv3x3x2 flatten dense10", input=given).input_shape == (28, 28, 1)


def test_whether_it_fits_the_data_is_checked(arrays):
    assert tl.net("64-8-10", "digits").outputs == 10
    assert tl.net("3-4-1", arrays).inputs == 3
    with pytest.raises(NetError, match="64-8-10"):
        tl.net("3-8-2", "digits")
    with pytest.raises(NetError, match="but moons has 2"):
        tl.net("3-4-1", arrays.__class__.from_arrays([[0.0, 1.0]] * 20, [0, 1] * 10, name="moons"))


def test_mistakes_are_in_the_words_of_python():
    for mistake, error, sentence in (
        ({"data": "moons", "input": 3}, NetError, "data and input both say what the net takes"),
        ({"input": "3x"}, NetError, "input takes the shape of one example"),
        ({"dropuot": 0.5}, SettingError, "dropout"),
    ):
        with pytest.raises(error, match=sentence) as caught:
            tl.net("2-4-2", **mistake)
        assert "--" not in str(caught.value)
    with pytest.raises((ExperimentError, TypeError)):
        tl.net("2-4-2", net="2-2")
