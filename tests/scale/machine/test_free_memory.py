"""What trials may take: as measured, or as a person says."""

from __future__ import annotations

from trainlab import free_memory
from trainlab.scale.machine.free_memory import available_bytes


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
    monkeypatch.setattr(free_memory, "_of_process", lambda: None)
    monkeypatch.setattr(free_memory, "_of_control_group", lambda: 100)
    assert available_bytes() == 70
    monkeypatch.setattr(free_memory, "_of_control_group", lambda: None)
    assert available_bytes() == 700
