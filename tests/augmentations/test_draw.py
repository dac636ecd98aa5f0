"""Random numbers: spread evenly, and each mechanism's its own."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.augmentations import AUGMENTATIONS, Augmentation, draw
from trainlab.augmentations.draw import COUNT, coarse_uniform, draw_numbers, stream, within

KEY = jax.random.key(7)


OWN = [one for one in AUGMENTATIONS.values() if one.stream is not None]
OF_NUMBERS = [one for one in AUGMENTATIONS.values() if one.numbers]


def test_every_number_has_one_owner_and_every_stream():
    owned = [place for one in OF_NUMBERS for place in range(one.first or 0, (one.first or 0) + one.numbers)]
    assert sorted(owned) == list(range(COUNT))
    streams = [one.stream for one in OWN]
    assert len({*streams, draw.FOR_NUMBERS}) == len(streams) + 1
    assert all(isinstance(number, int) and number < draw.NAMED for number in streams)
    assert all(one.numbers or one.stream for one in AUGMENTATIONS.values())


def test_places_and_streams_are_what_they_always_were():
    places = {one.name: (one.first, one.numbers) for one in OF_NUMBERS}
    assert places == {
        "shift": (0, 2), "rotate": (2, 1), "zoom": (3, 1), "flip": (4, 1), "crop": (5, 2),
        "brightness": (7, 1), "contrast": (8, 1), "saturation": (9, 1), "hue": (10, 1), "erase": (11, 5),
    }  # fmt: skip
    assert {one.name: one.stream for one in OWN} == {"elastic": 1, "erase": 2, "input_noise": 3}


def test_what_one_augmentation_draws_does_not_depend_on_the_others():
    together = draw_numbers(KEY, OF_NUMBERS, 6)
    assert set(together) == {one.name for one in OF_NUMBERS}
    assert len(np.unique(np.concatenate([*together.values()]))) == COUNT * 6
    for one in OF_NUMBERS:
        alone = draw_numbers(KEY, [one, AUGMENTATIONS["elastic"]], 6)
        assert set(alone) == {one.name}
        np.testing.assert_array_equal(alone[one.name], together[one.name])
    assert draw_numbers(KEY, [AUGMENTATIONS["elastic"]], 6) == {}


def test_streams_are_not_alike():
    users = [Augmentation(name=name, settings=(), numbers=COUNT) for name in ("mine", "yours")]
    keys = [stream(KEY, one) for one in (*OWN, *users)]
    drawn = [jax.random.uniform(key, (COUNT, 6)) for key in keys]
    drawn += [draw_numbers(KEY, users, 6)[one.name] for one in users]
    drawn.append(jnp.concatenate([*draw_numbers(KEY, OF_NUMBERS, 6).values()]))
    assert len(np.unique(np.stack(drawn))) == len(drawn) * COUNT * 6


def test_another_key_draws_other_numbers():
    first, second = (
        draw_numbers(jax.random.key(seed), [AUGMENTATIONS["shift"]], 6)["shift"] for seed in (0, 1)
    )
    assert (first != second).all()


def test_within_stays_within():
    numbers = jnp.array([0.0, 0.5, 0.75, np.nextafter(np.float32(1), np.float32(0))])
    got = within(jnp.float32(15), numbers)
    np.testing.assert_allclose(got, [-15, 0, 7.5, 15], rtol=1e-6)
    assert jnp.abs(got).max() <= 15


@pytest.mark.parametrize("shape", [(1,), (3, 5), (2, 3, 7)])
def test_coarse_numbers_have_any_shape(shape):
    assert coarse_uniform(KEY, shape).shape == shape


def test_coarse_numbers_are_spread_evenly_and_independent():
    got = np.asarray(coarse_uniform(KEY, (4, 20_000)))
    levels, counts = np.unique(got, return_counts=True)
    np.testing.assert_array_equal(levels, (np.arange(256) + 0.5) / 256)
    # Chi-squared of 255 degrees of freedom: 255 expected, deviation 22.6.
    assert (np.square(counts - 80_000 / 256) / (80_000 / 256)).sum() == pytest.approx(255, abs=5 * 22.6)
    np.testing.assert_allclose(np.corrcoef(got), np.eye(4), atol=0.03)
    assert abs(np.corrcoef(got[:, 1:].ravel(), got[:, :-1].ravel())[0, 1]) < 0.02
