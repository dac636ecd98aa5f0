"""Long curves lie in files that nobody sees, and are what they are in memory."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from trainlab.errors import ResourceError
from trainlab.files import disk
from trainlab.web import room
from trainlab.web.growing import Growing
from trainlab.web.room import Room


@pytest.fixture
def little(monkeypatch):
    """Memory for a small curve only."""
    gc.collect()
    monkeypatch.setattr(room, "SMALL", 1 << 12)
    monkeypatch.setattr(room, "IN_MEMORY", room.held() + (1 << 15))


def test_memory_that_is_not_used_any_more_is_free_again(little):
    before = room.held()
    one = Room((2, 3000), np.float32)
    assert not one.in_file
    assert room.held() == before + 24_000
    assert Room((2, 3000), np.float32).in_file
    seen = one.array[:, 5:]
    del one
    gc.collect()
    assert room.held() == before + 24_000  # somebody looks at a part of it
    del seen
    gc.collect()
    assert room.held() == before


def test_a_curve_in_a_file_is_the_curve(little, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    growing, made, seen = Growing(4), np.random.default_rng(0).normal(size=(4, 20_000)), []
    made = made.astype(np.float32)
    for first in range(0, 20_000, 500):
        steps = np.arange(first, first + 500, dtype=np.int32)
        pieces = [
            (np.full(500, row, np.int32), steps, made[row, first : first + 500])
            for row in range(4)
            if row < 3 or first < 10_000
        ]
        assert growing.add(pieces)
        seen.append(growing.seen())
    assert growing._room.in_file
    assert not list(tmp_path.iterdir())
    for points in seen:
        for row in range(4):
            np.testing.assert_array_equal(points.row(row)[1], made[row, : points.counts[row]])
    assert np.isnan(seen[-1].values[3, 10_000:]).all()


def test_a_full_disk_is_a_sentence(little, monkeypatch):
    def full(descriptor: int, size: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "reserve", full)
    with pytest.raises(ResourceError, match=r"no room for curves: 38 MiB .*TMPDIR"):
        Room((10_000_000,), np.float32)
