"""A layer may name what its kernels are drawn from; the setting decides about the others."""

from __future__ import annotations

import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import NetError
from trainlab.nets import draw_parameters, read_net
from trainlab.nets.words import spell_layer

NET = "conv3x3x8:relu:orthogonal flatten dense200:elu:he_normal dense300 dense10:lecun_normal"


def test_each_layer_is_drawn_as_it_says():
    net = read_net(NET, "tanh", (6, 6, 1))
    own = draw_parameters(net, seed=3, weight_init="glorot_uniform")
    plain = read_net("conv3x3x8:relu flatten dense200:elu dense300 dense10", "tanh", (6, 6, 1))
    for layer, init in (
        ("conv1", "orthogonal"),
        ("dense1", "he_normal"),
        ("dense2", "glorot_uniform"),
        ("dense3", "lecun_normal"),
    ):
        expected = draw_parameters(plain, seed=3, weight_init=init)[layer]["kernel"]
        np.testing.assert_array_equal(own[layer]["kernel"], expected)
    assert own["dense1"]["kernel"].std() == pytest.approx(np.sqrt(2 / 128), rel=0.02)


def test_the_order_of_options_does_not_matter_and_spelling_keeps_them():
    one, other = (
        read_net(f"dense5:{options} dense2", "relu", (3,)) for options in ("elu:he_normal", "he_normal:elu")
    )
    assert one.layers == other.layers
    assert spell_layer(one.layers[0]) == "dense5:elu:he_normal"
    again = read_net(
        " ".join(spell_layer(layer) for layer in read_net(NET, "tanh", (6, 6, 1)).layers), "relu", (6, 6, 1)
    )
    assert [layer.own_init for layer in again.layers] == ["orthogonal", "", "he_normal", "", "lecun_normal"]


def test_a_layer_that_names_normal_has_the_deviation_of_the_setting(tmp_path):
    for settings, deviation in (({}, 0.05), ({"weight_init": "normal", "init_scale": 0.3}, 0.3)):
        study = tl.run(
            "moons", "dense500:normal dense2", steps=1, learning_rate=1e-30, batch_size=100, root=tmp_path,
            check=False, **settings,
        )  # fmt: skip
        kernel = study.trial(0).weights("final")["dense1.kernel"]
        assert kernel.std() == pytest.approx(deviation, rel=0.1)


@pytest.mark.parametrize("word", ["dense4:he_normal:he_uniform", "maxpool2:he_normal", "batchnorm:he_normal"])
def test_where_it_means_nothing_it_is_refused(word):
    with pytest.raises(NetError):
        read_net(f"{word} dense2", "relu", (4, 4, 1))
