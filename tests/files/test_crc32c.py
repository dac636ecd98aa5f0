"""Checksums of many messages at once, beside those of each."""

import google_crc32c
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trainlab.files.crc32c import crc32c_of


@given(st.binary(max_size=300), st.integers(1, 20), st.data())
def test_each_message_has_its_own_sum(content, count, data):
    places = data.draw(st.lists(st.integers(0, max(len(content) - 1, 0)), unique=True)) if content else []
    rows = np.tile(np.frombuffer(content, np.uint8), (count, 1))
    for place in places:
        rows[:, place] = data.draw(st.lists(st.integers(0, 255), min_size=count, max_size=count))
    template = bytes(0 if place in places else octet for place, octet in enumerate(content))
    assert crc32c_of(template, places, rows).tolist() == [google_crc32c.value(row.tobytes()) for row in rows]
