"""A study's event files, as TensorBoard's own reader has them: written at once, in blocks, as it grows."""

from dataclasses import replace

import numpy as np
import pytest

from trainlab.event_files import study_events
from trainlab.event_files.hparams import END_TAG, START_TAG
from trainlab.event_files.study_events import StudyEvents
from trainlab.record import Finding


def losses(first: int, last: int) -> list[tuple[int, float]]:
    return [(step, 1 / (1 + step)) for step in range(first, last)]


def values(points):
    return [(step, pytest.approx(value)) for step, value in points]


def without_times(points):
    return {tag: [(step, value) for step, value, _ in of] for tag, of in points.items()}


def test_every_curve_of_every_trial_is_there_with_its_settings(made, tmp_path, scalars_of, hparams_of):
    made.add(settings={"net": "2-4-2", "learning_rate": 0.1, "nesterov": True})
    made.add(population=1)
    made.train(0, "train_loss", losses(0, 200), steps=200, status="done")
    made.train(1, "train_loss", [(0, 1.0), (1, float("nan"))], steps=2, status="diverged", diverged_at=1)
    made.train(0, "gradient_norm.hidden1", [(0, 2.0), (150, 3.0)])
    StudyEvents(tmp_path).write(made.look())
    assert without_times(scalars_of(tmp_path / "0")) == {
        "train_loss": values(losses(0, 200)), "gradient_norm/hidden1": [(0, 2.0), (150, 3.0)],
        "facts/parameters": [(200, 22.0)],
    }  # fmt: skip
    (_, first), (step, value) = without_times(scalars_of(tmp_path / "1"))["train_loss"]
    assert first == 1.0
    assert step == 1
    assert np.isnan(value)
    told = hparams_of(tmp_path / "0")
    assert told[START_TAG].session_start_info.hparams["nesterov"].bool_value
    assert told[START_TAG].session_start_info.hparams["data"].string_value == "moons"
    assert told[END_TAG].session_end_info.status == 1
    assert hparams_of(tmp_path / "1")[END_TAG].session_end_info.status == 2


def test_the_best_checkpoint_is_a_point_of_its_own(made, tmp_path, scalars_of):
    made.add(
        status="done", steps=50, best_step=20, best={"validation_loss": 0.25}, final={"validation_loss": 1}
    )
    StudyEvents(tmp_path).write(made.look())
    assert without_times(scalars_of(tmp_path / "0"))["best/validation_loss"] == [(20, 0.25)]


def test_a_trial_that_has_not_begun_has_no_run(made, tmp_path):
    made.add(status="planned")
    events = StudyEvents(tmp_path)
    events.write(made.look())
    assert events.runs == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("read", "write"), [(1, 1), (150, 64), (10**6, 130)])
def test_the_size_of_blocks_changes_nothing(made, tmp_path, scalars_of, monkeypatch, read, write):
    for id in range(6):
        made.add(population=id % 2)
        made.train(id, "train_loss", losses(0, 20 * id), steps=20 * id)
        made.train(id, "learning_rate", losses(0, id))
    StudyEvents(tmp_path / "whole").write(made.look())
    monkeypatch.setattr(study_events, "READ_AT_ONCE", read)
    monkeypatch.setattr(study_events, "WRITE_AT_ONCE", write)
    monkeypatch.setattr("trainlab.event_files.points.WRITE_AT_ONCE", write)
    StudyEvents(tmp_path / "blocks").write(made.look())
    for id in range(6):
        assert scalars_of(tmp_path / "blocks" / str(id)) == scalars_of(tmp_path / "whole" / str(id))


def test_only_what_is_new_is_appended(made, tmp_path, scalars_of, hparams_of):
    made.add()
    made.add(population=1, status="planned")
    made.train(0, "train_loss", losses(0, 100), steps=100)
    events = StudyEvents(tmp_path)
    events.write(made.look())
    [file] = (tmp_path / "0").iterdir()
    before = file.read_bytes()
    events.write(made.look())
    assert file.read_bytes() == before
    made.train(0, "train_loss", losses(100, 130), steps=130, status="done")
    made.train(1, "train_loss", losses(0, 10), steps=10, status="running")
    made.info = replace(made.info, seconds={"compile": 5.0, "train": 25.0})
    events.write(made.look())
    assert file.read_bytes().startswith(before)
    points = scalars_of(tmp_path / "0")["train_loss"]
    assert [step for step, _, _ in points] == list(range(130))
    assert (np.diff([wall_time for _, _, wall_time in points]) >= 0).all()
    assert END_TAG in hparams_of(tmp_path / "0")
    assert len(scalars_of(tmp_path / "1")["train_loss"]) == 10
    assert events.points == 140 + 1  # and the parameters of the trial that is over


def test_text_is_written_again_where_it_changes(made, tmp_path, texts_of):
    made.add()
    made.train(0, "train_loss", losses(0, 10), steps=10)
    made.findings = [Finding("jagged", (0,), "trial 0 is jagged.")]
    events = StudyEvents(tmp_path)
    events.write(made.look())
    made.train(0, "train_loss", losses(10, 20), steps=20)
    events.write(made.look())
    made.findings = []
    made.train(0, "train_loss", losses(20, 30), steps=30)
    events.write(made.look())
    assert texts_of(tmp_path / "0") == [(10, "- **jagged** trial 0 is jagged."), (30, "nothing stands out.")]
    assert [step for step, _ in texts_of(tmp_path)] == [10, 30]


def test_a_second_writer_replaces_what_the_first_wrote(made, tmp_path, scalars_of):
    made.add()
    made.add()
    for id in (0, 1):
        made.train(id, "train_loss", losses(0, 10), steps=10)
    StudyEvents(tmp_path).write(made.look())
    (tmp_path / "0" / "events.out.tfevents.1.host").write_bytes(b"")
    made.trials.pop()
    StudyEvents(tmp_path).write(made.look())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0"]
    assert len(list((tmp_path / "0").iterdir())) == 2
    assert len(scalars_of(tmp_path / "0")["train_loss"]) == 10


def test_names_of_curves_are_plain_and_stay_apart(made, tmp_path, scalars_of):
    made.add()
    for name in ("a.b", "a/b", "../x", "bell\x07"):
        made.train(0, name, [(0, 1.0)], steps=1)
    StudyEvents(tmp_path).write(made.look())
    assert set(scalars_of(tmp_path / "0")) == {"a/b", "a/b'", "/./x", r"bell\x07"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0"]
