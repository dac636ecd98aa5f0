from __future__ import annotations

import numpy as np

from trainlab.web.pack import ALIGNED, MAGIC, pack, unpack


def test_what_is_packed_comes_back():
    arrays = {
        "y": np.float32([[1, np.nan], [2, 3]]),
        "counts": np.int32([3]),
        "x": np.float64([0.1]),
        "none": np.zeros((0, 4), np.float32),
    }
    about, found = unpack(pack({"label": "é", "start": 0.5}, arrays))
    assert about == {"label": "é", "start": 0.5}
    assert {name: array.dtype for name, array in found.items()} == {
        name: array.dtype for name, array in arrays.items()
    }
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)


def test_arrays_begin_where_javascript_can_read_them_in_place():
    for label in ("", "a", "abcdefg"):
        answer = pack({"label": label}, {"a": np.zeros(3, np.float32), "b": np.zeros(2)})
        head = int.from_bytes(answer[len(MAGIC) : len(MAGIC) + 4], "little")
        assert (len(MAGIC) + 4 + head) % ALIGNED == 0
        assert len(answer) % ALIGNED == 0
