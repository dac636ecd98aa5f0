from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

# What compares studies lies beside the tests that share it and is no test module.
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(1, str(Path(__file__).parent.parent / "hostile"))  # studies.seeds

import trainlab as tl
from trainlab.scale.executors import local
from trainlab.scale.programs.compile import Compiler

# Two programs of eight trials, in two blocks each. Some diverge, some stop early, some are short and leave.
ARGUMENTS = (
    *("run", "moons", "--net", "2-4-2", "--name", "demo"),
    *(
        "--set",
        "optimizer=adam",
        "dropout=0.1",
        "eval_every=40",
        "early_stopping=train_loss",
        "patience=2",
        "check_every=30",
    ),
    *("--vary", "batch_size=50,100"),
    *("--pair", "learning_rate=0.001,1e30,0.1,0.01", "steps=320,320,320,80", "--seeds", "2"),
)
"""A study with all that can happen to a trial, as the command line has it."""


@dataclass
class Process:
    """A process of the command line, begun at some time."""

    zygote: Zygote
    pid: int
    folder: Path
    begin: float

    def signal_at(self, second: float, number: int) -> None:
        """Send a signal so many seconds after the beginning, if it still runs then."""
        time.sleep(max(0.0, self.begin + second - time.perf_counter()))
        os.kill(self.pid, number)

    def wait(self) -> int:
        """Its exit code, once it has ended and nothing of its session is left."""
        code = self.zygote.ask({"wait": self.pid})
        with pytest.raises(ProcessLookupError):
            os.killpg(self.pid, 0)
        return code

    @property
    def out(self) -> str:
        return (self.folder / "out").read_text()

    @property
    def err(self) -> str:
        return (self.folder / "err").read_text()

    @property
    def chunks(self) -> int:
        """Chunks that were handed to be committed."""
        path = self.folder / "chunks"
        return path.stat().st_size if path.exists() else 0

    @property
    def studies(self) -> list[Path]:
        """The folders under ``runs``."""
        root = self.folder / "runs"
        return sorted(root.iterdir()) if root.exists() else []


class Zygote:
    """Starts processes of the command line; see zygote.py."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("zygote.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, request: dict[str, object]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def start(self, folder: Path, arguments: Sequence[str] = ARGUMENTS) -> Process:
        folder.mkdir(parents=True, exist_ok=True)
        begin = time.perf_counter()
        return Process(self, self.ask({"start": list(arguments), "folder": str(folder)}), folder, begin)

    def close(self) -> None:
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """Starts processes of the command line."""
    made = Zygote()
    yield made
    made.close()


@dataclass(frozen=True)
class Whole:
    """A study that nothing disturbed, and the seconds of the process that made it."""

    study: tl.Study
    seconds: float
    chunks: int


@pytest.fixture(scope="session")
def whole(zygote, tmp_path_factory) -> Whole:
    """The study, made by a process in peace; twice, so that the time is that of known programs."""
    for name in ("first", "second"):
        process = zygote.start(tmp_path_factory.mktemp(name))
        assert process.wait() == 0, process.err
    seconds = time.perf_counter() - process.begin
    [folder] = process.studies
    return Whole(tl.open(folder), seconds, process.chunks)


@pytest.fixture
def compiled_once(monkeypatch) -> None:
    """Programs are compiled for the first of many studies."""
    compiler = Compiler()
    monkeypatch.setattr(compiler, "close", lambda: None)
    monkeypatch.setattr(local, "Compiler", lambda: compiler)
