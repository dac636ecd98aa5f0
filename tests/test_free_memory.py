"""How much memory there is: as a person writes it, and as this process may take it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from trainlab.errors import ResourceError, SettingError
from trainlab.free_memory import check_room, read_bytes


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


def test_the_limit_of_a_process_counts():
    """``ulimit -v`` leaves less than the machine has."""
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\n"
        "from trainlab.free_memory import free_bytes; print(free_bytes())"
    )
    free = int(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
    assert 2**26 < free < 2**30


def test_what_does_not_fit_is_said_in_one_sentence(monkeypatch):
    monkeypatch.setenv("TRAINLAB_MEMORY", "1GiB")
    check_room(2**29, "a list", "take less")
    with pytest.raises(ResourceError, match=r"^a list would take 3\.0 GiB of memory, and .* free"):
        check_room(3 * 2**30, "a list", "take less")
    check_room(2**20, "a short list", "take less")
