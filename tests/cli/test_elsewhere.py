"""What other programs call things gets the sentence that says how it is written here."""

from __future__ import annotations

import re

import pytest

from trainlab.elsewhere import SETTINGS_AS_VALUES, WORDS, remark_on_value
from trainlab.nets.layers import LAYERS
from trainlab.record import STEP_CURVES
from trainlab.settings import ACTIVATIONS, INITIALIZERS, SETTINGS, read_settings
from trainlab.tasks import OF_CLASSES


def test_no_word_is_one_of_ours_in_the_place_where_it_is_explained():
    ours = (*ACTIVATIONS, *INITIALIZERS, *STEP_CURVES, *OF_CLASSES, *LAYERS)
    assert not {name.replace("_", "") for name in ours} & WORDS.keys()


@pytest.mark.parametrize("word", [*WORDS, *SETTINGS_AS_VALUES])
def test_what_a_remark_says_to_write_is_written_so(word):
    """Every name=value in a remark is a setting with a value it takes."""
    for name, value in re.findall(r"\b([a-z_0-9]+)=([A-Za-z_0-9.]+[A-Za-z_0-9])", remark_on_value(word)):
        if name in SETTINGS:
            read_settings({name: value})
        else:
            assert name in ("keep_prob",), (word, name)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["--learning-rate", "0.1"],
            "written --set learning_rate=VALUE, or --vary learning_rate=VALUE,VALUE",
        ),
        (["--epochs", "5"], "it is a setting, written --set epochs=VALUE"),
        (["--set", "learning_rate=0.1,0.2"], "Several values are tried with --vary learning_rate=0.1,0.2"),
        (["--set", "weight_init=xavier"], "glorot_uniform or glorot_normal"),
        (["--set", "weight_init=he"], "Write he_normal or he_uniform"),
        (["--set", "keep_prob=0.8"], "write dropout=0.2 for keep_prob=0.8"),
        (["--set", "optimizer=momentum"], "write optimizer=sgd momentum=0.9"),
        (["--set", "optimizer=amsgrad"], "write optimizer=adam amsgrad=true"),
        (["--set", "activation=prelu"], "it is a layer of nets: dense300:identity prelu"),
        (["--set", "schedule=ReduceLROnPlateau"], "Write schedule=performance"),
        (["--net", "dense4 dense2:softmax"], "the last layer has none: leave it out"),
        (["--net", "reshape28x28 dense2"], "begin with conv, or with flatten"),
    ],
)
def test_each_gets_its_sentence(trainlab, runs, arguments, words):
    net = () if "--net" in arguments else ("--net", "2-4-2")
    assert words in trainlab("run", "moons", *net, *arguments).mistake
    assert not runs.exists()


def test_commands_of_others(trainlab):
    assert "training is 'trainlab run'" in trainlab("train", "moons").mistake
    assert "did you mean 'show'?" in trainlab("shwo").mistake
