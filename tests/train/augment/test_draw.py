"""Random numbers: spread evenly, and each mechanism's its own."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.settings.augmentation import AUGMENTATION
from trainlab.train.augment.draw import COUNT, NUMBERS, STREAMS, coarse_uniform, draw_numbers, stream, within

KEY = jax.random.key(7)


def test_every_number_has_one_owner_and_every_mechanism_its_numbers():
    owned = [place for places in NUMBERS.values() for place in range(places.start, places.stop)]
    assert sorted(owned) == list(range(COUNT))
    assert len(set(STREAMS.values())) == len(STREAMS)
    switches = {setting.name for setting in AUGMENTATION} - {"elastic_smoothness"}
    assert {*NUMBERS, *STREAMS} - {"numbers"} == switches


def test_what_one_mechanism_draws_does_not_depend_on_the_others():
    together = draw_numbers(KEY, NUMBERS, 6)
    assert set(together) == set(NUMBERS)
    assert len(np.unique(np.concatenate([*together.values()]))) == COUNT * 6
    for name in NUMBERS:
        alone = draw_numbers(KEY, {name, "elastic"}, 6)
        assert set(alone) == {name}
        np.testing.assert_array_equal(alone[name], together[name])
    assert draw_numbers(KEY, ["elastic"], 6) == {}


def test_streams_are_not_alike():
    drawn = [jax.random.uniform(stream(KEY, name), (COUNT, 6)) for name in STREAMS]
    assert len(np.unique(np.stack(drawn))) == len(STREAMS) * COUNT * 6


def test_another_key_draws_other_numbers():
    first, second = (draw_numbers(jax.random.key(seed), ["shift"], 6)["shift"] for seed in (0, 1))
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
