"""What is measured after training: kept beside the study, checked when read, written by one at a time."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.errors import StudyError
from trainlab.record import Measured, Score, StepTime
from trainlab.store import StudyReader
from trainlab.store.folder.lock import StudyLock
from trainlab.store.measured import FILE, read_measured, update_measured, with_scores, with_step_times

NUMBERS = st.floats(allow_nan=True, width=64)
MEASURED = st.builds(
    Measured,
    st.dictionaries(st.integers(0, 99), st.builds(StepTime, NUMBERS, NUMBERS, NUMBERS, st.integers(0, 99))),
    st.dictionaries(
        st.tuples(
            st.integers(0, 99),
            st.sampled_from(["train", "validation", "test"]),
            st.sampled_from(["best", "final"]),
        ),
        st.builds(Score, NUMBERS, NUMBERS, st.integers(0, 10**9)),
    ),
)


@given(measured=MEASURED)
def test_what_is_written_is_read_back(tmp_path_factory, measured):
    folder = tmp_path_factory.mktemp("study")
    assert repr(update_measured(folder, lambda nothing: measured)) == repr(measured)
    assert repr(read_measured(folder)) == repr(measured)


def test_measurements_join_those_that_are_there(tmp_path):
    assert read_measured(tmp_path) == Measured()
    update_measured(tmp_path, with_scores({(0, "test", "best"): Score(0.1, 0.9, 100)}))
    update_measured(tmp_path, with_step_times({0: StepTime(1e-5, 0.1, 1e-4, 9)}))
    update_measured(tmp_path, with_scores({(1, "test", "best"): Score(0.2, 0.8, 100)}))
    measured = read_measured(tmp_path)
    assert [score.accuracy for score in measured.scores.values()] == [0.9, 0.8]
    assert measured.step_times[0].seconds == 1e-5


def test_trials_know_what_was_measured(study):
    folder = study.folder
    study.close()
    update_measured(
        folder,
        with_scores({(2, "test", "best"): Score(0.1, 0.9, 100), (2, "train", "final"): Score(0, 1, 9)}),
    )
    update_measured(folder, with_step_times({1: StepTime(1e-5, 0.1, 1e-4, 9)}))
    trials = StudyReader(folder).trials()
    assert trials[2].measured == {"test_accuracy": 0.9, "test_loss": 0.1}
    assert trials[1].measured == {"step_time": 1e-5, "evaluation_time": 1e-4}
    assert trials[0].measured == {}
    assert {trial.together for trial in trials} == {2}


def test_a_study_that_is_being_written_is_not_measured(tmp_path):
    lock = StudyLock(tmp_path)
    with pytest.raises(StudyError, match="is being written by"):
        update_measured(tmp_path, with_scores({}))
    lock.release()


def score(**changes: Any) -> str:
    row = {"trial": 0, "split": "test", "weights": "best", "loss": 0, "accuracy": 1, "examples": 1}
    return json.dumps({"step_times": [], "scores": [{**row, **changes}]})


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"step_times": 3, "scores": []}',
        '{"step_times": [], "scores": [{}]}',
        '{"step_times": [], "scores": [1]}',
        '{"step_times": [{"population": -1}], "scores": []}',
        "[" * 100_000,
        score(split="../x"),
        score(trial=True),
        score(loss="0"),
        score(loss=10**400),
    ],
)
def test_a_damaged_file_is_one_sentence(tmp_path, content):
    (tmp_path / FILE).write_text(content)
    with pytest.raises(StudyError, match=r"is damaged: .*delete it to continue without them"):
        read_measured(tmp_path)


def test_a_link_or_a_pipe_in_its_place_is_not_opened(tmp_path):
    (tmp_path / "elsewhere").write_text('{"step_times": [], "scores": []}')
    (tmp_path / FILE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StudyError, match="not a plain file"):
        read_measured(tmp_path)
    (tmp_path / FILE).unlink()
    os.mkfifo(tmp_path / FILE)
    with pytest.raises(StudyError, match="not a plain file"):
        read_measured(tmp_path)
