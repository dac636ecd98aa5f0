"""Events as TensorBoard reads them: messages of event.proto, summary.proto and tensor.proto.

::

    Event            { double wall_time = 1; int64 step = 2;
                       oneof { string file_version = 3; Summary summary = 5; SessionLog session_log = 7; } }
    SessionLog       { SessionStatus status = 1; }                        START = 1
    Summary          { repeated Value value = 1; }
    Summary.Value    { string tag = 1; oneof { float simple_value = 2; TensorProto tensor = 8; }
                       SummaryMetadata metadata = 9; }
    SummaryMetadata  { PluginData plugin_data = 1; string summary_description = 3; DataClass data_class = 4; }
    PluginData       { string plugin_name = 1; bytes content = 2; }       DATA_CLASS_TENSOR = 2
    TensorProto      { DataType dtype = 1; TensorShapeProto tensor_shape = 2; repeated bytes string_val = 8; }
    TensorShapeProto { repeated Dim dim = 2; }                            DT_FLOAT = 1, DT_STRING = 7
    Dim              { int64 size = 1; }

They are those of https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto; a test holds
the numbers against what the package ``tensorboard`` says of itself. Fields that are not used are left out.
"""

from __future__ import annotations

from trainlab.files.protobuf import block, double, string, whole
from trainlab.files.tfrecord import record

WALL_TIME, STEP, FILE_VERSION, SUMMARY, SESSION_LOG = 1, 2, 3, 5, 7
STATUS, START = 1, 1
VALUE = 1
TAG, SIMPLE_VALUE, TENSOR, METADATA = 1, 2, 8, 9
PLUGIN_DATA, DATA_CLASS, DATA_CLASS_TENSOR = 1, 4, 2
PLUGIN_NAME, CONTENT = 1, 2
DTYPE, TENSOR_SHAPE, STRING_VAL, DT_FLOAT, DT_STRING = 1, 2, 8, 1, 7
DIM, SIZE = 2, 1

VERSION = "brain.Event:2"
"""What the first event of a file says: in such a file events need not be in the order of their steps."""


def beginning(wall_time: float) -> bytes:
    """The records that a file begins with: its version, and that a run starts, which makes older files void.

    Args:
        wall_time: seconds since 1970.
    """
    version = double(WALL_TIME, wall_time) + string(FILE_VERSION, VERSION)
    start = _event(wall_time, 0, block(SESSION_LOG, whole(STATUS, START)))
    return record(version) + start


def text(tag: str, written: str, step: int, wall_time: float) -> bytes:
    """The record of a text in Markdown.

    Args:
        tag: its name.
        written: the text.
        step: updates made when it was true.
        wall_time: seconds since 1970.
    """
    shape = block(TENSOR_SHAPE, block(DIM, whole(SIZE, 1)))
    tensor = whole(DTYPE, DT_STRING) + shape + string(STRING_VAL, written)
    return _event(wall_time, step, _summary(tag, block(TENSOR, tensor), "text"))


def plugin(tag: str, name: str, content: bytes, wall_time: float) -> bytes:
    """The record of what a plugin is told; its value is an empty tensor.

    Args:
        tag: the name the plugin knows it by.
        name: of the plugin.
        content: what it is told.
        wall_time: seconds since 1970.
    """
    shape = block(TENSOR_SHAPE, block(DIM, whole(SIZE, 0)))
    tensor = whole(DTYPE, DT_FLOAT) + shape
    return _event(wall_time, 0, _summary(tag, block(TENSOR, tensor), name, content))


def _summary(tag: str, value: bytes, plugin_name: str, content: bytes = b"") -> bytes:
    plugin_data = string(PLUGIN_NAME, plugin_name) + block(CONTENT, content)
    metadata = block(PLUGIN_DATA, plugin_data) + whole(DATA_CLASS, DATA_CLASS_TENSOR)
    return block(SUMMARY, block(VALUE, string(TAG, tag) + value + block(METADATA, metadata)))


def _event(wall_time: float, step: int, what: bytes) -> bytes:
    return record(double(WALL_TIME, wall_time) + whole(STEP, step) + what)
