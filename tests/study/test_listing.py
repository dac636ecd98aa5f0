"""The studies of a folder, from Python."""

from __future__ import annotations

import shutil

import trainlab as tl
from trainlab.record import Trial


def test_a_line_says_what_a_study_is(study):
    [line] = tl.studies(study.folder.parent)
    assert (line.info.name, line.net, line.trials, line.over) == ("moons", "2-4-2", 12, 12)
    assert line.state == "finished"
    assert line.best == max(trial.record.best.get("validation_accuracy", 0) for trial in study.trials)
    assert line.open().folder == study.folder
    assert "12 trials of moons, finished" in repr(line)


def test_what_cannot_be_read_hides_no_other(study, tmp_path):
    shutil.copytree(study.folder, tmp_path / study.folder.name)
    shutil.copytree(study.folder, tmp_path / "damaged-20260101-000000")
    (tmp_path / "damaged-20260101-000000" / "study.sqlite").write_bytes(b"nothing")
    found = tl.studies(tmp_path)
    assert [line.folder.name for line in found] == [study.folder.name]
    assert [folder.name for folder in found.unreadable] == ["damaged-20260101-000000"]
    assert "damaged-20260101-000000 cannot be read" in found._repr_html_()


def test_no_more_are_read_than_asked_for(study, tmp_path):
    for number in range(3):
        shutil.copytree(study.folder, tmp_path / f"moons-2026010{number + 1}-000000")
    found = tl.studies(tmp_path, newest=2)
    assert (len(found), found.total) == (2, 3)
    assert found.title.endswith("2 of 3 studies")
    assert [line.folder.name for line in found] == ["moons-20260103-000000", "moons-20260102-000000"]


def test_a_folder_that_is_not_there_holds_none(tmp_path):
    assert len(tl.studies(tmp_path / "nowhere")) == 0


def test_trials_of_several_nets_are_counted(study, monkeypatch):
    monkeypatch.setattr(
        "trainlab.store.StudyReader.trials",
        lambda reader: [
            Trial(number, {"net": net}, 0, 9, 3, 6, "done", 9)
            for number, net in enumerate(("2-4-2", "2-8-2"))
        ],
    )
    assert tl.studies(study.folder.parent)[0].net == "2 nets"
