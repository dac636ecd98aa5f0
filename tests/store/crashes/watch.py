"""Every step by which the store changes the disk, in order: its own, and those of SQLite under it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlite_files import WatchedFiles

from trainlab.files import disk


@dataclass(frozen=True)
class Step:
    """One call that changes the disk.

    Attributes:
        kind: create, write, truncate, sync, rename, remove, make_folder or sync_folder.
        path: of the file or folder, from the folder that is watched.
        offset, content: of a write.
        size: of a truncation.
        target: of a renaming.
        named: after this sync the file's name is on the disk too, as SQLite sees to.
    """

    kind: str
    path: str
    offset: int = 0
    content: bytes = b""
    size: int = 0
    target: str = ""
    named: bool = False

    def __str__(self) -> str:
        size = f" {len(self.content)} at {self.offset}" if self.kind == "write" else ""
        return f"{self.kind} {self.path}{size}{' to ' + self.target if self.target else ''}"


Told = Callable[[Step], None]


@contextmanager
def watched(folder: Path, before: Told, after: Told) -> Iterator[None]:
    """Tell of each step in a folder, before and after it; what ``before`` raises, the step fails with."""
    real = {name: getattr(disk, name) for name in STEPS}
    paths: dict[int, tuple[str, int]] = {}
    base = os.path.realpath(folder)

    def inside(path: os.PathLike[str] | str) -> str:
        return os.path.relpath(os.path.realpath(os.path.dirname(path)) + "/" + os.path.basename(path), base)

    def told(call: Callable[[], object], step: Step) -> object:
        before(step)
        result = call()
        after(step)
        return result

    def create(path: Path, mode: int) -> object:
        descriptor = told(lambda: real["create"](path, mode), Step("create", inside(path)))
        paths[descriptor] = (inside(path), 0)
        return descriptor

    def write(descriptor: int, content: memoryview) -> None:
        if descriptor not in paths:  # the file of the lock, which holds nothing that counts
            real["write"](descriptor, content)
            return
        path, offset = paths[descriptor]
        told(lambda: real["write"](descriptor, content), Step("write", path, offset, bytes(content)))
        paths[descriptor] = (path, offset + len(content))

    def sync(descriptor: int) -> None:
        told(lambda: real["sync"](descriptor), Step("sync", paths[descriptor][0]))

    def close(descriptor: int) -> None:
        path, _ = paths.pop(descriptor)
        told(lambda: real["close"](descriptor), Step("close", path))

    def rename(source: Path, target: Path) -> None:
        told(lambda: real["rename"](source, target), Step("rename", inside(source), target=inside(target)))

    def write_at(descriptor: int, content: memoryview, offset: int) -> None:
        told(lambda: real["write_at"](descriptor, content, offset), Step("scratch", ""))

    def of_path(name: str) -> Callable[[Path], None]:
        def call(path: Path) -> None:
            told(lambda: real[name](path), Step(name, inside(path)))

        return call

    def of_sqlite(tell: Told) -> Callable[..., None]:
        def call(kind: str, path: str, **what: Any) -> None:
            synced = what.pop("sync", False)
            tell(Step(kind, inside(path), **what))  # type: ignore[arg-type]
            if synced:
                tell(Step("sync_folder", os.path.dirname(inside(path)) or "."))

        return call

    replaced = {
        "create": create, "write": write, "write_at": write_at, "sync": sync, "close": close,
        "rename": rename,
        **{name: of_path(name) for name in ("remove", "make_folder", "sync_folder")},
    }  # fmt: skip
    with patch.dict(vars(disk), replaced), WatchedFiles(of_sqlite(before), of_sqlite(after)):
        yield


STEPS = ("create", "write", "write_at", "sync", "close", "sync_folder", "rename", "remove", "make_folder")
