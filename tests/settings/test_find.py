"""Settings found by a word."""

from __future__ import annotations

import pytest

import trainlab as tl
from trainlab.errors import SettingError
from trainlab.settings import SETTINGS


def test_a_name_finds_itself_and_a_word_all_that_have_it():
    assert [setting.name for setting in tl.find_settings("learning-rate")] == ["learning_rate"]
    assert "optimizer" in [setting.name for setting in tl.find_settings("nadam")]


def test_all_by_default_and_each_once():
    assert [setting.name for setting in tl.find_settings()] == list(SETTINGS)
    assert len(tl.find_settings("l2", "l2")) == 1


def test_a_word_that_is_nowhere_is_a_mistake():
    with pytest.raises(SettingError, match="momentum"):
        tl.find_settings("momentun")
