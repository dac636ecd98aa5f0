"""Programs that are kept: found again, never trusted where somebody else may have written them."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

import jax
import numpy as np
import pytest

from trainlab.scale.programs import identity, kept
from trainlab.scale.programs.kept import kept_or_compiled

DEVICES = jax.local_devices()[:1]
X = np.arange(4, dtype=np.float32)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder of programs."""
    monkeypatch.setattr(identity, "_rewritten", lambda: iter(()))
    monkeypatch.setattr(kept, "kept_folder", lambda: tmp_path)
    return tmp_path


class Building:
    """Compiles a small program, and counts how often it is asked to."""

    def __init__(self, factor: float = 3.0) -> None:
        self.times = 0
        self.factor = factor

    def __call__(self):
        self.times += 1
        return (
            jax.jit(lambda x: x * self.factor + 0.125).lower(jax.ShapeDtypeStruct((4,), "float32")).compile()
        )


def ask(build, program="a program"):
    """The program's answer."""
    return np.asarray(kept_or_compiled(program, DEVICES, build)(X)).tolist()


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.program"))


def test_what_was_kept_is_not_built_again(folder):
    build = Building()
    first = ask(build)
    [entry] = entries(folder)
    assert entry.stat().st_mode & 0o777 == 0o600
    assert ask(build) == first
    assert build.times == 1
    assert ask(Building(5.0), "another program") != first
    assert len(list(folder.iterdir())) == 2


class Harm:
    """A pickle that makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def damaged(entry: Path, harm: Path) -> list[bytes]:
    whole = entry.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    return [
        b"", whole[:-1], whole[:20], bytes(flipped), whole[5:], whole + b"\0", pickle.dumps(Harm(harm)),
        whole[: len(kept._MAGIC) + 32] + pickle.dumps(Harm(harm)),
    ]  # fmt: skip


def test_a_damaged_program_is_replaced(folder, tmp_path_factory):
    build, harm = Building(), tmp_path_factory.mktemp("harm") / "harm"
    first = ask(build)
    [entry] = entries(folder)
    for number, content in enumerate(damaged(entry, harm), 2):
        entry.write_bytes(content)
        assert ask(build) == first
        assert build.times == number
        assert ask(build) == first
        assert build.times == number, "it was not replaced"
    assert not harm.exists()


def test_a_program_under_the_name_of_another_is_not_taken(folder):
    first, second = Building(), Building(7.0)
    one, other = ask(first, 1), ask(second, 2)
    a, b = entries(folder)
    content = a.read_bytes()
    a.write_bytes(b.read_bytes())
    b.write_bytes(content)
    assert (ask(first, 1), ask(second, 2)) == (one, other)
    assert (first.times, second.times) == (2, 2)


def by_others(entry: Path, monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)


def open_to_all(entry: Path, monkeypatch) -> None:
    entry.chmod(0o622)


def a_link(entry: Path, monkeypatch) -> None:
    elsewhere = entry.with_name("elsewhere")
    entry.rename(elsewhere)
    entry.symlink_to(elsewhere)


def a_pipe(entry: Path, monkeypatch) -> None:
    entry.unlink()
    os.mkfifo(entry)


@pytest.mark.parametrize("make", [by_others, open_to_all, a_link, a_pipe])
def test_what_somebody_else_may_have_written_is_replaced(folder, monkeypatch, make):
    build = Building()
    first = ask(build)
    [entry] = entries(folder)
    make(entry, monkeypatch)
    assert ask(build) == first
    assert build.times == 2
    assert entry.is_file()
    assert not entry.is_symlink()


def test_a_folder_that_is_not_trusted_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setenv("TRAINLAB_CACHE", str(tmp_path))
    folder = kept.kept_folder.__wrapped__()
    assert folder == tmp_path / "programs"
    folder.chmod(0o770)
    assert kept.kept_folder.__wrapped__() is None
    folder.chmod(0o700)
    old, new, left = (folder / name for name in ("old.program", "new.program", "x.unfinished"))
    for path in (old, new, left):
        path.touch()
    since = time.time() - kept.UNUSED_SECONDS - 1
    for path in (old, left):
        os.utime(path, (since, since))
    assert kept.kept_folder.__wrapped__() == folder
    assert list(folder.iterdir()) == [new]
    folder.chmod(0o777)
    monkeypatch.setenv("TRAINLAB_CACHE", str(tmp_path / "file"))
    (tmp_path / "file").touch()
    assert kept.kept_folder.__wrapped__() is None


def test_a_full_disk_leaves_no_half_of_a_program(folder, monkeypatch):
    def full(*paths):
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", full)
    build = Building()
    ask(build)
    ask(build)
    assert build.times == 2
    assert list(folder.iterdir()) == []


STUDY = """
import json, sys
import jax
lowered, compile_it = [], jax.stages.Lowered.compile
def counting(self, *given, **options):
    done = compile_it(self, *given, **options)
    lowered.append(1)  # what XLA refuses, for an option that it does not know, does not count
    return done
jax.stages.Lowered.compile = counting
import trainlab as tl
if sys.argv[2] == "registered":
    tl.register(tl.Activation(name="mine", function=lambda x: 2 * x))
study = tl.run("moons", "2-3-2", steps=12, seeds=2, optimizer="adam", root=sys.argv[1], progress=False)
print(json.dumps([len(lowered), study.curves("train_loss").tobytes().hex()]))
"""


def run(tmp_path: Path, how: str = "") -> tuple[int, str]:
    """How many programs a process lowered, and what it trained."""
    environment = {**os.environ, "TRAINLAB_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-c", STUDY, str(tmp_path / "runs"), how]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return tuple(json.loads(done.stdout.splitlines()[-1]))


def test_a_warm_process_traces_nothing_and_trains_the_same(tmp_path):
    # First the way of JAX's own cache: what XLA loaded from there must never be kept.
    cold, losses = run(tmp_path, "registered")
    assert cold == 3
    programs = tmp_path / "cache" / "programs"
    assert entries(programs) == []
    assert run(tmp_path) == (3, losses)
    assert len(entries(programs)) == 3
    assert run(tmp_path) == (0, losses)
    assert run(tmp_path, "registered") == (3, losses)
