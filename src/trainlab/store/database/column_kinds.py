"""What may be in the columns of ``study.sqlite``: SQLite lets a file put anything anywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import get_args

from trainlab.errors import shown
from trainlab.record import EVALUATION_CURVES, Status, StoppedBy
from trainlab.store.curves.parts import MAX_STEPS

Kind = Callable[[object], bool]
"""Whether a value is of a kind."""


def _text(value: object) -> bool:
    return isinstance(value, str)


def _count(value: object) -> bool:
    return type(value) is int and value >= 0


def _positive(value: object) -> bool:
    return type(value) is int and value >= 1


def _steps(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_STEPS


def _number(value: object) -> bool:
    return type(value) in (int, float)


def _measured(value: object) -> bool:
    return value is None or _number(value) or value == "nan"


def _values(value: object) -> bool:
    """Settings, and the like: names with plain values."""
    return isinstance(value, dict) and all(type(item) in (bool, int, float, str) for item in value.values())


def _or_none(kind: Kind) -> Kind:
    return lambda value: value is None or kind(value)


def _one_of(words: tuple[str, ...]) -> Kind:
    return lambda value: isinstance(value, str) and value in words


def _list_of(kind: Kind) -> Kind:
    return lambda value: isinstance(value, list) and all(map(kind, value))


def _place(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 3:
        return False
    return _text(value[0]) and _text(value[1]) and _steps(value[2])


INFO_KINDS: Mapping[str, Kind] = {
    "name": _text, "created": _text, "data": _text, "dataset": _values, "varied": _list_of(_text),
    "versions": _values, "seconds": _values, "departures": _list_of(_text),
}  # fmt: skip

POPULATION_KINDS: Mapping[str, Kind] = {
    "id": _count, "static": _values, "trials": _list_of(_count), "width": _count, "devices": _count,
    "compile_seconds": _or_none(_number), "inputs": _or_none(_text), "places": _list_of(_place),
}  # fmt: skip

CHECKPOINT_KINDS: Mapping[str, Kind] = {
    "population": _count, "step": _steps, "trials": _list_of(_count),
    "host": lambda value: isinstance(value, dict), "file": _text,
}  # fmt: skip

ROUND_KINDS: Mapping[str, Kind] = {
    "id": _count, "proposed_by": _text, "first_trial": _steps, "trials": _steps,
    "rungs": _list_of(
        lambda pair: (
            isinstance(pair, list)
            and len(pair) == 2
            and _number(pair[0])
            and 0 < pair[0] <= 1
            and _count(pair[1])
        )
    ),
}  # fmt: skip

TRIAL_KINDS: Mapping[str, Kind] = {
    "id": _steps, "settings": _values, "population": _count, "length": _steps, "steps_per_epoch": _positive,
    "parameters": _count, "status": _one_of(get_args(Status)), "steps": _steps,
    "diverged_at": _or_none(_steps), "stopped_by": _or_none(_one_of(get_args(StoppedBy))),
    "best_step": _or_none(_steps), "seconds_per_step": _or_none(_number),
    **{f"{when}_{curve}": _measured for when in ("final", "best") for curve in EVALUATION_CURVES},
}  # fmt: skip


def check_kinds(table: str, values: Mapping[str, object], kinds: Mapping[str, Kind]) -> None:
    """Refuse a row with something else than its columns are for.

    Raises:
        ValueError: a value is of another kind; the message says which.
    """
    for name, value in values.items():
        if not kinds[name](value):
            raise ValueError(f"{name} of a {table} cannot be {shown(value)}")
