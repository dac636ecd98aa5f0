"""The cache of programs after processes that died while they wrote to it."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib

import pytest

from trainlab.scale.program_cache import ZSTANDARD, guard, is_whole

WHOLE = zlib.compress(b"program" * 100)


@pytest.fixture
def folder(tmp_path):
    """A cache of entries from before and after a process left its mark."""
    mark = tmp_path / "alive-1"
    mark.touch()
    os.utime(mark, (1000, 1000))
    for name, content, time in [
        ("old", WHOLE[:-9], 900), ("whole", WHOLE, 1100), ("cut", WHOLE[:-9], 1100), ("empty", b"", 1000),
    ]:  # fmt: skip
        (tmp_path / f"{name}-cache").write_bytes(content)
        os.utime(tmp_path / f"{name}-cache", (time, time))
    return tmp_path


def entries(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != f"alive-{os.getpid()}")


def test_what_a_dead_process_left_unfinished_is_thrown_away(folder):
    guard(folder)
    assert entries(folder) == ["old-cache", "whole-cache"]
    guard(folder)  # its own mark, held by itself
    assert (folder / f"alive-{os.getpid()}").exists()


def test_what_a_living_process_writes_is_left_alone(folder):
    script = (
        "import sys, pathlib; from trainlab.scale.program_cache import guard;"
        "guard(pathlib.Path(sys.argv[1])); print(1, flush=True); sys.stdin.read()"
    )
    before = entries(folder)
    other = folder / "other"
    other.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", script, str(other)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        mark = f"alive-{process.pid}"
        (other / "cut-cache").write_bytes(WHOLE[:-9])
        guard(other)
        assert entries(other) == [mark, "cut-cache"]
        process.kill()
        process.wait()
        guard(other)
        assert entries(other) == []
    assert entries(folder) == sorted([*before, "other"])


def test_a_process_that_ends_takes_its_mark_with_it(tmp_path):
    script = (
        "import sys; from pathlib import Path; from trainlab.scale.program_cache import guard;"
        "guard(Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True)
    assert list(tmp_path.iterdir()) == []


def test_jax_writes_entries_as_they_are_taken_to_be(laboratory, xor):
    import jax

    laboratory.train(xor, net="2-3-1", set={"steps": 2, "batch_size": 8})
    folder = jax.config.values["jax_compilation_cache_dir"]
    newest = max(
        (entry for entry in os.scandir(folder) if entry.name.endswith("-cache")),
        key=lambda entry: entry.stat().st_mtime,
    )
    with open(newest.path, "rb") as file:
        content = file.read()
    # Where JAX takes Zstandard nothing can look into an entry, and a dead process costs those it wrote.
    assert is_whole(content) is not content.startswith(ZSTANDARD)
    assert not is_whole(content[: len(content) // 2])
