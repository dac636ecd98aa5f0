"""Changes to the files of a study: their bytes, what they are, and files that lie beside them."""

from __future__ import annotations

import os
import shutil
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from random import Random

import fuzz_mutations as mutations
from studies.values import any_value, changed_json

MAGIC = bytes.fromhex("d9d505f920a163d7")

NAMES = (
    "study.sqlite", "study.sqlite-wal", "study.sqlite-shm", "study.sqlite-journal", "study.yaml", "lock",
    "dataset.safetensors", "prepared.safetensors", "measured.json", "curves", "weights", "checkpoints",
)  # fmt: skip
"""Everything that a study's folder may hold, and SQLite may look for."""

ENDLESS = 1 << 40
"""Bytes of a file that is nearly all hole."""


SHORT = 1 << 20


def content_of(path: Path) -> bytes:
    """What a file holds; nothing where it is none, or an endless one."""
    return path.read_bytes() if path.is_file() and path.stat().st_size < SHORT else b""


def existing(folder: Path) -> list[Path]:
    """The plain files of a study, but for endless ones."""
    return sorted(
        path
        for path in folder.rglob("*")
        if not path.is_symlink() and path.is_file() and path.stat().st_size < SHORT
    )


def any_place(folder: Path, random: Random) -> Path:
    """One of the study's files or folders, or where one could be."""
    return random.choice([*(folder / name for name in NAMES), *existing(folder)])


def _put(path: Path, content: bytes) -> None:
    """Write a file anew: what it was linked to keeps its content."""
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def damage(folder: Path, outside: Path, random: Random) -> None:
    """Other bytes in a file, also inside of what carries lengths and checksums."""
    path = random.choice(existing(folder) or [folder / "study.sqlite"])
    content = content_of(path)
    others, pieces = [content or b"x"], (b"nan", b"\0", b"[]", b"{}", b'"F32"', b"1e999", b"study")
    inside = {".safetensors": (mutations.header_and_data, mutations.with_header),
              ".parquet": (mutations.data_and_footer, mutations.with_footer)}.get(path.suffix)  # fmt: skip
    if path.suffix == ".json" and random.random() < 0.7:
        content = changed_json(content.decode("utf-8", "replace"), random).encode("utf-8", "replace")
    elif inside and random.random() < 0.7:
        content = mutations.mutate_inside(content, *inside, others, pieces, random)
    else:
        content = mutations.mutate(content, others, pieces, random)
    _put(path, content)


def change_header(folder: Path, outside: Path, random: Random) -> None:
    """Other JSON in front of a file of tensors: it agrees with the bytes behind it, or not."""
    paths = [path for path in existing(folder) if path.suffix == ".safetensors"]
    if paths:
        path = random.choice(paths)
        try:
            header, data = mutations.header_and_data(path.read_bytes())
            text = changed_json(header.decode(), random).encode("utf-8", "replace")
        except (ValueError, struct.error):
            return
        _put(path, struct.pack("<Q", len(text)) + text + data)


def change_kind(folder: Path, outside: Path, random: Random) -> None:
    """Something else in the place of a file or a folder."""
    path = any_place(folder, random)
    remove(path)
    path.parent.mkdir(exist_ok=True)
    victim = outside / "victim"
    makers: tuple[Callable[[Path], object], ...] = (
        os.mkfifo,
        os.mkdir,
        Path.touch,
        _socket,
        lambda path: os.symlink(victim, path),
        lambda path: os.symlink(outside / "folder", path),
        lambda path: os.symlink(outside / "pipe", path),
        lambda path: os.symlink(outside / "missing", path),
        lambda path: os.symlink(path.name, path),
        lambda path: os.symlink("/dev/zero", path),
        lambda path: os.symlink("study.yaml", path),
        lambda path: os.link(victim, path),
        lambda path: os.link(victim, path),
        endless,
    )
    random.choice(makers)(path)


def leave_out(folder: Path, outside: Path, random: Random) -> None:
    """A file or a folder less."""
    remove(any_place(folder, random))


def exchange(folder: Path, outside: Path, random: Random) -> None:
    """Two files with each other's names."""
    files = existing(folder)
    if len(files) > 1:
        one, other = random.sample(files, 2)
        first, second = one.read_bytes(), other.read_bytes()
        _put(one, second)
        _put(other, first)


def add_file(folder: Path, outside: Path, random: Random) -> None:
    """A file that belongs to no study, or that SQLite or a writer might take for its own."""
    names = (
        "study.sqlite-mj12345678", "study.yaml.abc.tmp", "study.sqlite.abc.tmp", "harm.pickle", "\x1b[31m",
        "a\nb", "x" * 250, "curves/part-999999.parquet", "curves/part-99999999999999999999.parquet",
        "checkpoints/checkpoint-000099.safetensors", "weights/best-x.safetensors", "weights/final-x.json",
        "weights/best-population-000-000040.v99999999999999999999.safetensors",
        "curves/part-000001.parquet.x.tmp",
        "etilqs_0123456789abcdef", "study.sqlite-wal2", "-journal",
    )  # fmt: skip
    path = folder / random.choice(names)
    if path.parent.is_dir() and not os.path.lexists(path):
        path.write_bytes(random.randbytes(random.choice((0, 8, 512, 5000))))


def measurements(folder: Path, outside: Path, random: Random) -> None:
    """A file of measurements that nobody made."""
    time = {"population": 0, "seconds": 0.1, "spread": 0.1, "evaluation": 0.1, "rounds": 9}
    score = {"trial": 0, "split": "test", "weights": "best", "loss": 0.5, "accuracy": 0.9, "examples": 8}
    for row in (time, score):
        if random.random() < 0.5:
            row[random.choice(sorted(row))] = any_value(random)
    import json

    text = json.dumps({"step_times": [time], "scores": [score]})
    path = folder / "measured.json"
    if not os.path.lexists(path):
        path.write_text(changed_json(text, random) if random.random() < 0.5 else text)


def remove(path: Path) -> None:
    """Take away whatever is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def endless(path: Path) -> None:
    """A file that says that it is huge, with a few bytes in it."""
    with path.open("wb") as file:
        file.write(b"SQLite format 3\0")
        file.truncate(ENDLESS)


def _socket(path: Path) -> None:
    if len(os.fspath(path)) < 100:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.fspath(path))
