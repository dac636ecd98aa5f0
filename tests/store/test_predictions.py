from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from trainlab.errors import StudyError
from trainlab.store.folder.lock import StudyLock
from trainlab.store.predictions import Predictions, keep_predictions, kept_predictions

FOUND = Predictions(
    "test", "best", ("<b>", "b"), np.int32([0, 1, 1]), np.int32([0, 0, 1]), np.float32([0.1, 2, 0.3]),
    np.int32([1]), np.float32([[0.5, -1]]),
)  # fmt: skip


def test_what_is_kept_is_what_is_read(tmp_path):
    keep_predictions(tmp_path, 3, FOUND)
    keep_predictions(tmp_path, 3, replace(FOUND, split="validation"))
    keep_predictions(tmp_path, 30, FOUND)
    first, second = kept_predictions(tmp_path, 3)
    assert (first.split, second.split) == ("test", "validation")
    for field in fields(Predictions):
        np.testing.assert_array_equal(getattr(first, field.name), getattr(FOUND, field.name))
    assert kept_predictions(tmp_path, 4) == []


def test_the_same_again_takes_its_place(tmp_path):
    keep_predictions(tmp_path, 3, FOUND)
    keep_predictions(tmp_path, 3, replace(FOUND, predicted=FOUND.targets))
    [found] = kept_predictions(tmp_path, 3)
    assert found.predicted.tolist() == FOUND.targets.tolist()


def test_nothing_is_kept_while_another_writes(tmp_path):
    lock = StudyLock(tmp_path)
    try:
        with pytest.raises(StudyError, match="is being written by"):
            keep_predictions(tmp_path, 3, FOUND)
    finally:
        lock.release()
    assert kept_predictions(tmp_path, 3) == []


@pytest.mark.parametrize("wrong", [
    {"predicted": np.int32([0, 0, 7])}, {"targets": np.int32([-1, 0, 0])}, {"worst": np.int32([9])},
    {"worst": np.int32([0, 1])}, {"loss": np.float32([1])}, {"inputs": np.zeros((1, 2))},
    {"predicted": np.float32([0, 0, 1])},
])  # fmt: skip
def test_a_file_from_elsewhere_that_contradicts_itself_is_damaged(tmp_path, wrong):
    keep_predictions(tmp_path, 3, replace(FOUND, **wrong))
    with pytest.raises(StudyError, match=r"is damaged: .* It holds predictions only"):
        kept_predictions(tmp_path, 3)


def test_a_file_that_is_cut_or_a_link_is_a_sentence(tmp_path):
    keep_predictions(tmp_path, 3, FOUND)
    [path] = tmp_path.glob("predictions-*")
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(StudyError, match="damaged"):
        kept_predictions(tmp_path, 3)
    path.unlink()
    path.symlink_to("/etc/passwd")
    with pytest.raises(StudyError):
        kept_predictions(tmp_path, 3)
