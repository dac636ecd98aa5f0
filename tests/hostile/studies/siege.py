"""Changing studies and opening them, one after the other, and telling what must not happen."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from studies.changes import apply
from studies.doors import WRITES
from studies.eyes import Eyes

MAX_SECONDS = 2.0
MAX_BYTES = 256 << 20
HANGING = 600
"""Seconds without an answer after which the process is ended; it may have to share its core with many."""

OWNED = re.compile(r"attributes: .*/study\.sqlite-(wal|shm|journal)")
"""Opening these as root, SQLite gives them the owner of the database, who has them already."""

DEAR = b"dear to somebody"


class Siege:
    """A place with a copy of a study, files that are none of its business, and a process that opens it.

    Args:
        place: an empty folder.
        seeds: the studies, by name.
    """

    def __init__(self, place: Path, seeds: dict[str, Path]) -> None:
        self.seeds = seeds
        self.place, self.outside, self.scratch = place, place / "outside", place / "scratch"
        self.root = place / "runs"
        self.opened, self.seconds, self.bytes = 0, 0.0, 0
        self.answer: dict[str, Any] = {}
        self.scratch.mkdir()
        self._make_outside()
        self._inner, self._outer, self._process = Eyes(), Eyes(), None

    def open(self, seed: str, changes: list[tuple[str, int]], door: str) -> list[str]:
        """Change a copy of a study, open it, and tell what went wrong: nothing, if all is well."""
        folder = self.fresh(seed)
        apply(changes, folder, self.outside)
        return self.watch(folder, door)

    def watch(self, folder: Path, door: str) -> list[str]:
        """Open a study that lies in the place."""
        self._begin(folder)
        answer = self._ask(folder, door)
        self.opened += 1
        # A writer that takes a hard link away changes how many links the file has, and nothing else of it.
        unlinked = f"attributes: {self.outside / 'victim'}" if door in WRITES else ""
        touched = (event for event in self._outer.events() if event.rstrip("/") != unlinked)
        wrong = [f"touched outside, {event}" for event in sorted(touched)]
        wrong += [f"wrong outside: {problem}" for problem in self._damage_outside()]
        if door not in WRITES:
            wrong += [
                f"written, {event}" for event in sorted(self._inner.events()) if not OWNED.fullmatch(event)
            ]
        wrong += [f"left behind: {path.name}" for path in self.scratch.iterdir()]
        if answer is None:
            return [*wrong, "no answer: it hung, or the process died"]
        self.seconds, self.bytes = max(self.seconds, answer["seconds"]), max(self.bytes, answer["bytes"])
        wrong += [f"python: {event}" for event in answer["events"]]
        if answer["traceback"]:
            wrong.append(answer["traceback"])
        if answer["sentence"] and "Traceback" in answer["sentence"]:
            wrong.append(answer["sentence"])
        if answer["seconds"] > MAX_SECONDS:
            wrong.append(f"took {answer['seconds']:.1f} s")
        if answer["bytes"] > MAX_BYTES:
            wrong.append(f"took {answer['bytes'] >> 20} MiB")
        self.answer = answer
        return wrong

    def close(self) -> None:
        """End the process."""
        self._inner.close()
        self._outer.close()
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _make_outside(self) -> None:
        (self.outside / "folder").mkdir(parents=True)
        (self.outside / "victim").write_bytes(DEAR)
        (self.outside / "folder" / "victim").write_bytes(DEAR)
        os.mkfifo(self.outside / "pipe")

    def _damage_outside(self) -> list[str]:
        found = sorted(str(path.relative_to(self.outside)) for path in self.outside.rglob("*"))
        if found != ["folder", "folder/victim", "pipe", "victim"]:
            return [f"there is {found}"]
        victims = (self.outside / "victim", self.outside / "folder" / "victim")
        return [f"{path} changed" for path in victims if path.read_bytes() != DEAR]

    def fresh(self, seed: str) -> Path:
        """A copy of a study, in the place of the last one."""
        shutil.rmtree(self.root, ignore_errors=True)
        if self._damage_outside():
            shutil.rmtree(self.outside)
            self._make_outside()
        folder = self.root / self.seeds[seed].name
        shutil.copytree(self.seeds[seed], folder)
        return folder

    def _begin(self, folder: Path) -> None:
        if self._process is None:
            self._process = self._start()
        self._inner.look_at([path for path in (folder, *folder.rglob("*")) if _is_folder(path)])
        self._outer.look_at([self.outside / "victim"], [self.outside, self.outside / "folder"])

    def _start(self) -> subprocess.Popen[str]:
        warm = self.place / "warm" / "seed-20250101-000000"
        if not warm.exists():
            shutil.copytree(self.seeds["finished"], warm)
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("worker.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=self.place,
            env=os.environ | {"TMPDIR": str(self.scratch), "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        self._process = process
        if self._ask(warm, "") is None:
            raise RuntimeError("the process that opens studies did not start")
        for path in self.scratch.iterdir():  # caches of libraries
            shutil.rmtree(path, ignore_errors=True)
        return process

    def _ask(self, folder: Path, door: str) -> dict[str, Any] | None:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps({"folder": str(folder), "door": door}) + "\n")
            process.stdin.flush()
            ready, _, _ = select.select([process.stdout], [], [], HANGING)
            line = process.stdout.readline() if ready else ""
        except BrokenPipeError:
            line = ""
        if line:
            return json.loads(line)
        process.kill()
        process.communicate()
        self._process = None
        for path in self.scratch.iterdir():
            shutil.rmtree(path, ignore_errors=True)
        return None


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()
