"""The loader of experiment files is safe, and reads nets as nets."""

from __future__ import annotations

import pytest
import yaml

from trainlab.files.yaml_loader import ExperimentLoader


def load(text: str) -> object:
    return yaml.load(text, Loader=ExperimentLoader)  # noqa: S506  a safe loader


def test_plain_data_is_read_as_yaml_reads_it():
    text = "a: {b: [1, 2.5, yes, null, text]}"
    assert load(text) == yaml.safe_load(text) == {"a": {"b": [1, 2.5, True, None, "text"]}}


def test_a_net_that_looks_like_a_date_is_text():
    assert load("net: 1024-10-10") == {"net": "1024-10-10"}
    assert yaml.safe_load("net: 1024-10-10") != {"net": "1024-10-10"}  # a date


@pytest.mark.parametrize("text", ["a: 1\na: 2", "set: {l2: 0, l2: 1}", "1: a\n1: b", "vary: [{x: 1, x: 2}]"])
def test_a_key_given_twice_is_refused(text):
    with pytest.raises(yaml.YAMLError, match="is given twice"):
        load(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [1]\nb: *x",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]",
        "a: &x {<<: *x}",
    ],
)
def test_aliases_are_refused(text):
    with pytest.raises(yaml.YAMLError, match="aliases"):
        load(text)


@pytest.mark.parametrize(
    "text", ["a: !!python/object/apply:os.getcwd []", "!!python/name:os.system", "a: !!python/tuple [1]"]
)
def test_no_code_is_run(text):
    with pytest.raises(yaml.YAMLError, match=r"tags \(.*\) are not allowed"):
        load(text)


def test_numbers_that_look_like_times_or_are_padded_stay_text():
    text = "{weights: 1:5, rate: 1.5:2.5, seed: 010, length: 0x1F, steps: 1_000, none: 0, small: -7}"
    assert load(text) == {
        "weights": "1:5", "rate": "1.5:2.5", "seed": "010", "length": 31, "steps": 1000, "none": 0,
        "small": -7,
    }  # fmt: skip
    assert yaml.safe_load(text)["weights"] == 65  # to base 60
    assert yaml.safe_load(text)["seed"] == 8


def test_a_number_too_long_for_any_setting_stays_text():
    assert load(f"a: {'9' * 5000}") == {"a": "9" * 5000}
    assert load(f"a: 0x{'f' * 5000}") == {"a": f"0x{'f' * 5000}"}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused(opening):
    with pytest.raises(yaml.YAMLError, match="at most 10 levels deep"):
        load(opening * 10_000)
    assert load("[" * 9 + "]" * 9)


def test_many_nodes_are_refused(monkeypatch):
    monkeypatch.setattr("trainlab.files.yaml_loader.MAX_NODES", 1_003)
    assert load(f"a: [{'1,' * 1_000}]") == {"a": [1] * 1_000}  # with the mapping, its name and the list
    with pytest.raises(yaml.YAMLError, match="at most 1,003 names and values"):
        load(f"a: [{'1,' * 1_001}]")
