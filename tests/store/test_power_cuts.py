"""A failpoint before and after every write, sync and renaming: what is found there is the old commit or the
new one.

A study's life is lived once, with every step it takes on the disk written down, SQLite's own among them.
Then, for every moment in between, the disks are made that a crash or a power cut at that moment may leave,
and each is opened, gone on with, and opened again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from disk_model import Disk
from share import EVERY
from sqlite_files import library
from story import DEEDS, NAME, TRIALS, Life, Seen, seen_by_reader, seen_by_writer, strays
from watch import Step, watched

from trainlab.record import Chunk, Evaluations
from trainlab.store import StudyReader, StudyWriter

pytestmark = pytest.mark.skipif(
    library() is None, reason="this Python's SQLite cannot be reached from outside"
)


@dataclass(frozen=True)
class Lived:
    """A life written down.

    Attributes:
        steps: every step, with the number of the deed it belongs to.
        seen: what a reader and a writer saw before the first deed and after each.
    """

    steps: list[tuple[int, Step]]
    seen: list[tuple[Seen, Seen]]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    root = tmp_path_factory.mktemp("lived")
    steps: list[tuple[int, Step]] = []
    seen = [(Seen(), Seen())]
    number = 0
    life = Life(root)
    with watched(root, lambda step: None, lambda step: steps.append((number, step))):
        for number, (_, deed) in enumerate(DEEDS):  # noqa: B007 (the steps' deed)
            deed(life)
            known = seen_by_writer(life.writer) if life.writer else seen[-1][1]
            seen.append((seen_by_reader(root), known))
    return Lived(steps, seen)


def moments(lived: Lived) -> Iterator[tuple[str, Disk, Step | None, list[tuple[Seen, Seen]]]]:
    """Before each step, while it is made, and after each deed: the disk, and what may be seen of it."""
    disk, last = Disk(), 0
    for deed, step in lived.steps:
        if deed != last:
            yield f"after {DEEDS[last][0]}", disk, None, [lived.seen[last + 1]]
            last = deed
        yield f"{DEEDS[deed][0]}: before {step}", disk, step, lived.seen[deed : deed + 2]
        disk.apply(step)
    yield f"after {DEEDS[last][0]}", disk, None, [lived.seen[-1]]


def more() -> Chunk:
    """A commit that fits behind every other."""
    rows = Evaluations(np.array([0]), np.array([90]), np.zeros((1, 4)))
    curves = {"train_loss": np.array([[42.0]], np.float32)}
    return Chunk(np.array([0]), 90, curves, np.array([1]), rows, progress=())


def check(root: Path, allowed: list[tuple[Seen, Seen]]) -> None:
    """Open what a crash left, go on with it, open it again."""
    read = seen_by_reader(root)
    assert read in [reader for reader, _ in allowed], "half a commit is seen"
    if read == Seen():
        Life(root).create()
        return
    folder = root / NAME
    with StudyWriter.open(folder) as writer:
        assert (seen_by_reader(root), seen_by_writer(writer)) in allowed, (
            "the next writer sees something else"
        )
        assert strays(folder, writer) == []
        writer.commit(more())
    assert StudyReader(folder).curves("train_loss", [0]).steps[-1] == 90
    with StudyWriter.open(folder) as writer:
        assert seen_by_writer(writer) in [known for _, known in allowed]
    old, new = allowed[0][0].content, StudyReader(folder)
    if old is not None:
        for trial in TRIALS:
            assert new.trials()[trial].settings == old[2][trial].settings


def check_all(lived: Lived, place: Path, every: int, all_causes: bool) -> int:
    """Check what every so many of the moments leave, by one of its causes in turn or by all."""
    done: set[int] = set()
    for number, (moment, disk, step, allowed) in enumerate(moments(lived)):
        if number % every:
            continue
        states = list(disk.states(step).items())
        for cause, state in states if all_causes else [states[number // every % len(states)]]:
            files, folders = tuple(sorted(state.files.items())), tuple(sorted(state.folders))
            key = hash((files, folders, *map(id, allowed)))
            if key in done:
                continue
            done.add(key)
            root = place / str(len(done))
            root.mkdir()
            state.lay_out(root)
            try:
                check(root, allowed)
            except Exception as error:
                raise AssertionError(f"{moment}; {cause}: {error}") from error
    return len(done)


def test_a_crash_finds_the_old_commit_or_the_new_one(lived: Lived, quick_folder: Path) -> None:
    assert check_all(lived, quick_folder, every=11, all_causes=False) > 20


@pytest.mark.endurance
def test_a_crash_at_every_step_finds_the_old_commit_or_the_new_one(lived: Lived, quick_folder: Path) -> None:
    assert check_all(lived, quick_folder, every=EVERY, all_causes=True) > 450 // EVERY
