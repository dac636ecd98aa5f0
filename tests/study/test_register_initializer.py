"""A user's initialiser, from a file of its own, is found wherever trainlab's own are."""

from __future__ import annotations

import numpy as np
import pytest
from registered_docs import settings_page

import trainlab as tl
from trainlab.errors import NetError, SettingError
from trainlab.nets import draw_parameters, read_net
from trainlab.settings import SETTINGS, resolve

FILE = '''
"""Signs, all of one size: sqrt(1 / fan_in) times a number."""

import math

import trainlab as tl


def draw(random, shape, fans, init_gain, sign_size):
    import numpy as np

    signs = random.integers(0, 2, shape) * 2 - 1
    return (init_gain * sign_size * math.sqrt(1 / fans[0]) * signs).astype(np.float32)


SIZE = tl.Setting(
    name="sign_size", owner="net", kind="host", type="number", default=0.5, low=0.0, scale="log",
    meaning="Size of the weights under weight_init=signs, over the root of their number.",
)
tl.register(tl.Initializer(name="signs", draw=draw, settings=(SIZE,)))
'''


@pytest.fixture
def signs(load_file):
    """The initialiser, registered from its file."""
    return load_file("signs", FILE)


def test_settings_messages_nets_and_docs_know_it(signs, tmp_path):
    assert resolve({"net": "2-4-2", "weight_init": "signs"}, data="moons")["sign_size"] == 0.5
    with pytest.raises(SettingError, match=r"weight_init of the net must be .*, signs, .*'signs'\?"):
        SETTINGS["weight_init"].read("sings")
    with pytest.raises(NetError, match=r"unknown option 'sings': did you mean 'signs'\?"):
        read_net("dense4:sings dense2", "tanh", (3,))
    kernel = draw_parameters(read_net("dense4:signs dense2", "tanh", (9,)), 1)["dense1"]["kernel"]
    np.testing.assert_allclose(np.abs(kernel), 0.5 / 3, rtol=1e-6)
    page = settings_page(signs, tmp_path)
    assert "| `sign_size` | host | a number >= 0 | log | - | signs: 0.5 |" in page


def test_nets_start_from_it(signs, tmp_path):
    study = tl.run(
        "moons", "2-4-2", weight_init="signs", sign_size=[0.5, 2.0], steps=1, learning_rate=1e-12,
        root=tmp_path,
    )  # fmt: skip
    for trial, size in zip(study.trials, (0.5, 2.0), strict=True):
        kernel = trial.weights("final")["hidden1.kernel"]
        np.testing.assert_allclose(np.abs(kernel), size / np.sqrt(2), rtol=1e-6)


def test_a_name_that_means_something_else_is_refused():
    with pytest.raises(SettingError, match="'tanh' is an option of layers already: choose another name"):
        tl.register(tl.Initializer(name="tanh", draw=lambda random, shape, fans, init_gain: None))
    assert "tanh" not in SETTINGS["weight_init"].choices
