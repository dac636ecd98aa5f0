"""TFRecord's framing: records made at once, beside each by itself, and read back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trainlab.data.formats.tfrecord import records
from trainlab.files.tfrecord import record, records_like


@given(
    st.binary(min_size=1, max_size=60), st.lists(st.binary(min_size=3, max_size=3), min_size=1, max_size=9)
)
def test_records_made_at_once_are_those_made_one_by_one(around, contents):
    template = around + bytes(3) + around
    field = np.frombuffer(b"".join(contents), np.uint8).reshape(-1, 3)
    made = records_like(template, [(len(around), field)])
    assert [row.tobytes() for row in made] == [record(around + content + around) for content in contents]


def test_records_are_read_back(tmp_path):
    contents = [b"", b"one", bytes(1000)]
    path = tmp_path / "some.tfrecord"
    path.write_bytes(b"".join(map(record, contents)))
    assert list(records(path)) == contents
