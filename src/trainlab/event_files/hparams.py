"""What TensorBoard's HPARAMS tab is told: the hyperparameters of a trial, and the columns of its table.

::

    HParamsPluginData { int32 version = 1;                                it is 0, and left out
                        oneof { Experiment experiment = 2; SessionStartInfo session_start_info = 3;
                                SessionEndInfo session_end_info = 4; } }
    SessionStartInfo  { map<string, Value> hparams = 1; double start_time_secs = 5; }
    SessionEndInfo    { Status status = 1; double end_time_secs = 2; }    SUCCESS = 1, FAILURE = 2
    Experiment        { double time_created_secs = 3; repeated HParamInfo hparam_infos = 4;
                        repeated MetricInfo metric_infos = 5; }
    HParamInfo        { string name = 1; string description = 3; DataType type = 4;
                        oneof { ListValue domain_discrete = 5; Interval domain_interval = 6; }
                        bool differs = 7; }
    MetricInfo        { MetricName name = 1; string description = 4; }
    MetricName        { string tag = 2; }
    Interval          { double min_value = 1; double max_value = 2; }
    Value             { oneof { double number_value = 2; string string_value = 3; bool bool_value = 4; } }
    ListValue         { repeated Value values = 1; }

They are those of ``plugin_data.proto`` and ``api.proto`` in
https://github.com/tensorflow/tensorboard/tree/master/tensorboard/plugins/hparams, and of protobuf's
``struct.proto``. TensorBoard shows no mixture of numbers and text in a column: see ``columns.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from trainlab.event_files.columns import Column
from trainlab.event_files.events import plugin
from trainlab.files.protobuf import block, double, flag, string, whole
from trainlab.settings import Value

NAME = "hparams"
"""The plugin."""

EXPERIMENT_TAG, START_TAG, END_TAG = (
    f"_hparams_/{name}" for name in ("experiment", "session_start_info", "session_end_info")
)

EXPERIMENT, SESSION_START_INFO, SESSION_END_INFO = 2, 3, 4
HPARAMS, START_TIME_SECS = 1, 5
KEY, VALUE = 1, 2
STATUS, END_TIME_SECS, STATUS_SUCCESS, STATUS_FAILURE = 1, 2, 1, 2
TIME_CREATED_SECS, HPARAM_INFOS, METRIC_INFOS = 3, 4, 5
HPARAM_NAME, HPARAM_DESCRIPTION, TYPE, DOMAIN_DISCRETE, DOMAIN_INTERVAL, DIFFERS = 1, 3, 4, 5, 6, 7
METRIC_NAME, METRIC_DESCRIPTION, METRIC_TAG = 1, 4, 2
MIN_VALUE, MAX_VALUE = 1, 2
NUMBER_VALUE, STRING_VALUE, BOOL_VALUE, VALUES = 2, 3, 4, 1

TYPES = {"text": 1, "flag": 2, "number": 3}
"""DataType: DATA_TYPE_STRING, DATA_TYPE_BOOL, DATA_TYPE_FLOAT64."""


def session_start(hparams: Mapping[str, Value], wall_time: float) -> bytes:
    """The record of a trial's hyperparameters.

    Args:
        hparams: by name; what is a number is one there, too.
        wall_time: when it began, in seconds since 1970.
    """
    entries = b"".join(_entry(name, value) for name, value in hparams.items())
    info = entries + double(START_TIME_SECS, wall_time)
    return plugin(START_TAG, NAME, block(SESSION_START_INFO, info), wall_time)


def session_end(ended_well: bool, wall_time: float) -> bytes:
    """The record of how a trial ended, and when."""
    status = STATUS_SUCCESS if ended_well else STATUS_FAILURE
    info = whole(STATUS, status) + double(END_TIME_SECS, wall_time)
    return plugin(END_TAG, NAME, block(SESSION_END_INFO, info), wall_time)


def experiment(columns: Iterable[Column], metrics: Mapping[str, str], wall_time: float) -> bytes:
    """The record of the table's columns.

    Args:
        columns: the hyperparameters.
        metrics: name of a scalar, whose last value is shown -> what it is.
        wall_time: seconds since 1970.
    """
    infos = b"".join(block(HPARAM_INFOS, _hparam_info(column)) for column in columns)
    shown = b"".join(
        block(METRIC_INFOS, block(METRIC_NAME, string(METRIC_TAG, tag)) + string(METRIC_DESCRIPTION, what))
        for tag, what in metrics.items()
    )
    content = double(TIME_CREATED_SECS, wall_time) + infos + shown
    return plugin(EXPERIMENT_TAG, NAME, block(EXPERIMENT, content), wall_time)


@lru_cache(maxsize=4096, typed=True)  # typed: 1 and true are equal
def _entry(name: str, value: Value) -> bytes:
    """An entry of the map, of which most are alike in all trials."""
    return block(HPARAMS, string(KEY, name) + block(VALUE, _value(value)))


def _hparam_info(column: Column) -> bytes:
    info = string(HPARAM_NAME, column.name) + string(HPARAM_DESCRIPTION, column.meaning)
    return info + whole(TYPE, TYPES[column.type]) + _domain(column) + flag(DIFFERS, column.differs)


def _domain(column: Column) -> bytes:
    values: Sequence[Value] = column.values
    if column.type == "number":
        low, high = float(min(values)), float(max(values))
        return block(DOMAIN_INTERVAL, double(MIN_VALUE, low) + double(MAX_VALUE, high))
    return block(DOMAIN_DISCRETE, b"".join(block(VALUES, _value(value)) for value in values))


def _value(value: Value) -> bytes:
    if isinstance(value, bool):
        return flag(BOOL_VALUE, value)
    return string(STRING_VALUE, value) if isinstance(value, str) else double(NUMBER_VALUE, value)
