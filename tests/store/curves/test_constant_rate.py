"""The learning rate of every step, recorded where a trial changes it and known where it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from trainlab.errors import StudyError
from trainlab.record import Chunk, StudyInfo
from trainlab.store import StudyReader, StudyWriter
from trainlab.store.curves import parts
from trainlab.store.curves.constant_rate import constant_rates

MakeChunk = Callable[..., Chunk]


def ended(chunk: Chunk, trial: int, **changes: Any) -> Chunk:
    """The chunk with other progress of one trial."""
    progress = [replace(known, **changes) if known.id == trial else known for known in chunk.progress]
    return replace(chunk, progress=tuple(progress))


@pytest.fixture
def mixed(study: StudyWriter, make_chunk: MakeChunk) -> StudyWriter:
    """Trials 0 and 2 keep their learning rate (2 diverges at step 1), 1 and 3 change it (3 stops after 2)."""
    constant = make_chunk([2, 0], 0, [[7.0, np.nan, 0.0], [0.5, 0.4, 0.3]], recorded=[2, 3])
    study.commit(ended(constant, 2, status="diverged", steps=1, diverged_at=1))
    for first in (0, 2):
        losses = np.full((2, 2), 1.0 + first)
        changing = make_chunk([1, 3], first, losses, recorded=[2, 2 if first == 0 else 0])
        rates = np.array([[0.1, 0.2], [0.3, 0.4]], np.float32) + first
        study.commit(
            ended(
                replace(changing, step_curves={**changing.step_curves, "learning_rate": rates}),
                3, status="stopped", steps=2, stopped_by="early_stopping",
            )
        )  # fmt: skip
    return study


def check(reader: StudyReader) -> None:
    nan = np.nan
    rates = reader.curves("learning_rate")
    assert (rates.name, rates.values.dtype) == ("learning_rate", np.float32)
    assert rates.trials.tolist() == [0, 1, 2, 3]
    assert rates.steps.tolist() == [0, 1, 2, 3]
    # The settings of these trials say 0, 0.1, 0.2 and 0.3.
    np.testing.assert_array_equal(
        rates.values,
        np.array(
            [[0, 0, 0, nan], [0.1, 0.2, 2.1, 2.2], [0.2, 0.2, nan, nan], [0.3, 0.4, nan, nan]], np.float32
        ),
    )
    losses = reader.curves("train_loss")
    np.testing.assert_array_equal(
        losses.values,
        np.array([[0.5, 0.4, 0.3, nan], [1, 1, 3, 3], [7, nan, nan, nan], [1, 1, nan, nan]], np.float32),
    )
    some = reader.curves("learning_rate", [3, 2])
    assert some.steps.tolist() == [0, 1]
    np.testing.assert_array_equal(some.values, np.array([[0.3, 0.4], [0.2, 0.2]], np.float32))
    assert reader.curves("learning_rate", []).values.shape == (0, 0)
    stopped = reader.trials()[3]
    assert (stopped.status, stopped.steps, stopped.stopped_by) == ("stopped", 2, "early_stopping")


def test_parts_with_and_without_learning_rates_live_in_one_study(mixed: StudyWriter, info: StudyInfo) -> None:
    reader = StudyReader(mixed.folder)
    check(reader)
    mixed.finish(info)
    check(reader)
    assert len(list((mixed.folder / "curves").iterdir())) == 2  # one for each set of curves
    mixed.close()
    check(StudyReader(mixed.folder))


def test_a_trial_that_has_made_no_step_has_no_learning_rate(
    study: StudyWriter, make_chunk: MakeChunk
) -> None:
    assert StudyReader(study.folder).curves("learning_rate").values.shape == (4, 0)
    study.commit(make_chunk([0], 0, [[1.0]]))
    values = StudyReader(study.folder).curves("learning_rate").values
    np.testing.assert_array_equal(values, np.array([[0], [np.nan], [np.nan], [np.nan]], np.float32))


def test_steps_committed_during_a_look_are_not_taken_for_constant(
    study: StudyWriter, make_chunk: MakeChunk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trial that changes its learning rate never shows the setting, whenever its chunk is committed."""
    original = parts.read_parts

    def commit_first(connection: object) -> list[parts.Part]:
        monkeypatch.setattr(parts, "read_parts", original)
        chunk = make_chunk([1], 0, [[1.0, 2.0]])
        rates = {"learning_rate": np.array([[8.0, 9.0]], np.float32)}
        study.commit(replace(chunk, step_curves={**chunk.step_curves, **rates}))
        return original(connection)  # type: ignore[arg-type]

    monkeypatch.setattr(parts, "read_parts", commit_first)
    reader = StudyReader(study.folder)
    assert reader.curves("learning_rate", [1]).values.shape == (1, 0)  # what was committed when it began
    np.testing.assert_array_equal(
        reader.curves("learning_rate", [1]).values, np.array([[8.0, 9.0]], np.float32)
    )


def test_an_unknown_curve_names_the_learning_rate(study: StudyWriter) -> None:
    with pytest.raises(StudyError, match="did you mean 'learning_rate'"):
        StudyReader(study.folder).curves("learning_rat")


@pytest.mark.parametrize("changed", ["{}", True, None, 10**400, 1e300, float("nan"), [0.1]])
def test_a_setting_that_is_no_rate_is_refused(
    study: StudyWriter, make_chunk: MakeChunk, changed: object
) -> None:
    study.commit(make_chunk([0], 0, [[1.0]]))
    [trial, *_] = StudyReader(study.folder).trials()
    broken = replace(trial, settings={**trial.settings, "learning_rate": changed})
    with pytest.raises(StudyError, match="trial 0 has a learning_rate that is none"):
        constant_rates([broken], [])
