"""The messages of events, beside what the package tensorboard says of them."""

import pytest
from tensorboard_messages import event, hparams, summary, tensor, tensor_shape, types

from trainlab.data.formats.tfrecord import records
from trainlab.event_files import events

FIELDS = {
    event.Event: {
        "wall_time": events.WALL_TIME, "step": events.STEP, "file_version": events.FILE_VERSION,
        "summary": events.SUMMARY, "session_log": events.SESSION_LOG,
    },
    event.SessionLog: {"status": events.STATUS},
    summary.Summary: {"value": events.VALUE},
    summary.Summary.Value: {
        "tag": events.TAG, "simple_value": events.SIMPLE_VALUE, "tensor": events.TENSOR,
        "metadata": events.METADATA,
    },
    summary.SummaryMetadata: {"plugin_data": events.PLUGIN_DATA, "data_class": events.DATA_CLASS},
    summary.SummaryMetadata.PluginData: {"plugin_name": events.PLUGIN_NAME, "content": events.CONTENT},
    tensor.TensorProto: {
        "dtype": events.DTYPE, "tensor_shape": events.TENSOR_SHAPE, "string_val": events.STRING_VAL,
    },
    tensor_shape.TensorShapeProto: {"dim": events.DIM},
    tensor_shape.TensorShapeProto.Dim: {"size": events.SIZE},
}  # fmt: skip


@pytest.mark.parametrize("message", FIELDS, ids=lambda message: message.DESCRIPTOR.name)
def test_the_numbers_of_fields_are_tensorboards(message):
    known = {field.name: field.number for field in message.DESCRIPTOR.fields}
    assert FIELDS[message] == {name: known[name] for name in FIELDS[message]}


def test_the_numbers_of_names_are_tensorboards():
    assert events.START == event.SessionLog.START
    assert events.DATA_CLASS_TENSOR == summary.DATA_CLASS_TENSOR
    assert (events.DT_FLOAT, events.DT_STRING) == (types.DT_FLOAT, types.DT_STRING)


def test_a_file_begins_with_its_version_and_a_start(tmp_path):
    path = tmp_path / "events"
    path.write_bytes(events.beginning(12.5))
    version, start = map(event.Event.FromString, records(path))
    assert version == event.Event(wall_time=12.5, file_version="brain.Event:2")
    log = event.SessionLog(status=event.SessionLog.START)
    assert start == event.Event(wall_time=12.5, step=0, session_log=log)


def test_a_text_is_a_tensor_of_one_string(tmp_path):
    path = tmp_path / "events"
    path.write_bytes(events.text("findings", "- **flat** ü", 7, 12.5))
    [read] = map(event.Event.FromString, records(path))
    [value] = read.summary.value
    assert (read.step, read.wall_time, value.tag) == (7, 12.5, "findings")
    assert value.metadata.plugin_data.plugin_name == "text"
    assert value.tensor.tensor_shape.dim[0].size == 1
    assert [text.decode() for text in value.tensor.string_val] == ["- **flat** ü"]


def test_what_a_plugin_is_told_has_an_empty_tensor(tmp_path):
    path = tmp_path / "events"
    path.write_bytes(events.plugin("_hparams_/x", "hparams", b"\x01\x02", 3.0))
    [read] = map(event.Event.FromString, records(path))
    [value] = read.summary.value
    assert value.tensor == hparams.NULL_TENSOR
    assert value.metadata.plugin_data.content == b"\x01\x02"
