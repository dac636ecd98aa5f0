"""What is kept of a study while it grows is what a new reader reads."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from growing_study import begun, commit

from trainlab.store import StudyReader
from trainlab.web.curve_window import curve_window
from trainlab.web.growing import Points
from trainlab.web.kept import Kept
from trainlab.web.window import Window


def same(kept: Kept, folder: Path) -> None:
    _, seen = kept.points("train_loss")
    whole = StudyReader(folder).curves("train_loss")
    assert isinstance(seen, Points)
    np.testing.assert_array_equal(seen.counts, whole.counts)
    for row in range(3):
        np.testing.assert_array_equal(seen.row(row)[1], whole.row(row)[1])


def test_each_part_is_read_once(tmp_path, monkeypatch):
    from trainlab.store.curves import step_curves

    asked: list[int] = []
    read = step_curves.read_curve

    def counted(folder, parts, *rest):
        asked.append(len(parts))
        return read(folder, parts, *rest)

    monkeypatch.setattr(step_curves, "read_curve", counted)
    with begun(tmp_path) as writer:
        kept = Kept("moons", writer.folder)
        for number in range(6):
            commit(writer, 10 * number, [10, 10, 10])
            kept.points("train_loss")
            kept.points("train_loss")
        assert asked == [1] * 6
        same(kept, writer.folder)


def test_a_trial_that_ends_before_the_others_keeps_its_points(tmp_path):
    with begun(tmp_path) as writer:
        kept = Kept("moons", writer.folder)
        commit(writer, 0, [10, 10, 10])
        same(kept, writer.folder)
        commit(writer, 10, [10, 4, 10])
        same(kept, writer.folder)
        about, arrays = curve_window([kept], Window("train_loss", buckets=400))
        assert about["reach"] == [0, 19]
        assert arrays["counts"].tolist() == [20, 14, 20]
        commit(writer, 20, [5, 0, 5])
        same(kept, writer.folder)


def test_another_study_in_its_place_is_read_anew(tmp_path):
    with begun(tmp_path) as writer:
        folder = writer.folder
        kept = Kept("moons", folder)
        commit(writer, 0, [10, 10, 10])
        same(kept, folder)
    folder.rename(tmp_path / "elsewhere")
    with begun(tmp_path) as writer:
        assert writer.folder == folder
        commit(writer, 0, [10, 10, 10], add=0.5)
        same(kept, folder)


def test_findings_rest_while_a_study_trains_and_are_new_once_it_does_not(tmp_path, monkeypatch):
    from trainlab.study.study import Study

    asked: list[int] = []
    monkeypatch.setattr(Study, "findings", lambda study: asked.append(time.sleep(0.05) or 1) or [])
    with begun(tmp_path) as writer:
        kept = Kept("moons", writer.folder)
        commit(writer, 0, [10, 10, 10])
        kept.findings()
        commit(writer, 10, [10, 10, 10])
        kept.findings()
        assert len(asked) == 1
    kept.findings()
    assert len(asked) == 2  # nobody trains it any more
    kept.findings()
    assert len(asked) == 2
