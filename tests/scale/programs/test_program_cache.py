"""The cache of programs after processes that died while they wrote to it."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib

import jax
import pytest

from trainlab.scale.programs import program_cache
from trainlab.scale.programs.program_cache import (
    ZSTANDARD,
    distrusted,
    guard,
    is_whole,
    tidy,
    use_cache,
    with_whole_cache,
)

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
        "import sys, pathlib; from trainlab.scale.programs.program_cache import guard;"
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
        "import sys; from pathlib import Path; from trainlab.scale.programs.program_cache import guard;"
        "guard(Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True)
    assert list(tmp_path.iterdir()) == []


def test_jax_writes_entries_as_they_are_taken_to_be(laboratory, xor):
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


def test_a_folder_that_others_may_write_to_is_not_trusted(tmp_path, monkeypatch):
    folder = tmp_path / "programs"
    folder.mkdir(mode=0o700)
    assert distrusted(folder) is None
    for mode in (0o770, 0o707, 0o702, 0o1777):
        folder.chmod(mode)
        assert distrusted(folder) == f"others can write to '{folder}'"
    folder.chmod(0o755)
    assert distrusted(folder) is None
    tmp_path.chmod(0o777)
    assert distrusted(folder) == f"everyone can write to '{tmp_path}', in which it lies"
    tmp_path.chmod(0o1777)  # as /tmp, where nobody renames what is another's
    assert distrusted(folder) is None
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert distrusted(folder) == f"'{folder}' belongs to another user"


def test_a_link_to_a_folder_is_judged_by_the_folder(tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs").chmod(0o777)
    (tmp_path / "programs").symlink_to("theirs")
    assert distrusted(tmp_path / "programs") == f"others can write to '{tmp_path / 'programs'}'"


def test_what_is_no_file_of_ours_is_thrown_away(tmp_path):
    os.mkfifo(tmp_path / "pipe-cache")
    (tmp_path / "link-cache").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "ours-cache").write_bytes(WHOLE)
    (tmp_path / "open-cache").write_bytes(WHOLE)
    (tmp_path / "open-cache").chmod(0o666)
    tmp_path.chmod(0o755)
    tidy(tmp_path)
    assert entries(tmp_path) == ["ours-cache"]


def test_a_cache_that_is_not_trusted_is_named_and_not_used(tmp_path, monkeypatch):
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs").chmod(0o777)
    monkeypatch.setenv("TRAINLAB_CACHE", str(tmp_path))
    used = []
    monkeypatch.setattr(program_cache.jax.config, "update", lambda *given: used.append(given))
    monkeypatch.setattr(type(program_cache.jax.config), "values", {"jax_compilation_cache_dir": None})
    assert use_cache.__wrapped__() == (
        f"the cache of compiled programs is not used: others can write to '{tmp_path / 'programs'}'; set "
        "TRAINLAB_CACHE to a folder of your own."
    )
    assert not used


def test_a_damaged_entry_is_replaced(tmp_path):
    from jax.experimental.compilation_cache import compilation_cache

    def build():
        return jax.jit(lambda x: x * 3 + 0.125).lower(1.0).compile()

    before = jax.config.values["jax_compilation_cache_dir"]
    try:
        jax.config.update("jax_compilation_cache_dir", str(tmp_path))
        compilation_cache.reset_cache()
        with_whole_cache(build)
        [entry] = tmp_path.glob("*-cache")
        for content in (WHOLE[:-9], b"", WHOLE):
            entry.write_bytes(content)
            assert with_whole_cache(build)(1.0) == 3.125
            again = entry.read_bytes()
            assert is_whole(again)
            assert again != content
    finally:
        jax.config.update("jax_compilation_cache_dir", before)
        compilation_cache.reset_cache()
