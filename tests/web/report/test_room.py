from __future__ import annotations

import numpy as np
import pytest

from trainlab.record import Curves
from trainlab.web.report.room import FEWEST, compressed, fitted, uncompressed

RANDOM = np.random.default_rng(1)


@pytest.fixture(scope="module")
def curves() -> dict[str, Curves]:
    """A noisy curve of every step, one that hardly changes, and one of few points."""
    ids, steps = np.arange(30), np.arange(600)
    return {
        "train_loss": Curves("train_loss", ids, steps, RANDOM.normal(size=(30, 600)).astype(np.float32)),
        "learning_rate": Curves("learning_rate", ids, steps, np.full((30, 600), 0.1, np.float32)),
        "validation_loss": Curves(
            "validation_loss", ids, np.arange(0, 600, 60), RANDOM.normal(size=(30, 10))
        ),
    }


def size(found) -> int:
    return sum(len(text) for _, text in found.values())


def test_where_there_is_room_every_point_is_held(curves):
    assert all(points.whole for points, _ in fitted(curves, 10_000_000).values())


@pytest.mark.parametrize("room", [60_000, 30_000, 20_000])
def test_long_curves_are_thinned_until_they_fit_and_no_further_than_they_must(curves, room):
    found = fitted(curves, room)
    assert 0.7 * room < size(found) <= room
    assert not found["train_loss"][0].whole
    assert found["learning_rate"][0].whole, "it takes next to no room"
    assert found["validation_loss"][0].whole


def test_no_curve_becomes_unrecognisable_however_little_room_there_is(curves):
    found = fitted(curves, 10)
    assert size(found) > 10
    assert found["train_loss"][0].counts.min() >= FEWEST // 2
    assert found["validation_loss"][0].whole


def test_what_is_compressed_comes_back():
    assert uncompressed(compressed(b"\0\1</script>")) == b"\0\1</script>"
