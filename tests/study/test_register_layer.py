"""A user's layer, from a file of its own, is found wherever trainlab's own are."""

from __future__ import annotations

import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import NetError, SettingError
from trainlab.nets import read_net
from trainlab.nets.layers import LAYERS
from trainlab.nets.words import spell_layer

FILE = '''
"""Each feature times a number of its own."""

import math
from dataclasses import dataclass

import trainlab as tl
from trainlab.nets.layers import Layer
from trainlab.nets.layers.word import Form


@dataclass(frozen=True)
class Gain(Layer):
    shape: tuple[int, ...]
    times: float

    @property
    def input_shape(self):
        return self.shape

    @property
    def output_shape(self):
        return self.shape

    @property
    def variables(self):
        return {"gain": (self.shape[-1],)}

    def start(self, variable):
        return 1.0

    @property
    def multiply_adds(self):
        return math.prod(self.shape)

    def apply(self, variables, statistics, x, mode, number):
        gain = variables["gain"] if x.ndim == 2 else variables["gain"][:, None, None, None]
        return x * (gain * self.times), statistics


def make(word, place):
    return Gain(place.named("gain"), place.shape, word.decimals[0])


tl.register(
    tl.LayerKind(
        name="gain", form=Form("gain2.5 (a factor)", decimals=(1,)), layer=Gain, make=make,
        spell=lambda layer: f"gain{layer.times}",
    )
)
'''


@pytest.fixture
def gain(load_file):
    """The module that registers it."""
    return load_file("gain", FILE)


def test_its_word_is_read_spelled_and_refused_as_others_are(gain):
    net = read_net("gain0.5 dense4 gain2 dense2", "tanh", (3,))
    assert [layer.name for layer in net.layers] == ["gain1", "dense1", "gain2", "dense2"]
    assert net.variables["gain2"] == {"gain": (4,)}
    spelled = [spell_layer(layer) for layer in net.layers]
    assert spelled == ["gain0.5", "dense4:tanh", "gain2.0", "dense2:identity"]
    for written, problem in (
        ("gain dense2", r"word 1 'gain': write gain2\.5 \(a factor\)"),
        ("gian2 dense2", r"unknown layer 'gian': did you mean 'gain'\? Allowed: dense, .*, gain\."),
    ):
        with pytest.raises(NetError, match=problem):
            read_net(written, "tanh", (3,))


def test_a_net_with_it_is_trained_and_read_again(gain, tmp_path):
    study = tl.run("moons", "gain3 dense4 gain1 dense2", steps=30, batch_size="full", root=tmp_path)
    (trial,) = tl.open(study.folder).trials
    weights = trial.weights("final")
    assert {name for name in weights if "gain" in name} == {"gain1.gain", "gain2.gain"}
    assert not np.array_equal(weights["gain2.gain"], np.ones(4, np.float32))
    losses = trial.curve("train_loss")[1]
    assert losses[-1] < losses[0]


def test_a_name_of_trainlabs_own_is_refused(gain):
    kind = LAYERS["gain"]
    with pytest.raises(SettingError, match="trainlab has a layer 'dense': choose another name"):
        tl.register(
            tl.LayerKind(name="dense", form=kind.form, layer=kind.layer, make=kind.make, spell=kind.spell)
        )
    tl.register(kind)
    assert list(LAYERS).count("gain") == 1
