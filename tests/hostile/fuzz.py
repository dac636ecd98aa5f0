"""Feed changed inputs to one reader, and report what it did with them.

    python fuzz.py READER --inputs 200000 --seed 0 --engine seeded --folder FOLDER --report FILE

``seeded`` changes valid inputs, and those that were answered in a new way; ``atheris`` is guided by which
lines of trainlab an input reaches (libFuzzer, https://github.com/google/atheris). An input is a finding if
the reader raises anything but TrainlabError, warns, or takes more than 2 seconds of processor time or 256 MiB
and twice its size. Each is kept in the folder. If the process dies, ``current`` there is what killed it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import signal
import sys
import time
import traceback
import warnings
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))

MAX_SECONDS = 2.0
MAX_MEMORY = 256 << 20
HANGING = 20
"""Seconds of processor time after which an input is taken from the reader."""

QUICK = 0.02
"""Seconds of processor time: what changes start from shall leave time for many."""

MAX_KEPT = 2_000
"""Inputs that were answered in a new way, which changes start from."""


class Hanging(BaseException):
    """An input takes the reader too long."""


def _interrupt(*_: object) -> None:
    raise Hanging


class Watch:
    """Feeds inputs, and counts and keeps what must not happen."""

    def __init__(self, name: str, folder: Path, report: Path) -> None:
        from fuzz_readers import reader

        self.reader = reader(name)
        self.folder, self.report = folder, report
        self.place = folder / "place"
        self.inputs = self.accepted = 0
        self.slowest = self.largest = 0.0
        self.findings: dict[str, str] = {}
        self.answers: set[str] = set()
        self.started = time.monotonic()
        signal.signal(signal.SIGVTALRM, _interrupt)
        self._fresh_place()
        for valid in self.reader.valid:  # what is loaded only once counts for no input
            self.feed(valid)
        self.inputs = self.accepted = 0
        self.slowest = self.largest = 0.0

    def _fresh_place(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(parents=True)

    def feed(self, content: bytes) -> bool:
        """Read one input; whether it was answered in a new way, and quickly enough to start from."""
        self.inputs += 1
        (self.folder / "current").write_bytes(content)
        before = _reset_peak()
        spent = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, HANGING)
        try:
            answer = self._answer(content)
        except Hanging:
            answer = self._found("Hanging", content)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        spent = time.process_time() - spent
        taken = _peak() - before
        self.slowest, self.largest = max(self.slowest, spent), max(self.largest, taken)
        if spent > MAX_SECONDS:
            self._found(f"{spent:.1f} s", content)
        if taken > MAX_MEMORY + 2 * len(content):
            self._found(f"{taken >> 20} MiB", content)
        new = answer not in self.answers
        self.answers.add(answer)
        return new and spent < QUICK

    def _answer(self, content: bytes) -> str:
        from trainlab.errors import LONGEST, TrainlabError

        try:
            self.reader.read(content, self.place)
        except TrainlabError as error:
            sentence = str(error)
            if len(sentence.splitlines()) != 1 or len(sentence) > LONGEST:
                return self._found(f"no sentence: {sentence[:40]}", content)
            return re.sub(r"'.*'|[0-9]+", "", sentence)[:60]
        except Hanging:
            raise
        except BaseException as error:  # a panic of Rust's is no Exception
            place = traceback.extract_tb(error.__traceback__)[-1]
            return self._found(
                f"{type(error).__name__} in {place.name}:{place.lineno}", content, traceback.format_exc()
            )
        self.accepted += 1
        return "accepted"

    def _found(self, what: str, content: bytes, details: str = "") -> str:
        if what not in self.findings:
            kept = self.folder / f"finding-{hashlib.sha256(content).hexdigest()[:12]}"
            kept.write_bytes(content)
            self.findings[what] = f"{kept}\n{details}"
        return what

    def finish(self) -> None:
        """Write the report."""
        seconds = time.monotonic() - self.started
        self.report.write_text(
            json.dumps(
                {
                    "reader": self.reader.name, "inputs": self.inputs, "accepted": self.accepted,
                    "answers": len(self.answers), "seconds": round(seconds, 1),
                    "inputs_per_second": round(self.inputs / seconds),
                    "slowest_seconds": round(self.slowest, 3), "most_MiB": round(self.largest / 2**20, 1),
                    "findings": self.findings,
                }, indent=1,
            )
        )  # fmt: skip


def _reset_peak() -> int:
    """Start measuring the peak of this process's memory anew; what it has now, in bytes."""
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:  # not Linux, or not allowed: then peaks only rise
        pass
    return _peak()


def _peak() -> int:
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) << 10
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def seeded(watch: Watch, inputs: int, seed: int) -> None:
    """Change valid inputs, and such as were answered in a new way."""
    random = Random(seed)
    pool = list(watch.reader.valid)
    first = len(pool)
    while watch.inputs < inputs:
        content = watch.reader.mutated(random.choice(pool), random)
        if watch.feed(content):
            if len(pool) >= MAX_KEPT:
                pool.pop(random.randrange(first, len(pool)))
            pool.append(content)
    watch.finish()


def guided(watch: Watch, inputs: int, seed: int) -> None:
    """Let libFuzzer choose what to change, by the lines of trainlab that inputs reach. Does not return."""
    import atheris

    corpus = watch.folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, valid in enumerate(watch.reader.valid):
        (corpus / str(number)).write_bytes(valid)

    def change(content: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.3:
            return atheris.Mutate(content, min(len(content) + 64, most))
        return watch.reader.mutated(bytes(content), random)[:most]

    def one(content: bytes) -> None:
        watch.feed(bytes(content))
        if watch.inputs >= inputs:
            watch.finish()
            os._exit(0)

    options = [
        f"-seed={seed + 1}", "-max_len=65536", "-rss_limit_mb=0", "-timeout=600", "-verbosity=0",
        f"-artifact_prefix={watch.folder}/",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], one, custom_mutator=change)
    atheris.Fuzz()


def main() -> None:
    """Fuzz the reader that the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("reader")
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engine", choices=("seeded", "atheris"), default="seeded")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--report", type=Path, required=True)
    given = parser.parse_args()
    if given.engine == "atheris":
        import atheris

        with atheris.instrument_imports(  # pyright: ignore[reportAttributeAccessIssue]
            include=["trainlab", "yaml", "zipfile"], enable_loader_override=False
        ):
            pass
    watch = Watch(given.reader, given.folder, given.report)
    warnings.simplefilter("error")
    if given.engine == "atheris":
        guided(watch, given.inputs, given.seed)
    else:
        seeded(watch, given.inputs, given.seed)


if __name__ == "__main__":
    main()
