"""What is measured of a study after training: a small file beside its database, replaced as a whole.

The study itself stays as it was committed. Studies of older formats can be measured, too.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from trainlab.errors import StudyError
from trainlab.files import strict_json
from trainlab.files.atomic import storage_errors, write_text
from trainlab.metrics import METRICS
from trainlab.record import Measured, Score, StepTime
from trainlab.store.folder.inside import check_plain, reading
from trainlab.store.folder.lock import StudyLock

FILE = "measured.json"

_LARGEST = 64 << 20
"""Bytes the file may have: room for half a million scores."""

_SPLITS, _WEIGHTS = ("train", "validation", "test"), ("best", "final")


def read_measured(folder: Path) -> Measured:
    """What the file of a study holds; nothing where there is none.

    Raises:
        StudyError: it is not what :func:`update_measured` writes.
    """
    try:
        if not check_plain(folder, FILE):
            return Measured()
        with reading(folder, FILE) as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise StudyError(f"'{folder / FILE}' cannot be read: {error.strerror or error}.") from error
    try:
        if len(content) > _LARGEST:
            raise ValueError(f"it is larger than {_LARGEST:,} bytes")
        return _checked(strict_json.decode(content.decode()))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise StudyError(
            f"'{folder / FILE}' is damaged: {error!s:.200}. It holds measurements only: delete it to "
            "continue without them."
        ) from None


def update_measured(folder: Path, update: Callable[[Measured], Measured]) -> Measured:
    """Write what a study's file is to hold from now on.

    Args:
        folder: the study's folder.
        update: gives what it is to hold, from what it holds.

    Raises:
        StudyError: another process writes the study, or the file is damaged.
        StorageError: the file cannot be written.
    """
    with storage_errors(folder):
        lock = StudyLock(folder)
        try:
            measured = update(read_measured(folder))
            write_text(folder / FILE, _text(measured))
        finally:
            lock.release()
    return measured


def with_scores(scores: dict[tuple[int, str, str], Score]) -> Callable[[Measured], Measured]:
    """An update that enters scores."""
    return lambda measured: replace(measured, scores={**measured.scores, **scores})


def with_step_times(times: dict[int, StepTime]) -> Callable[[Measured], Measured]:
    """An update that enters the times of steps."""
    return lambda measured: replace(measured, step_times={**measured.step_times, **times})


def _text(measured: Measured) -> str:
    times = [{"population": population, **asdict(time)} for population, time in measured.step_times.items()]
    scores = [
        {"trial": trial, "split": split, "weights": weights, **asdict(score)}
        for (trial, split, weights), score in measured.scores.items()
    ]
    return strict_json.encode({"step_times": times, "scores": scores}) + "\n"


def _checked(content: Any) -> Measured:
    times, scores = content["step_times"], content["scores"]
    if not isinstance(times, list) or not isinstance(scores, list):
        raise ValueError("it holds no lists")
    return Measured(
        {
            _whole(row, "population"): StepTime(
                _number(row, "seconds"),
                _number(row, "spread"),
                _number(row, "evaluation"),
                _whole(row, "rounds"),
            )
            for row in times
        },
        {
            (_whole(row, "trial"), _word(row, "split", _SPLITS), _word(row, "weights", _WEIGHTS)): Score(
                _number(row, "loss"),
                None if row["accuracy"] is None else _number(row, "accuracy"),
                _whole(row, "examples"),
                _others(row.get("others", {})),
            )
            for row in scores
        },
    )


def _others(values: Any) -> dict[str, float]:
    if not isinstance(values, dict) or not values.keys() <= METRICS.keys():
        raise ValueError(f"its other metrics are {values!r:.50}")
    return {name: _number(values, name) for name in values}


def _whole(row: dict[str, Any], name: str) -> int:
    value = row[name]
    if type(value) is not int or value < 0:
        raise ValueError(f"its {name} is {value!r:.50}")
    return value


def _number(row: dict[str, Any], name: str) -> float:
    value = row[name]
    with suppress(OverflowError):
        if type(value) in (int, float):
            return float(value)
    raise ValueError(f"its {name} is {value!r:.50}")


def _word(row: dict[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = row[name]
    if value not in allowed:
        raise ValueError(f"its {name} is {value!r:.50}")
    return value
