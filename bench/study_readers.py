"""What readers cost the writer of a study, and whether any of them ever sees half of a commit.

One process commits chunks of 20 trials; others look at the study again and again, each about once a
second. Stretches with and without readers looking take turns (A B, A B, ...), so that the disk's good and bad
minutes hit both. Every look is checked: what a reader counts must be whole commits, never fewer than before,
and agree with itself.

Aim: no torn read, and at least 95% of the undisturbed commits a second with 50 readers over 2,000 commits.

Usage: python bench/study_readers.py [--readers N] [--commits N] [--pause SECONDS] [--results FOLDER]
"""

from __future__ import annotations

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

import measure
import numpy as np

from trainlab.record import EVALUATION_CURVES, Chunk, Evaluations, Population, StudyInfo, Trial
from trainlab.store import StudyReader, StudyWriter

TRIALS, STEPS, STRETCHES = 20, 5, 10
IDLE, LOOKING, OVER = 0, 1, 2


def planned() -> list[Trial]:
    """The trials of the study."""
    settings = {"learning_rate": 0.1}
    return [Trial(id, settings, 0, 10**6, steps_per_epoch=5, parameters=22) for id in range(TRIALS)]


def chunk(number: int) -> Chunk:
    """The commit of that number: STEPS more steps of every trial, and one evaluation behind them."""
    ids, first, end = np.arange(TRIALS), number * STEPS, (number + 1) * STEPS
    values = np.broadcast_to(np.arange(first, end, dtype=np.float32), (TRIALS, STEPS))
    rows = Evaluations(ids, np.full(TRIALS, end), np.full((TRIALS, len(EVALUATION_CURVES)), float(end)))
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


def poll(folder: Path, flag: mmap.mmap, pause: float, looks: int) -> int:
    """Look while the flag says so, then at every step once; gives the number of looks."""
    reader, seen = StudyReader(folder), 0
    while flag[0] != OVER:
        if flag[0] == LOOKING:
            seen, looks = look(reader, seen), looks + 1
        time.sleep(pause * random.uniform(0.5, 1.5))
    curve = reader.curves("train_loss")
    assert (curve.values == curve.steps).all(), "curves are not what was committed"
    assert len(curve.steps) >= seen, "commits are gone"
    return looks


def fork(task: Callable[[], int]) -> tuple[int, int]:
    """Run a task in a process of its own; gives its number and where it will write what came out."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = 1
    try:
        os.write(writing, str(task()).encode())
        code = 0
    except BaseException as error:
        os.write(writing, f"{type(error).__name__}: {error}"[:2000].encode())
    finally:
        os._exit(code)


def contest(root: Path, readers: int, commits: int, pause: float) -> dict[str, object]:
    """Commit with and without readers in turn, and gather what the readers saw."""
    info = StudyInfo("readers", "2025-01-01T00:00:00", "none", {}, (), {})
    population = Population(0, {}, tuple(range(TRIALS)), TRIALS, 1)
    with mmap.mmap(-1, 1) as flag:
        with StudyWriter.create(root, info, planned(), [population], "data: none\n") as writer:
            folder = writer.folder
        children = [fork(lambda: poll(folder, flag, pause, 0)) for _ in range(readers)]
        seconds: dict[int, list[float]] = {IDLE: [], LOOKING: []}
        try:
            with StudyWriter.open(folder) as writer:
                numbers = iter(range(commits))
                for stretch in range(2 * STRETCHES):
                    flag[0] = stretch % 2
                    time.sleep(2 * pause)
                    for _ in range(commits // (2 * STRETCHES)):
                        made = chunk(next(numbers))
                        begin = time.perf_counter()
                        writer.commit(made)
                        seconds[stretch % 2].append(time.perf_counter() - begin)
        finally:
            flag[0] = OVER
            results = [
                (os.read(pipe, 4096).decode(), os.waitpid(process, 0)[1]) for process, pipe in children
            ]
    problems = [text for text, code in results if code]
    rates = {kind: 1 / statistics.mean(values) for kind, values in seconds.items()}
    return {
        "readers": readers,
        "commits": sum(map(len, seconds.values())),
        "looks": sum(int(text) for text, code in results if not code),
        "torn": problems,
        "commits_a_second_alone": rates[IDLE],
        "commits_a_second_with_readers": rates[LOOKING],
        "share": rates[LOOKING] / rates[IDLE],
        "longest_commit_with_readers": max(seconds[LOOKING]),
    }


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--readers", type=int, default=50, metavar="N")
    parser.add_argument("--commits", type=int, default=2000, metavar="N")
    parser.add_argument("--pause", type=float, default=1.0, metavar="SECONDS", help="between two looks")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="trainlab-readers-") as place:
        found = contest(Path(place), options.readers, options.commits, options.pause)
    measure.print_table("Readers of a growing study", ["", ""], list(found.items()))
    measure.write_results(options.results, "study_readers", ["trainlab"], found)


if __name__ == "__main__":
    main()
