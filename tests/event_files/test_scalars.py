"""Points made into events at once, as protobuf reads each of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tensorboard_messages import event

from trainlab.event_files.scalars import scalars
from trainlab.files.tfrecord import record

STEPS = st.one_of(st.integers(0, 300), st.integers(0, 2**31 - 1))
POINTS = st.lists(st.tuples(STEPS, st.floats(width=32), st.floats(0, 1e12)), max_size=30)


@given(st.text(min_size=1, max_size=200), POINTS)
def test_every_point_is_an_event_in_a_whole_record(tag, points):
    tag = tag.encode(errors="replace").decode()
    steps, values, times = (
        (np.array(column) for column in zip(*points, strict=True)) if points else [np.zeros(0)] * 3
    )
    made = scalars(tag, steps.astype(np.int64), values, times)
    assert len(made) == len(points)
    for row, (step, value, wall_time) in zip(made, points, strict=True):
        data = row.tobytes()[12:-4]
        assert row.tobytes() == record(data)
        read = event.Event.FromString(data)
        [point] = read.summary.value
        assert (read.step, read.wall_time, point.tag) == (step, wall_time, tag)
        assert np.array_equal(point.simple_value, value, equal_nan=True)
