"""Studies as event files: all of a real study, followed while it grows, and what is never touched."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

import trainlab as tl
from trainlab.errors import StorageError, StudyError
from trainlab.record import Chunk, Evaluations, Population, StudyInfo, Trial
from trainlab.store import StudyWriter
from trainlab.study.answers import tensorboard
from trainlab.tasks import OF_CLASSES


def points_of(run: Path) -> dict[str, list[tuple[int, float]]]:
    """Tag -> steps and values of a run's scalars, as TensorBoard's own reader has them."""
    found: dict[str, list[tuple[int, float]]] = {}
    for path in run.glob("*tfevents*"):
        for event in EventFileLoader(str(path)).Load():
            for value in event.summary.value:
                if value.metadata.plugin_data.plugin_name == "scalars":
                    found.setdefault(value.tag, []).append((event.step, value.tensor.float_val[0]))
    return found


def snapshot(folder: Path) -> dict[Path, tuple[int, bytes]]:
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()
    }


def test_every_point_of_every_curve_of_a_study_is_written(study, tmp_path):
    before = snapshot(study.folder)
    assert study.tensorboard(tmp_path / "logdir") == tmp_path / "logdir"
    assert snapshot(study.folder) == before
    for name in study.curve_names:
        curves = study.recorded(name)
        for row, id in enumerate(curves.trials.tolist()):
            steps, values = curves.row(row)
            written = points_of(tmp_path / "logdir" / study.folder.name / str(id))[name]
            assert [step for step, _ in written] == steps.tolist()
            wanted = values.astype(np.float32)
            assert np.array_equal(
                np.array([value for _, value in written], np.float32), wanted, equal_nan=True
            )


def test_several_studies_lie_side_by_side(study, arrays_study, tmp_path):
    tl.tensorboard(study, arrays_study, logdir=tmp_path)
    runs = {folder.name: len(list(folder.glob("[0-9]*"))) for folder in tmp_path.iterdir() if folder.is_dir()}
    assert runs == {study.folder.name: len(study), arrays_study.folder.name: len(arrays_study)}
    study.tensorboard(tmp_path)  # again: replaced, and the other is left
    assert all(
        len(list(run.glob("*tfevents*"))) == 1 for run in (tmp_path / study.folder.name).glob("[0-9]*")
    )
    assert len(list(tmp_path.glob("*tfevents*"))) == 1


def test_nothing_is_written_into_a_study(study, tmp_path):
    before = snapshot(study.folder)
    for logdir in (study.folder.parent, study.folder, study.folder / "curves" / "deeper"):
        with pytest.raises(
            StudyError, match="is a study, and none is ever written into: choose another folder"
        ):
            study.tensorboard(logdir)
    assert snapshot(study.folder) == before


def test_mistakes_are_one_sentence(study, tmp_path):
    with pytest.raises(StudyError, match="name a study, such as tl"):
        tl.tensorboard(logdir=tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(StudyError, match="is not a folder"):
        study.tensorboard(tmp_path / "file")
    with pytest.raises(StorageError, match="could not write"):
        study.tensorboard(Path("/proc/trainlab"))


class Growing:
    """A study that is written between the looks of who follows it."""

    def __init__(self, root: Path, name: str = "growing") -> None:
        self.trials = [Trial(id, {"net": "2-4-2", "learning_rate": 0.1}, 0, 100, 10, 22) for id in range(2)]
        self.info = StudyInfo(name, "2026-11-30T10:00:00+00:00", "moons", {"classes": 2, "train": 90}, (), {})
        population = Population(0, {"net": "2-4-2"}, (0, 1), 2, 1)
        self.writer = StudyWriter.create(root, self.info, self.trials, [population], "data: moons\n")
        self.step = 0

    def train(self, steps: int, evaluate: bool = False, over: bool = False) -> None:
        made = np.arange(self.step, self.step + steps, dtype=np.float32)
        self.step += steps
        status = "done" if over else "running"
        self.trials = [replace(trial, steps=self.step, status=status) for trial in self.trials]
        ids = np.array([0, 1])
        shape = (2 if evaluate else 0, len(OF_CLASSES))
        at = ids[: shape[0]]
        evaluations = Evaluations(at, np.full(len(at), self.step), np.full(shape, 0.5))
        curves = {"train_loss": np.tile(1 / (1 + made), (2, 1))}
        chunk = Chunk(ids, self.step - steps, curves, np.full(2, steps), evaluations, tuple(self.trials))
        self.writer.commit(chunk, {"compile": 1.0, "train": float(self.step)})

    def finish(self) -> None:
        self.train(1, evaluate=True, over=True)
        self.writer.finish(self.info)
        self.writer.close()


@pytest.fixture
def impatient(monkeypatch) -> None:
    for name in ("EVERY_SECONDS", "AWAY_SECONDS", "_TICK"):
        monkeypatch.setattr(tensorboard, name, 0.0)
    monkeypatch.setattr(tensorboard, "SHARE", 1.0)


def follow(folder: Path, logdir: Path, *acts: Callable[[], object]) -> list[tensorboard.Written]:
    """Follow a study; before each further look it does one thing, until it is finished or none is left."""
    left, seen = list(acts), []

    def stopping() -> bool:
        if not left:
            return True
        left.pop(0)()
        return False

    tl.tensorboard(tl.open(folder), logdir=logdir, follow=True, told=seen.append, stopping=stopping)
    return seen


def test_a_study_that_trains_is_followed_to_its_end(tmp_path, impatient):
    growing = Growing(tmp_path / "runs")
    seen = follow(
        growing.writer.folder, tmp_path / "logdir",
        lambda: growing.train(10, evaluate=True), lambda: None, lambda: growing.train(20), growing.finish,
        lambda: pytest.fail("it is finished"),
    )  # fmt: skip
    assert [(one.runs, one.finished) for one in seen] == [(0, False), (2, False), (2, False), (2, True)]
    for id in (0, 1):
        points = points_of(tmp_path / "logdir" / growing.writer.folder.name / str(id))
        assert [step for step, _ in points["train_loss"]] == list(range(31))
        assert [step for step, _ in points["validation_loss"]] == [10, 31]


def test_following_ends_when_it_is_asked_to(tmp_path, impatient):
    growing = Growing(tmp_path / "runs")
    growing.train(10)
    seen = follow(growing.writer.folder, tmp_path / "logdir", lambda: growing.train(5))
    growing.writer.close()
    assert not seen[-1].finished
    assert len(points_of(tmp_path / "logdir" / growing.writer.folder.name / "1")["train_loss"]) == 15


def test_a_study_that_is_resumed_meanwhile_goes_on(tmp_path, impatient):
    growing = Growing(tmp_path / "runs")
    growing.train(10)
    folder = growing.writer.folder

    def resume() -> None:
        growing.writer.close()
        growing.writer = StudyWriter.open(folder)
        growing.train(7)

    follow(folder, tmp_path / "logdir", resume, growing.finish)
    assert len(points_of(tmp_path / "logdir" / folder.name / "0")["train_loss"]) == 18


def test_another_study_in_its_place_is_written_anew(tmp_path, impatient):
    growing = Growing(tmp_path / "runs")
    growing.train(10)
    folder = growing.writer.folder
    other = Growing(tmp_path / "others")
    other.train(3)

    def replace_it() -> None:
        growing.writer.close()
        other.finish()
        shutil.rmtree(folder)
        shutil.move(other.writer.folder, folder)

    seen = follow(folder, tmp_path / "logdir", replace_it)
    assert seen[-1].again
    assert seen[-1].finished
    assert len(points_of(tmp_path / "logdir" / folder.name / "0")["train_loss"]) == 4


def test_a_study_that_is_gone_is_said_to_be(tmp_path, impatient):
    growing = Growing(tmp_path / "runs")
    growing.train(10)
    growing.writer.close()
    folder = growing.writer.folder
    with pytest.raises(StudyError, match="is gone; what was written of it stays"):
        follow(folder, tmp_path / "logdir", lambda: shutil.rmtree(folder), lambda: None)
    assert len(points_of(tmp_path / "logdir" / folder.name / "0")["train_loss"]) == 10


def test_a_study_of_the_same_name_from_elsewhere_is_not_mixed_in(tmp_path):
    one, other = Growing(tmp_path / "a"), Growing(tmp_path / "b")
    other.writer.describe(replace(other.info, created="2026-11-30T10:00:01+00:00"))
    for growing in (one, other):
        growing.writer.close()
    tl.open(one.writer.folder).tensorboard(tmp_path / "logdir")
    with pytest.raises(StudyError, match="holds the events of another study"):
        tl.open(other.writer.folder).tensorboard(tmp_path / "logdir")
