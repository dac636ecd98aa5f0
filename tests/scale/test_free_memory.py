"""How much memory there is: as measured, or as a person says."""

from __future__ import annotations

import pytest

from trainlab.errors import SettingError
from trainlab.scale import free_memory
from trainlab.scale.free_memory import available_bytes, read_bytes


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1", 1),
        ("2k", 2000),
        ("2KiB", 2048),
        ("1.5 gb", 1_500_000_000),
        ("3TiB", 3 * 2**40),
        (" 7 Mi ", 7 * 2**20),
    ],
)
def test_amounts_of_memory(text, amount):
    assert read_bytes(text) == amount


@pytest.mark.parametrize("text", ["", "0", "-5", "1e9", "8 apples", "i", "5i", "nan", "inf", "1" * 40, "GiB"])
def test_what_is_no_amount(text):
    with pytest.raises(SettingError, match=r"^TRAINLAB_MEMORY must be an amount of memory, such as 8GiB"):
        read_bytes(text)


def test_the_variable_overrules_what_is_measured(monkeypatch):
    monkeypatch.setenv("TRAINLAB_MEMORY", "1GiB")
    assert available_bytes() == 2**30
    monkeypatch.delenv("TRAINLAB_MEMORY")
    measured = available_bytes()
    assert measured is not None
    assert 2**20 < measured < 2**50


def test_the_limit_of_a_container_counts(monkeypatch):
    monkeypatch.delenv("TRAINLAB_MEMORY", raising=False)
    monkeypatch.setattr(free_memory, "_free", lambda: 1000)
    monkeypatch.setattr(free_memory, "_of_control_group", lambda: 100)
    assert available_bytes() == 70
    monkeypatch.setattr(free_memory, "_of_control_group", lambda: None)
    assert available_bytes() == 700
