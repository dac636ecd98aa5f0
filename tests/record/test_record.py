"""Records are frozen, separate from each other, and say their status as people read it."""

from __future__ import annotations

import dataclasses
import inspect
from typing import get_args

import pytest

from trainlab import record
from trainlab.record import STEP_CURVES, Finding, Trial
from trainlab.tasks import OF_CLASSES

RECORDS = [
    value for value in vars(record).values() if inspect.isclass(value) and dataclasses.is_dataclass(value)
]


def trial(**changes) -> Trial:
    settings = {"until": "train_loss<0.3"}
    return Trial(
        id=0, settings=settings, population=0, length=100, steps_per_epoch=10, parameters=9, **changes
    )


def test_every_class_of_the_module_is_a_record():
    assert {kind.__name__ for kind in RECORDS} == {
        "Checkpoint", "Chunk", "Evaluations", "Finding", "Measured", "Place", "Population", "Probes",
        "Retired", "Right", "Score", "SearchRound", "StepTime", "StudyInfo", "Trial",
    }  # fmt: skip


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_records_are_frozen_and_have_only_their_own_fields(kind):
    made = kind(**{field.name: None for field in dataclasses.fields(kind)})
    first = dataclasses.fields(kind)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(made, first, 1)
    assert not hasattr(made, "__dict__")


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_the_docstring_explains_every_field(kind):
    explained = inspect.getdoc(kind) or ""
    missing = [field.name for field in dataclasses.fields(kind) if field.name not in explained]
    assert missing == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (trial(), "planned"),
        (trial(status="running", steps=30), "step 30 of 100"),
        (trial(status="done", steps=100), "done"),
        (trial(status="diverged", steps=7, diverged_at=6), "diverged at step 6"),
        (
            trial(status="stopped", steps=41, stopped_by="early_stopping"),
            "stopped at step 41 (early stopping)",
        ),
        (trial(status="stopped", steps=41, stopped_by="until"), "stopped at step 41 (until train_loss<0.3)"),
    ],
    ids=lambda value: value.status if isinstance(value, Trial) else None,
)
def test_status_text(state, expected):
    assert state.status_text == expected


@pytest.mark.parametrize("status", get_args(record.Status))
def test_a_trial_is_over_when_it_trains_no_more(status):
    assert trial(status=status).over == (status not in ("planned", "running"))


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (trial(), 0),
        (trial(status="running", steps=30), 30),
        (trial(status="stopped", steps=30), 30),
        (trial(status="diverged", steps=6, diverged_at=6), 7),  # its NaN is recorded
        (trial(status="diverged", steps=100, diverged_at=100), 100),  # seen by the last evaluation only
    ],
)
def test_step_curves_have_a_value_for_every_update_and_for_the_divergence(state, steps):
    assert state.recorded_steps == steps


def test_a_new_trial_is_planned_and_has_measured_nothing():
    new = trial()
    assert new.status in get_args(record.Status)
    assert (new.steps, new.diverged_at, new.best_step, new.seconds_per_step) == (0, None, None, None)
    assert new.stopped_by is None
    assert (new.final, new.best) == ({}, {})


def test_defaults_are_not_shared():
    assert trial().final is not trial().final
    assert Finding("diverged", (), "").evidence is not Finding("diverged", (), "").evidence


def test_curve_names_are_distinct():
    names = [*STEP_CURVES, *OF_CLASSES]
    assert len(set(names)) == len(names)
