"""Flags that XLA does not take are refused before it ends the process; others are left to it."""

from __future__ import annotations

import sys

import pytest

from trainlab.errors import ResourceError
from trainlab.scale.machine import refused_flags


@pytest.fixture(autouse=True)
def nothing_is_known():
    refused_flags._refused.cache_clear()


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        ("--xla_nonesuch=1", "Unknown flag in XLA_FLAGS: --xla_nonesuch=1"),
        (
            "--xla_cpu_enable_fast_math=perhaps",
            "Couldn't interpret value perhaps for flag xla_cpu_enable_fast_math",
        ),
        ("nonesuch", 'Could not open file "nonesuch"'),
    ],
)
def test_what_xla_does_not_take_is_said_in_a_sentence(monkeypatch, flags, reason):
    monkeypatch.setenv("XLA_FLAGS", flags)
    with pytest.raises(ResourceError) as caught:
        refused_flags.check_flags()
    assert str(caught.value).startswith(f"XLA_FLAGS is '{flags}', which XLA does not take ('{reason}")
    assert str(caught.value).endswith("mend it, or unset it.")


def test_what_xla_takes_is_let_through_and_tried_once(monkeypatch):
    monkeypatch.setenv("XLA_FLAGS", "--xla_cpu_enable_fast_math=true")
    refused_flags.check_flags()
    monkeypatch.setattr(refused_flags.subprocess, "run", lambda *_, **__: pytest.fail("tried again"))
    refused_flags.check_flags()


@pytest.mark.parametrize("flags", ["", "  ", "--xla_force_host_platform_device_count=2"])
def test_nothing_is_tried_where_that_is_needless(monkeypatch, flags):
    monkeypatch.setenv("XLA_FLAGS", flags)
    monkeypatch.setattr(refused_flags.subprocess, "run", lambda *_, **__: pytest.fail("it was tried"))
    refused_flags.check_flags()


def test_without_a_python_to_try_them_with_flags_are_believed(monkeypatch):
    monkeypatch.setenv("XLA_FLAGS", "--xla_nonesuch=1")
    monkeypatch.setattr(sys, "executable", "/nonexistent")
    refused_flags.check_flags()
