"""What the HPARAMS tab is told, as the plugin's own messages read it."""

import pytest
from tensorboard_messages import event, hparams_api, hparams_data, struct
from tensorboard_messages import hparams as metadata

from trainlab.event_files import hparams
from trainlab.event_files.columns import Column

FIELDS = {
    hparams_data.HParamsPluginData: {
        "experiment": hparams.EXPERIMENT, "session_start_info": hparams.SESSION_START_INFO,
        "session_end_info": hparams.SESSION_END_INFO,
    },
    hparams_data.SessionStartInfo: {
        "hparams": hparams.HPARAMS, "start_time_secs": hparams.START_TIME_SECS,
    },
    hparams_data.SessionStartInfo.HparamsEntry: {"key": hparams.KEY, "value": hparams.VALUE},
    hparams_data.SessionEndInfo: {"status": hparams.STATUS, "end_time_secs": hparams.END_TIME_SECS},
    hparams_api.Experiment: {
        "time_created_secs": hparams.TIME_CREATED_SECS, "hparam_infos": hparams.HPARAM_INFOS,
        "metric_infos": hparams.METRIC_INFOS,
    },
    hparams_api.HParamInfo: {
        "name": hparams.HPARAM_NAME, "description": hparams.HPARAM_DESCRIPTION, "type": hparams.TYPE,
        "domain_discrete": hparams.DOMAIN_DISCRETE, "domain_interval": hparams.DOMAIN_INTERVAL,
        "differs": hparams.DIFFERS,
    },
    hparams_api.MetricInfo: {"name": hparams.METRIC_NAME, "description": hparams.METRIC_DESCRIPTION},
    hparams_api.MetricName: {"tag": hparams.METRIC_TAG},
    hparams_api.Interval: {"min_value": hparams.MIN_VALUE, "max_value": hparams.MAX_VALUE},
    struct.Value: {
        "number_value": hparams.NUMBER_VALUE, "string_value": hparams.STRING_VALUE,
        "bool_value": hparams.BOOL_VALUE,
    },
    struct.ListValue: {"values": hparams.VALUES},
}  # fmt: skip


@pytest.mark.parametrize("message", FIELDS, ids=lambda message: message.DESCRIPTOR.name)
def test_the_numbers_of_fields_are_tensorboards(message):
    known = {field.name: field.number for field in message.DESCRIPTOR.fields}
    assert FIELDS[message] == {name: known[name] for name in FIELDS[message]}


def test_names_and_their_numbers_are_tensorboards():
    assert hparams.NAME == metadata.PLUGIN_NAME
    assert hparams.EXPERIMENT_TAG == metadata.EXPERIMENT_TAG
    assert hparams.START_TAG == metadata.SESSION_START_INFO_TAG
    assert hparams.END_TAG == metadata.SESSION_END_INFO_TAG
    types = [hparams_api.DATA_TYPE_STRING, hparams_api.DATA_TYPE_BOOL, hparams_api.DATA_TYPE_FLOAT64]
    assert [hparams.TYPES[name] for name in ("text", "flag", "number")] == types
    assert (hparams.STATUS_SUCCESS, hparams.STATUS_FAILURE) == (
        hparams_api.STATUS_SUCCESS,
        hparams_api.STATUS_FAILURE,
    )


def told(written: bytes) -> bytes:
    """What a record tells the plugin."""
    [value] = event.Event.FromString(written[12:-4]).summary.value
    return value.metadata.plugin_data.content


def test_values_keep_their_types():
    given = {
        "learning_rate": 0.1,
        "epochs": 20,
        "nesterov": True,
        "net": "2-4-2",
        "l2": 0.0,
        "shuffle": False,
    }
    start = metadata.parse_session_start_info_plugin_data(told(hparams.session_start(given, 4.5)))
    kinds = {name: value.WhichOneof("kind") for name, value in start.hparams.items()}
    assert kinds == {
        "learning_rate": "number_value", "epochs": "number_value", "nesterov": "bool_value",
        "net": "string_value", "l2": "number_value", "shuffle": "bool_value",
    }  # fmt: skip
    assert {name: getattr(value, kinds[name]) for name, value in start.hparams.items()} == given
    assert start.start_time_secs == 4.5


def test_a_number_equal_to_a_flag_stays_a_number():
    for value in (1, True, 1.0, 0, False):
        start = metadata.parse_session_start_info_plugin_data(told(hparams.session_start({"a": value}, 0.0)))
        assert start.hparams["a"].WhichOneof("kind") == (
            "bool_value" if isinstance(value, bool) else "number_value"
        )


@pytest.mark.parametrize(("well", "status"), [(True, "STATUS_SUCCESS"), (False, "STATUS_FAILURE")])
def test_how_a_trial_ended(well, status):
    end = metadata.parse_session_end_info_plugin_data(told(hparams.session_end(well, 9.0)))
    assert (hparams_api.Status.Name(end.status), end.end_time_secs) == (status, 9.0)


def test_columns_and_metrics_of_the_table():
    columns = [
        Column("learning_rate", "number", (0.01, 1.0), True), Column("nesterov", "flag", (False, True), True),
        Column("net", "text", ("2-4-2",), False),
    ]  # fmt: skip
    written = hparams.experiment(columns, {"best/validation_loss": "the best"}, 2.0)
    read = metadata.parse_experiment_plugin_data(told(written))
    rate, nesterov, net = read.hparam_infos
    assert (rate.name, rate.type, rate.differs) == ("learning_rate", hparams_api.DATA_TYPE_FLOAT64, True)
    assert (rate.domain_interval.min_value, rate.domain_interval.max_value) == (0.01, 1.0)
    assert rate.description == "Size of a step along the update."
    assert nesterov.type == hparams_api.DATA_TYPE_BOOL
    assert [value.bool_value for value in nesterov.domain_discrete.values] == [False, True]
    assert [value.string_value for value in net.domain_discrete.values] == ["2-4-2"]
    assert not net.differs
    assert [(metric.name.tag, metric.description) for metric in read.metric_infos] == [
        ("best/validation_loss", "the best")
    ]
    assert read.time_created_secs == 2.0
