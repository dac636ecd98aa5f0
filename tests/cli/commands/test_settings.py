"""``trainlab settings``: the whole table."""

from __future__ import annotations

import json

from trainlab.settings import SETTINGS


def test_every_setting_is_listed_with_its_meaning(trainlab):
    answer = trainlab("settings")
    assert (answer.code, answer.err) == (0, "")
    words = answer.out.split()
    assert all(name in words for name in SETTINGS)
    assert {"static", "traced", "host", "log", "linear"} <= set(words)


def test_json_holds_the_whole_table(trainlab):
    told = json.loads(trainlab("settings", "--json").out)
    assert [setting["name"] for setting in told] == list(SETTINGS)
    rate = next(setting for setting in told if setting["name"] == "learning_rate")
    assert rate == {
        "name": "learning_rate",
        "owner": "recipe",
        "kind": "traced",
        "allowed": "a number >= 0",
        "scale": "log",
        "usual": None,
        "default": "sgd: 0.01; schedule_free_adamw: 0.0025; else 0.001",
        "meaning": SETTINGS["learning_rate"].meaning,
    }


def test_named_settings_alone_are_listed(trainlab):
    answer = trainlab("settings", "learning_rate", "l2")
    words = answer.out.split()
    assert {"learning_rate", "l2"} <= set(words)
    assert "momentum" not in words
    told = json.loads(trainlab("settings", "l2", "--json").out)
    assert [setting["name"] for setting in told] == ["l2"]


def test_a_mistyped_setting_is_told_with_the_nearest(trainlab):
    assert trainlab("settings", "momentun").mistake == (
        f"unknown setting 'momentun': did you mean 'momentum'? 'trainlab settings' lists all {len(SETTINGS)}."
    )
