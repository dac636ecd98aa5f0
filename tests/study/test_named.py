"""``run`` with a name: what goes on, what begins afresh, and that several at once train one study."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import trainlab as tl
from trainlab.errors import ExperimentError, Interrupted, StudyError
from trainlab.experiments import Experiment
from trainlab.store import StudyReader, list_studies
from trainlab.store.folder.lock import says_finished
from trainlab.store.folder.root_lock import one_at_a_time
from trainlab.store.status import can_continue
from trainlab.study import run_experiment
from trainlab.study.running.unfinished import find_made_since, find_named, find_unfinished

ASKED = dict(data="moons", net="2-2-2", steps=4, name="demo", check=False)
EXPERIMENT = Experiment.of(data="moons", net="2-2-2", set={"steps": 4}, name="demo")


class AtOnce(tl.Observer):
    """Stops a study before anything is trained."""

    def compiling(self, done: int, programs: int) -> None:
        raise Interrupted(Path())


class Notes(tl.Observer):
    """Keeps what is said before training."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def noted(self, lines: Sequence[str]) -> None:
        self.lines.extend(lines)


def interrupted(root: Path, **changes: object) -> Path:
    before = set(list_studies(root))
    with pytest.raises(Interrupted):
        tl.run(**{**ASKED, **changes}, root=root, progress=AtOnce())
    [folder] = set(list_studies(root)) - before
    return folder


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    return tl.run(**ASKED, root=tmp_path_factory.mktemp("finished")).folder


@pytest.mark.parametrize("stamp", ["demo-19990101-000000", "demo-20991231-235959", "demo-20991231-235959-7"])
def test_an_unfinished_study_goes_on_whatever_lies_beside_it(tmp_path, finished, stamp):
    """A finished study of the name with a later stamp made every run begin afresh."""
    shutil.copytree(finished, tmp_path / stamp)
    folder = interrupted(tmp_path)
    again = tl.run(**ASKED, root=tmp_path)
    assert again.folder == folder
    assert again.finished
    # Now both are finished: the next is one of its own, and the newest.
    newest = tl.run(**ASKED, root=tmp_path).folder
    assert newest not in (folder, tmp_path / stamp)
    assert tl.open("demo", root=tmp_path).folder == tl.open(root=tmp_path).folder == newest


def test_of_several_unfinished_studies_the_one_that_asks_for_the_same_goes_on(tmp_path):
    same = interrupted(tmp_path)
    other = tmp_path / "demo-20990101-000000"
    interrupted(tmp_path / "elsewhere", steps=5).rename(other)
    assert find_named(tmp_path, EXPERIMENT) == same
    shutil.rmtree(same)
    with pytest.raises(ExperimentError, match="is called demo too, and its experiment differs in set"):
        find_named(tmp_path, EXPERIMENT)
    (other / "study.yaml").write_bytes(b"\xff")
    assert find_named(tmp_path, EXPERIMENT) is None


def test_stamps_are_utc_and_later_than_all_that_are_there(tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")  # 14 hours ahead
    time.tzset()
    try:
        folder = interrupted(tmp_path)
        made = datetime.strptime(folder.name, "demo-%Y%m%d-%H%M%S").replace(tzinfo=UTC)
        assert abs(made - datetime.now(UTC)) < timedelta(minutes=5)
        begun = datetime.fromisoformat(StudyReader(folder).info.created)
        assert begun.utcoffset() == timedelta(0)
        assert abs(begun - datetime.now(UTC)) < timedelta(minutes=5)
    finally:
        monkeypatch.undo()
        time.tzset()
    ahead = folder.with_name("demo-20990101-000000")
    folder.rename(ahead)
    assert interrupted(tmp_path, name="other").name == "other-20990101-000001"
    assert [path.name for path in list_studies(tmp_path)] == ["other-20990101-000001", ahead.name]


def test_what_another_process_was_asked_for_at_the_same_time_is_the_same_study(tmp_path):
    asked = time.time()
    done = tl.run(**ASKED, root=tmp_path)
    assert find_made_since(tmp_path, EXPERIMENT, asked) == done.folder
    notes = Notes()
    again = run_experiment(EXPERIMENT, root=tmp_path, check=False, since=asked, observer=notes)
    assert again.folder == done.folder
    [line] = notes.lines
    assert line.startswith(f"another process has trained the study '{done.folder}' meanwhile")
    assert len(list_studies(tmp_path)) == 1
    later = datetime.fromisoformat(done.info.created).timestamp() + 0.001
    assert find_made_since(tmp_path, EXPERIMENT, later) is None
    assert find_made_since(tmp_path, Experiment.of(data="moons", net="2-2-2", name="demo"), asked) is None
    assert find_made_since(tmp_path, EXPERIMENT.model_copy(update={"name": "Demo"}), asked) is None
    with closing(sqlite3.connect(done.folder / "study.sqlite")) as connection, connection:
        connection.execute("UPDATE study SET created = 'never'")
    assert find_made_since(tmp_path, EXPERIMENT, asked) is None


@pytest.mark.slow
def test_three_at_once_train_one_study(tmp_path):
    line = ("run", "moons", "--net", "2-2-2", "--set", "steps=4", "--name", "demo", "--root", str(tmp_path))
    at_once = [
        subprocess.Popen([sys.executable, "-m", "trainlab", *line], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    errors = [process.communicate(timeout=120)[1] for process in at_once]
    codes = [process.returncode for process in at_once]
    assert len(list_studies(tmp_path)) == 1
    assert 0 in codes
    for code, error in zip(codes, errors, strict=True):
        assert code in (0, 2)
        assert code == 0 or "is being written by process" in error.splitlines()[-1]


def test_one_thread_at_a_time_makes_a_study(tmp_path, monkeypatch):
    entered: list[int] = []

    def make(number: int) -> None:
        with one_at_a_time(tmp_path / "runs"):
            entered.append(number)
            time.sleep(0.02)
            entered.append(number)

    threads = [threading.Thread(target=make, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert entered[::2] == entered[1::2]
    monkeypatch.setattr("trainlab.store.folder.root_lock.PATIENCE", 0.05)
    locked = pytest.raises(StudyError, match="another process has locked the folder")
    with one_at_a_time(tmp_path), locked, one_at_a_time(tmp_path):
        pass


def test_of_finished_studies_none_is_opened(tmp_path, finished, monkeypatch):
    """So a folder of thousands is looked through in a second; resume took 18 for 5,000."""
    for number in range(30):
        shutil.copytree(finished, tmp_path / f"demo-20250101-0000{number:02d}")
    assert says_finished(finished)
    monkeypatch.setattr("trainlab.store.status.ask", None)
    with pytest.raises(StudyError, match="there is nothing to resume"):
        find_unfinished(tmp_path, None)
    monkeypatch.undo()
    # One that an older trainlab wrote says nothing: it is asked.
    old = tmp_path / "demo-20250101-000000"
    (old / "lock").write_bytes(b"")
    assert not can_continue(old)
    unfinished = interrupted(tmp_path)
    assert find_unfinished(tmp_path, None) == unfinished
