"""Output that cannot be written is no success, and a compile cache that cannot be used is no failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TRAINLAB = [sys.executable, "-m", "trainlab"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
@pytest.mark.parametrize("command", [["settings"], ["settings", "--json"], ["--version"]])
def test_a_full_disk_behind_the_output_is_told(command: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*TRAINLAB, *command], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr == "trainlab: the output could not be written: No space left on device.\n"


def test_a_reader_that_goes_away_is_told_nothing() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*TRAINLAB, "settings"], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.slow
def test_a_damaged_or_full_compile_cache_fails_no_study(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    command = [*TRAINLAB, "run", "moons", "--net", "2-2-2", "--set", "steps=5", "--root", str(tmp_path)]
    environment = {**os.environ, "TRAINLAB_CACHE": str(cache)}

    def run() -> None:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "compiled 1 program" in done.stdout + done.stderr

    run()
    entries = list((cache / "programs").glob("*-cache"))
    assert entries
    for entry in entries:
        entry.write_bytes(entry.read_bytes()[:100])
    run()
    for entry in (cache / "programs").iterdir():
        entry.unlink()
        entry.mkdir()  # cannot be written to, not even by root
    run()
