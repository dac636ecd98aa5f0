"""A user's augmentations, from a file of their own, are found wherever trainlab's own are."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from registered_docs import settings_page

import trainlab as tl
from trainlab.augmentations import AUGMENTATIONS
from trainlab.augmentations.augment import augment
from trainlab.errors import SettingError
from trainlab.settings import SETTINGS, resolve

FILE = '''
"""Images are turned upside down, and inputs are stretched by a factor of their own."""

import trainlab as tl


def tumble(points, numbers, size, tumble):
    import jax.numpy as jnp

    return jnp.where((numbers[0] < tumble)[:, None, None], -points[0], points[0]), points[1]


def stretch(rows, key, stretch):
    import jax

    return rows * (1 + stretch * jax.random.uniform(key, (len(rows), 1)))


def switch(name, meaning):
    return tl.Setting(
        name=name, owner="recipe", kind="traced", type="number", low=0.0, high=1.0, scale="linear",
        neutral=0.0, meaning=meaning,
    )


tl.register(
    tl.Augmentation(
        name="tumble", settings=(switch("tumble", "Fraction of images that are turned upside down."),),
        points=tumble, numbers=1,
    ),
    tl.Augmentation(
        name="stretch", settings=(switch("stretch", "Most that inputs are stretched by."),), rows=stretch
    ),
)
'''
IMAGES = np.random.default_rng(0).random((6, 5 * 4)).astype(np.float32)


@pytest.fixture
def tumble(load_file):
    """Both, registered from their file."""
    return load_file("tumble", FILE)


def test_settings_messages_and_docs_know_them(tumble, tmp_path):
    assert resolve({"net": "2-4-2", "tumble": 0.5}, data="digits")["tumble"] == 0.5
    assert "tumble" not in resolve({"net": "2-4-2"}, data="digits")
    with pytest.raises(SettingError, match=r"tumble changes images, .* only input_noise, stretch suit it"):
        tl.run("moons", "2-4-2", tumble=0.5, steps=1, root=tmp_path)
    with pytest.raises(SettingError, match="stretch of the recipe must be a number >= 0 and <= 1, not 2"):
        SETTINGS["stretch"].read(2)
    assert "| `tumble` | traced | a number >= 0 and <= 1 | linear | - | off |" in settings_page(
        tumble, tmp_path
    )


def test_they_change_examples_beside_the_others(tumble):
    def changed(**hyper):
        given = {name: jnp.float32(value) for name, value in hyper.items()}
        return np.asarray(augment(jnp.asarray(IMAGES), (5, 4, 1), jax.random.key(1), given, frozenset(given)))

    upside_down = IMAGES.reshape(6, 5, 4)[:, ::-1].reshape(6, 20)
    np.testing.assert_allclose(changed(tumble=1), upside_down, atol=1e-6)
    pairs = zip(changed(tumble=0.5), upside_down, strict=True)
    turned = [np.allclose(one, other, atol=1e-6) for one, other in pairs]
    assert 0 < sum(turned) < 6
    factors = changed(stretch=0.5) / IMAGES
    np.testing.assert_allclose(factors, factors[:, :1] * np.ones((1, 20)), rtol=1e-5)
    assert len(np.unique(factors[:, 0].round(4))) == 6
    # What others draw stays as it is.
    np.testing.assert_allclose(changed(flip=0.5, tumble=0), changed(flip=0.5), atol=1e-6)


def test_a_study_is_trained_with_them(tumble, tmp_path):
    study = tl.run(
        "digits", "64-8-10", tumble=[0.0, 0.5], stretch=0.1, steps=5, batch_size=50, root=tmp_path,
        train_fraction=0.1,
    )  # fmt: skip
    losses = [trial.curve("train_loss")[1] for trial in study.trials]
    assert not np.array_equal(losses[0], losses[1])
    assert tl.plot_dataset("digits", tumble=1.0) is not None


def test_one_that_cannot_be_switched_off_is_refused():
    with pytest.raises(SettingError, match="augmentation 'mine' needs 'mine' as its first setting"):
        tl.register(tl.Augmentation(name="mine", settings=(), rows=lambda rows, key: rows))
    assert "mine" not in AUGMENTATIONS
