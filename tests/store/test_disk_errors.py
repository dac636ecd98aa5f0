"""ENOSPC, EIO and EACCES at every step the store takes on the disk, SQLite's own steps among them.

Each time the deed either says so, naming the study, and leaves the old commit (or the new one, where the
error came after it was safe); or it succeeds, where the step was only tidying up. Done again once there is
room, it succeeds.
"""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from share import EVERY
from sqlite_files import library
from story import DEEDS, Life, Seen, seen_by_reader
from watch import Step, watched

from trainlab.errors import StorageError

reachable = pytest.mark.skipif(library() is None, reason="this Python's SQLite cannot be reached")

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)


class Failing:
    """Fails one step of those that are watched, and all that follow while the disk stays full.

    Args:
        at: number of the step to fail, from 0.
        code: what it fails with.
        lasting: whether later writes fail too, as they do on a full disk.
    """

    def __init__(self, at: int, code: int, lasting: bool) -> None:
        self.at, self.code, self.lasting = at, code, lasting
        self.steps: list[Step] = []
        self.armed = False

    def __call__(self, step: Step) -> None:
        if not self.armed:
            return
        number = len(self.steps)
        self.steps.append(step)
        later = self.lasting and number > self.at and step.kind in ("create", "write", "scratch")
        if number == self.at or later:
            raise OSError(self.code, os.strerror(self.code))


def fail_at(root: Path, deed: int, failing: Failing, seen: list[Seen]) -> bool:
    """Do a deed with a failing disk, check what is left, and do it again; False where no step failed."""
    life, problem = Life(root), None
    with watched(root, failing, lambda step: None):
        if deed:  # within, so that SQLite's files are watched too
            assert life.open_writer
        failing.armed = True
        try:
            DEEDS[deed][1](life)
        except StorageError as error:
            problem = str(error)
        failing.armed = False
    if len(failing.steps) <= failing.at:
        life.close()
        return False
    where = f"{DEEDS[deed][0]}: {failing.steps[failing.at]}: {errno.errorcode[failing.code]}"
    old, new = seen[deed], seen[deed + 1]
    if problem is None:
        assert seen_by_reader(root) == new, f"{where}: it said nothing, and did not do it"
        life.close()
        return True
    assert problem.startswith("could not write '"), f"{where}: {problem}"
    assert str(root) in problem, f"{where}: {problem} names no path"
    assert seen_by_reader(root) in (old, new), f"{where}: half of it is seen"
    if life.writer is not None and failing.at % 2:
        life.close()  # the next writer goes on; otherwise this one does
    DEEDS[deed][1](life)
    life.close()
    assert seen_by_reader(root) == new, f"{where}: done again it is not as it should be"
    return True


@pytest.fixture(scope="module")
def ages(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], list[Seen]]:
    """A copy of the study before each deed, and what is seen of it before the first and after each."""
    place = tmp_path_factory.mktemp("ages")
    root, copies, seen = place / "root", [], [Seen()]
    root.mkdir()
    life = Life(root)
    for number, (_, deed) in enumerate(DEEDS):
        life.close()
        copies.append(shutil.copytree(root, place / str(number)))
        deed(life)
        seen.append(seen_by_reader(root))
    return copies, seen


def cases(every: int) -> Iterator[tuple[int, int, int]]:
    """Deed, step and error: every so many of the steps, by one error in turn; every step, by all of them."""
    for deed in range(len(DEEDS)):
        for step in range(deed % every, 200, every):
            for number, code in enumerate(ERRORS):
                if every == 1 or number == (deed + step // every) % len(ERRORS):
                    yield deed, step, code


def fail_everywhere(ages: tuple[list[Path], list[Seen]], place: Path, every: int) -> int:
    copies, seen = ages
    failed, beyond = 0, set()
    for deed, step, code in cases(every):
        if deed in beyond:
            continue
        root = shutil.copytree(copies[deed], place / "root")
        if fail_at(root, deed, Failing(step, code, lasting=code == errno.ENOSPC), seen):
            failed += 1
        else:
            beyond.add(deed)
        shutil.rmtree(root)
    return failed


@reachable
def test_a_failing_disk_loses_nothing_and_says_so(
    ages: tuple[list[Path], list[Seen]], quick_folder: Path
) -> None:
    assert fail_everywhere(ages, quick_folder, every=7) > 25


@reachable
@pytest.mark.endurance
def test_a_disk_failing_at_every_step_loses_nothing_and_says_so(
    ages: tuple[list[Path], list[Seen]], quick_folder: Path
) -> None:
    assert fail_everywhere(ages, quick_folder, every=EVERY) > 650 // EVERY


@contextmanager
def longest_file(size: int) -> Iterator[None]:
    """No file of this process may grow beyond a size (Python ignores the signal that would end it)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def fill(root: Path, life: Life) -> int:
    """Commit until the disk is full; gives the step of the commit that failed."""
    for first in range(0, 4000, 2):
        before = seen_by_reader(root)
        try:
            life.commit(first)
        except StorageError as error:
            problem = str(error)
            break
    else:
        raise AssertionError("it never got full")
    assert str(root) in problem
    assert seen_by_reader(root) == before
    return first


def test_a_limit_of_the_system_loses_nothing(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.create()
    with longest_file(60_000):
        first = fill(tmp_path, life)
    life.commit(first)
    life.close()


def test_a_disk_that_is_really_full_loses_nothing(tmp_path: Path) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "none", str(tmp_path)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here")
    try:
        life = Life(tmp_path)
        life.create()
        ballast = tmp_path / "ballast"
        ballast.write_bytes(bytes(150_000))
        first = fill(tmp_path, life)
        life.close()  # there is no room even for that
        before = seen_by_reader(tmp_path)
        ballast.unlink()
        life.commit(first)
        assert seen_by_reader(tmp_path) != before
        life.finish()
        life.close()
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)
