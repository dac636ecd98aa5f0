"""What readers cost the writer of a study, and whether any of them ever sees half of a commit.

One process commits chunks of 20 trials; others look at the study again and again, each about once a
second. Stretches take turns, so that the disk's good and bad minutes hit all alike: nobody looks; the others
look at the study; the others look just as often at another study, which nobody writes. That is the control:
what it costs is what so many processes cost on a machine's cores, whatever they read. Every look is checked:
what a reader counts must be whole commits, never fewer than before, and agree with itself.

Aim: no torn read, and at least 95% of the undisturbed commits a second with 50 readers over 2,000 commits.
``processor_ms`` is what a commit took of the writer's own processor time: waiting for a core is not in it.

Usage: python -m evidence.simulations.readers [--readers N] [--commits N] [--pause SECONDS]
It prints what it found as JSON; ``bench/study_readers.py`` prints a table and keeps it.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import random
import signal
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from trainlab.record import Chunk, Evaluations, Population, StudyInfo, Trial
from trainlab.settings import Value
from trainlab.store import StudyReader, StudyWriter
from trainlab.tasks import OF_CLASSES

TRIALS, STEPS, STRETCHES = 20, 5, 10
ALONE, LOOKING, ELSEWHERE, OVER = range(4)
KINDS = {ALONE: "alone", LOOKING: "with_readers", ELSEWHERE: "with_readers_of_another_study"}


def planned() -> list[Trial]:
    """The trials of the study."""
    settings: dict[str, Value] = {"learning_rate": 0.1}
    return [Trial(id, settings, 0, 10**6, steps_per_epoch=5, parameters=22) for id in range(TRIALS)]


def chunk(number: int) -> Chunk:
    """The commit of that number: STEPS more steps of every trial, and one evaluation behind them."""
    ids, first, end = np.arange(TRIALS), number * STEPS, (number + 1) * STEPS
    values = np.broadcast_to(np.arange(first, end, dtype=np.float32), (TRIALS, STEPS))
    rows = Evaluations(ids, np.full(TRIALS, end), np.full((TRIALS, len(OF_CLASSES)), float(end)))
    progress = tuple(replace(trial, status="running", steps=end) for trial in planned())
    return Chunk(ids, first, {"train_loss": values}, np.full(TRIALS, STEPS), rows, progress)


def look(reader: StudyReader, before: int) -> int:
    """Look once; gives the steps seen.

    Raises:
        AssertionError: half a commit is seen, or fewer than before.
    """
    (early,) = {trial.steps for trial in reader.trials()}
    curve = reader.curves("validation_loss")
    (late,) = {trial.steps for trial in reader.trials()}
    evaluated = len(curve.steps) * STEPS
    assert before <= early <= late, f"{before} steps, then {early}, then {late}"
    assert early % STEPS == 0, f"{early} steps are no whole commits"
    assert early <= evaluated <= late, f"{evaluated} steps are evaluated at {early} to {late}"
    assert (curve.values == curve.steps).all(), "a row of another commit, or none"
    return late


class Looks:
    """Looks at a study, as often as they are called for, and what they took."""

    def __init__(self, folder: Path) -> None:
        self.reader, self.seen = StudyReader(folder), 0
        self.number, self.seconds = 0, 0.0

    def look(self) -> None:
        """Look once more."""
        begin = time.process_time()
        self.seen = look(self.reader, self.seen)
        self.number, self.seconds = self.number + 1, self.seconds + time.process_time() - begin


def poll(folders: dict[int, Path], flag: mmap.mmap, pause: float) -> dict[int, tuple[int, float]]:
    """Look at the study the flag says, then at all of the growing one; gives looks and their seconds."""
    looks = {kind: Looks(folder) for kind, folder in folders.items()}
    while flag[0] != OVER:
        if flag[0] in looks:
            looks[flag[0]].look()
        time.sleep(pause * random.uniform(0.5, 1.5))
    curve = StudyReader(folders[LOOKING]).curves("train_loss")
    assert (curve.values == curve.steps).all(), "curves are not what was committed"
    assert len(curve.steps) >= looks[LOOKING].seen, "commits are gone"
    return {kind: (of.number, of.seconds) for kind, of in looks.items()}


def fork(task: Callable[[], object]) -> tuple[int, int]:
    """Run a task in a process of its own; gives its number and where it will write what came out."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = 1
    try:
        os.write(writing, json.dumps(task()).encode())
        code = 0
    except BaseException as error:
        os.write(writing, f"{type(error).__name__}: {error}"[:2000].encode())
    finally:
        os._exit(code)


def new_study(root: Path) -> StudyWriter:
    """A study whose training has not begun."""
    info = StudyInfo("readers", "2025-01-01T00:00:00", "none", {}, (), {})
    population = Population(0, {}, tuple(range(TRIALS)), TRIALS, 1)
    return StudyWriter.create(root, info, planned(), [population], "data: none\n")


def contest(root: Path, readers: int, commits: int, pause: float) -> dict[str, object]:
    """Commit alone, with readers and with readers of another study in turn, and gather what they saw."""
    each = commits // (len(KINDS) * STRETCHES)
    with new_study(root) as writer:
        folders = {LOOKING: writer.folder}
    with new_study(root) as writer:
        folders[ELSEWHERE] = writer.folder
        for number in range(each * STRETCHES):
            writer.commit(chunk(number))
    seconds: dict[int, list[float]] = {kind: [] for kind in KINDS}
    processor = dict.fromkeys(KINDS, 0.0)
    log, longest_log = folders[LOOKING] / "study.sqlite-wal", 0
    with mmap.mmap(-1, 1) as flag:
        children = [fork(lambda: poll(folders, flag, pause)) for _ in range(readers)]
        try:
            with StudyWriter.open(folders[LOOKING]) as writer:
                numbers = iter(range(commits))
                for kind in [*KINDS] * STRETCHES:
                    flag[0] = kind
                    time.sleep(2 * pause)
                    before = time.process_time()
                    for _ in range(each):
                        made = chunk(next(numbers))
                        begin = time.perf_counter()
                        writer.commit(made)
                        seconds[kind].append(time.perf_counter() - begin)
                    processor[kind] += time.process_time() - before
                    longest_log = max(longest_log, log.stat().st_size)
        finally:
            flag[0] = OVER
            results = [
                (os.read(pipe, 4096).decode(), os.waitpid(process, 0)[1]) for process, pipe in children
            ]
    told = [json.loads(text) for text, code in results if not code]
    looks = {kind: [tuple(of[str(kind)]) for of in told] for kind in folders}
    rates = {kind: 1 / statistics.mean(values) for kind, values in seconds.items()}
    return {
        "readers": readers,
        "commits": sum(map(len, seconds.values())),
        "torn": [text for text, code in results if code],
        "looks": sum(number for number, _ in looks[LOOKING]),
        "looks_at_another_study": sum(number for number, _ in looks[ELSEWHERE]),
        **{f"commits_a_second_{KINDS[kind]}": rate for kind, rate in rates.items()},
        "share": rates[LOOKING] / rates[ALONE],
        "share_with_readers_of_another_study": rates[ELSEWHERE] / rates[ALONE],
        **{f"processor_ms_{KINDS[kind]}": 1e3 * processor[kind] / len(seconds[kind]) for kind in KINDS},
        "processor_ms_of_a_look": _milliseconds(looks[LOOKING]),
        "processor_ms_of_a_look_at_another_study": _milliseconds(looks[ELSEWHERE]),
        "longest_commit_with_readers": max(seconds[LOOKING]),
        "longest_log_MiB": longest_log / 2**20,
        "cores": os.cpu_count(),
    }


def _milliseconds(looks: list[tuple[int, float]]) -> float:
    return 1e3 * sum(seconds for _, seconds in looks) / max(1, sum(number for number, _ in looks))


def contest_options(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Add the options of a contest to those of a command."""
    parser.add_argument("--readers", type=int, default=50, metavar="N")
    parser.add_argument("--commits", type=int, default=2000, metavar="N")
    parser.add_argument("--pause", type=float, default=1.0, metavar="SECONDS", help="between two looks")
    return parser


def hold_contest(options: argparse.Namespace) -> dict[str, object]:
    """Hold the contest that options ask for, in a folder that is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="trainlab-readers-") as place:
        return contest(Path(place), options.readers, options.commits, options.pause)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    print(json.dumps(hold_contest(contest_options(parser).parse_args())))


if __name__ == "__main__":
    main()
