"""Augmentation as training sees it: neutral where off, the same alone and among others."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.augmentations import AUGMENTATIONS as ROOM
from trainlab.augmentations.augment import augment

AUGMENTATIONS = frozenset(ROOM)
SHAPE = (7, 6, 3)
ROWS = jnp.asarray(np.random.default_rng(0).random((5, 7 * 6 * 3)), jnp.float32)
KEY = jax.random.key(11)
VALUES = {
    "shift": 1.5, "rotate": 30.0, "zoom": 0.3, "flip": 0.5, "crop": 2.0, "brightness": 0.4, "contrast": 0.5,
    "saturation": 0.7, "hue": 60.0, "input_noise": 0.2, "elastic": 1.0, "erase": 0.6,
}  # fmt: skip
HYPER = {name: jnp.float32(value) for name, value in VALUES.items()} | {"elastic_smoothness": jnp.float32(2)}


@partial(jax.jit, static_argnums=(1, 4))
def changed(rows, shape, key, hyper, active):
    return augment(rows, shape, key, hyper, active)


def own_settings(names):
    return [*names, "elastic_smoothness"] if "elastic" in names else [*names]


def of(*names, key=KEY, rows=ROWS, shape=SHAPE, **values):
    """What the named mechanisms make of examples; they are given no settings but their own."""
    hyper = {name: jnp.float32(values.get(name, HYPER[name])) for name in own_settings(names)}
    return np.asarray(changed(rows, shape, key, hyper, frozenset(names)))


def test_every_augmentation_is_tested_here():
    assert set(VALUES) == AUGMENTATIONS


@pytest.mark.parametrize("active", [frozenset(), frozenset({"l2", "dropout", "momentum"})])
def test_nothing_active_nothing_done(active):
    assert augment(ROWS, SHAPE, KEY, {}, active) is ROWS
    program = jax.make_jaxpr(lambda rows, key: augment(rows, SHAPE, key, {}, active))(ROWS, KEY)
    assert program.eqns == []


@pytest.mark.parametrize("name", sorted(AUGMENTATIONS))
def test_each_changes_examples_needs_its_own_settings_only_and_repeats_itself(name):
    got = of(name)
    assert got.shape == ROWS.shape
    assert np.isfinite(got).all()
    assert (got != ROWS).any()
    np.testing.assert_array_equal(got, of(name))
    assert (of(name, key=jax.random.key(12)) != got).any()


@pytest.mark.parametrize("name", sorted(AUGMENTATIONS))
def test_at_magnitude_0_examples_stay_but_for_rounding(name):
    np.testing.assert_allclose(of(name, **{name: 0}), ROWS, atol=2e-6)


@pytest.mark.parametrize(
    ("shared", "names"),
    [
        (True, ["shift", "rotate", "elastic", "contrast", "input_noise"]),
        (False, ["zoom", "flip", "crop", "brightness", "saturation", "hue", "erase"]),
    ],
)
def test_trials_trained_together_see_what_each_sees_alone(shared, names):
    active = frozenset(names)
    trials = 3
    keys = jax.vmap(jax.random.key)(jnp.arange(trials))
    hyper = {
        name: value * jnp.linspace(0.2, 1, trials)
        for name, value in HYPER.items()
        if name in own_settings(names)
    }
    rows = ROWS if shared else jnp.stack([ROWS, ROWS + 1, -ROWS])
    together = jax.jit(jax.vmap(
        lambda rows, key, hyper: augment(rows, SHAPE, key, hyper, active),
        in_axes=(None if shared else 0, 0, 0),
    ))(rows, keys, hyper)  # fmt: skip
    for trial in range(trials):
        own = rows if shared else rows[trial]
        numbers = {name: value[trial] for name, value in hyper.items()}
        alone = changed(own, SHAPE, keys[trial], numbers, active)
        np.testing.assert_allclose(together[trial], alone, atol=2e-5)


def test_switching_one_on_leaves_the_others_numbers_as_they_are():
    amounts, noise = of("brightness") - ROWS, of("input_noise") - ROWS
    np.testing.assert_allclose(np.ptp(amounts, axis=1), 0, atol=1e-6)
    np.testing.assert_allclose(
        of("rotate", "brightness", "input_noise"), of("rotate") + amounts + noise, atol=2e-6
    )
    images, flipped = (rows.reshape(-1, *SHAPE) for rows in (ROWS, of("flip")))
    mirror = (flipped == images[:, :, ::-1]).all(axis=(1, 2, 3), keepdims=True)
    assert mirror.any()
    contrasted, both = (rows.reshape(-1, *SHAPE) for rows in (of("contrast"), of("flip", "contrast")))
    np.testing.assert_allclose(both, np.where(mirror, contrasted[:, :, ::-1], contrasted), atol=1e-6)


def test_what_is_erased_is_neither_warped_nor_recoloured():
    plain = of("erase", erase=1)
    erased = plain != ROWS
    everything = of("erase", "rotate", "brightness", erase=1)
    np.testing.assert_array_equal(everything[erased], plain[erased])


SIDE, RADIUS, BATCH = 25, 8, 400


def centres(images, middle):
    """Where the brightness of each image has its centre, (down, right) from its middle."""
    images = images.reshape(-1, SIDE, SIDE)
    total = images.sum(axis=(1, 2))
    places = np.arange(SIDE) - middle
    return (
        np.array([(images.sum(axis=2) * places).sum(axis=1), (images.sum(axis=1) * places).sum(axis=1)])
        / total
    )


def dots(down, right):
    """Images with a soft dot so far from the middle."""
    grid = np.mgrid[:SIDE, :SIDE] - SIDE // 2
    dot = np.exp(-((grid[0] - down) ** 2 + (grid[1] - right) ** 2) / 2)
    return jnp.asarray(np.tile(dot.ravel(), (BATCH, 1)), jnp.float32)


def test_rotations_reach_their_magnitude_and_never_exceed_it():
    got = of("rotate", rotate=20, rows=dots(0, RADIUS), shape=(SIDE, SIDE, 1))
    down, right = centres(got, SIDE // 2)
    degrees = np.rad2deg(np.arctan2(-down, right))
    assert 19 < degrees.max() < 20.1
    assert -20.1 < degrees.min() < -19
    assert degrees.mean() == pytest.approx(0, abs=2)
    np.testing.assert_allclose(np.hypot(down, right), RADIUS, atol=0.05)


def test_shifts_reach_their_magnitude_and_never_exceed_it():
    down, right = centres(of("shift", shift=3, rows=dots(0, 0), shape=(SIDE, SIDE, 1)), SIDE // 2)
    for moved in (down, right):
        assert 2.8 < moved.max() < 3.02
        assert -3.02 < moved.min() < -2.8
        assert moved.std() == pytest.approx(3 / np.sqrt(3), rel=0.1)
    assert abs(np.corrcoef(down, right)[0, 1]) < 0.15


def test_zooms_reach_their_magnitude_and_never_exceed_it():
    down, right = centres(of("zoom", zoom=0.3, rows=dots(0, 6), shape=(SIDE, SIDE, 1)), SIDE // 2)
    np.testing.assert_allclose(down, 0, atol=1e-4)
    assert 0.69 < right.min() / 6 < 0.72
    assert 1.28 < right.max() / 6 < 1.31


def test_a_share_of_the_images_is_flipped():
    _, right = centres(of("flip", flip=0.25, rows=dots(0, RADIUS), shape=(SIDE, SIDE, 1)), SIDE // 2)
    np.testing.assert_allclose(abs(right), RADIUS, atol=1e-3)
    assert np.mean(right < 0) == pytest.approx(0.25, abs=0.07)


def test_tables_take_noise():
    rows = jnp.zeros((50, 4))
    got = of("input_noise", rows=rows, shape=(4,))
    assert got.std() == pytest.approx(0.2, rel=0.2)
