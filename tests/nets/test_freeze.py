"""Layers are frozen by their names, and a pattern that cannot be meant is refused."""

from __future__ import annotations

import time

import pytest

from trainlab.errors import SettingError
from trainlab.nets import frozen_layers, matching_layers, read_net

NET = read_net("4-6-6-6-1", "relu", active=frozenset({"dropout"}))


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("hidden1", {"hidden1"}),
        ("hidden[12]", {"hidden1", "hidden2"}),
        ("hidden*", {"hidden1", "hidden2", "hidden3"}),
        ("hidden?", {"hidden1", "hidden2", "hidden3"}),
        ("hidden[!3]", {"hidden1", "hidden2"}),
        ("hidden2, output", {"hidden2", "output"}),
        ("*2", {"hidden2"}),  # and not dropout2, which has nothing to learn
    ],
)
def test_whole_names_of_layers_with_weights_are_matched(pattern, names):
    assert frozen_layers(NET, pattern) == names
    frozen = NET.frozen_where(frozen_layers(NET, pattern))
    assert set(frozen.fixed) == names
    assert set(frozen.variables) == set(NET.variables) - names
    assert frozen.parameters + frozen.fixed_parameters == NET.parameters


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("hiden1", "freeze=hiden1 fits no layer of net '4-6-6-6-1'. Did you mean 'hidden1'? Layers with "
         "weights: hidden1, hidden2, hidden3, output."),
        ("hidden", "freeze=hidden fits no layer"),
        ("Hidden1", "Did you mean 'hidden1'?"),
        ("dropout1", "freeze=dropout1 fits no layer"),
        ("conv9", "fits no layer of net '4-6-6-6-1'. Layers with weights:"),
        ("", "freeze of the net must be names or patterns with commas between them"),
        ("hidden[", "freeze=hidden[ fits no layer"),
        ("hidden1,hiden2", "freeze=hiden2 fits no layer of net '4-6-6-6-1'. Did you mean 'hidden2'?"),
        ("hidden.*", "Names are matched by patterns, not by regular expressions: write 'hidden*'."),
        ("hidden1|output", "not by regular expressions: write 'hidden1,output'."),
        ("(?!output).*", "not by regular expressions: write 'hidden*'."),
        ("a" * 201, "freeze of the net must have at most 200 characters, not 201."),
        ("*", "freeze=* freezes every layer of net '4-6-6-6-1' (hidden1, hidden2, hidden3, output): "),
    ],
)  # fmt: skip
def test_a_pattern_that_cannot_be_meant_is_refused(pattern, words):
    with pytest.raises(SettingError) as refusal:
        frozen_layers(NET, pattern)
    assert words in str(refusal.value)


def test_another_setting_is_named_and_may_match_every_layer():
    assert matching_layers(NET, "*", "reuse") == {"hidden1", "hidden2", "hidden3", "output"}
    with pytest.raises(SettingError, match="reuse=x fits no layer"):
        matching_layers(NET, "x", "reuse")


def test_of_many_layers_the_first_are_listed():
    deep = read_net("-".join(["2"] * 501), "relu")
    with pytest.raises(SettingError) as refusal:
        frozen_layers(deep, "x")
    assert str(refusal.value).endswith("hidden19, hidden20 and 480 more.")
    assert len(str(refusal.value)) < 500


@pytest.mark.parametrize("pattern", ["*" * 200, "?" * 100 + "*" * 100, "*a" * 99 + "x", "[" * 200])
def test_no_pattern_takes_long(pattern):
    begin = time.perf_counter()
    with pytest.raises(SettingError):
        frozen_layers(read_net("-".join(["2"] * 201), "relu"), pattern)
    assert time.perf_counter() - begin < 1
