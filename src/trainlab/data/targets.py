"""From targets as people write them (numbers, names, flags) to class numbers and class names."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from trainlab.data.reading import option
from trainlab.data.tables.long_numbers import EXACT
from trainlab.data.tables.numbers import WHOLE, is_number
from trainlab.data.tables.text_file import as_text
from trainlab.errors import DataError, nearest, shown
from trainlab.tasks import TASKS

CLASSIFICATION, REGRESSION = TASKS["classification"], TASKS["regression"]

FEW = 20
"""Up to this many different values are never too many for a target."""

CODED = 5
"""Examples of a class, on average, from which whole numbers without a gap from 0 or 1 are taken for
classes without asking."""

MAX_DIGITS = 18
"""Digits of a quantity; longer ones are identifiers, and Python refuses to read very long ones."""

_ZEROS = re.compile(r"[+-]?0\d")
"""How numbers begin that count nothing: identifiers such as 007."""


def encode_targets(
    parts: Sequence[object], classes: Sequence[str] | None, what: str, *, said: bool = False
) -> tuple[list[np.ndarray], tuple[str, ...]]:
    """Number the classes of one dataset's targets.

    Args:
        parts: targets of each split there is, each (examples,): whole numbers, names or flags.
        classes: the class names, index = class number; None makes a class of every value, in sorted order:
            numbers, and text that writes numbers, by their size.
        what: whose targets they are, for the error message.
        said: whether a person said that they are classes.

    Returns:
        The class numbers of each part, (examples,) int32, and the class names.

    Raises:
        DataError: targets are of the wrong shape, missing, mixed, too many to be classes, or one class only.
    """
    lists = [_plain_values(part, what) for part in parts]
    values = [value for part in lists for value in part]
    kinds = {type(value) for value in values}
    if kinds == {int, float}:
        kinds = {float}
    if len(kinds) > 1:
        raise DataError(f"{what} mix {' and '.join(sorted(kind.__name__ for kind in kinds))}: use one kind.")
    distinct = _in_order(set(values))
    if classes is None:
        if not said:
            _refuse_many(distinct, len(values), what)
        names = tuple(_name(value) for value in distinct)
        number = {value: index for index, value in enumerate(distinct)}
    else:
        names = tuple(str(name) for name in classes)
        if len(set(names)) != len(names):
            raise DataError(
                f"the class names of {what} must differ from one another, not {', '.join(names)}."
            )
        number = _number_by_name(distinct, names, what)
    _refuse_no_text(names, what)
    if len(names) < 2 or len(distinct) < 2:
        raise DataError(f"{what} hold one class only ('{_name(distinct[0])}'): there is nothing to learn.")
    return [np.array([number[value] for value in part], dtype=np.int32) for part in lists], names


def find_task(parts: Sequence[object], what: str) -> str:
    """Whether targets are classes or a quantity, where nobody says which.

    Numbers with fractions are a quantity where they are many; names, flags and few numbers are classes, and
    so are whole numbers without a gap from 0 or 1 that each stand for several examples.

    Args:
        parts: targets of each split there is.
        what: whose targets they are, for the error message.

    Returns:
        The name of the task.

    Raises:
        DataError: they could be either; the message says how to say which.
    """
    # Text is no array yet: that would take the room of the longest at every place.
    shapes = [
        () if isinstance(part, list) and part and type(part[0]) is str else np.asarray(part).shape
        for part in parts
    ]
    if any(len(shape) == 2 for shape in shapes):
        return _find_of_several(parts, shapes, what)
    values = [value for part in parts for value in _plain_values(part, what)]
    distinct = _in_order(set(values)) if len({type(value) for value in values}) == 1 else [*set(values)]
    texts = all(isinstance(value, str) and is_number(value) for value in distinct)
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in distinct)
    if not (texts or numbers):
        return CLASSIFICATION.name
    count, examples = len(distinct), len(values)
    if any(not float(value).is_integer() for value in distinct):
        return (REGRESSION if count > FEW or 2 * count > examples else CLASSIFICATION).name
    if count <= FEW or not _could_be_quantities(distinct, examples):
        return CLASSIFICATION.name
    low, high = (str(value)[:MAX_DIGITS] for value in (distinct[0], distinct[-1]))
    raise DataError(
        f"{what} are {count:,} different whole numbers, {low} to {high}, in {examples:,} examples: is a "
        f"quantity meant, or is each of these numbers a class of its own, near to no other? Say "
        f"{option('task', REGRESSION.name)} or {option('task', CLASSIFICATION.name)}."
    )


def _find_of_several(parts: Sequence[object], shapes: list, what: str) -> str:
    """The task of targets of two axes: a quantity where there are fractions."""
    arrays = [np.asarray(part) for part in parts]
    if any(array.dtype.kind == "f" and (array != np.round(array)).any() for array in arrays):
        return REGRESSION.name
    shape = next(shape for shape in shapes if len(shape) == 2)
    if shape[1] == 1:
        hint = f"Use y.ravel() for classes, or say {option('task', REGRESSION.name)}."
    else:
        hint = f"For one-hot rows use y.argmax(axis=1); for numbers say {option('task', REGRESSION.name)}."
    raise DataError(f"{what} must have shape (examples,), not {shape}. {hint}")


def _could_be_quantities(distinct: Sequence, examples: int) -> bool:
    """Whether many whole numbers may be meant as a quantity: not identifiers, and not numbered classes."""
    names = [str(int(value)) if isinstance(value, float) else str(value) for value in distinct]
    if not all(WHOLE.fullmatch(name) and not _ZEROS.match(name) for name in names):
        return False
    if max(map(len, names)) > MAX_DIGITS:
        return False
    low, high = int(names[0]), int(names[-1])
    numbered = low in (0, 1) and high - low == len(names) - 1
    return not (numbered and examples >= CODED * len(names))


def _in_order(values: set) -> list:
    if all(isinstance(value, str) and is_number(value) for value in values):
        return sorted(values, key=lambda text: (float(text), text))
    return sorted(values)


def _plain_values(given: object, what: str) -> list:
    """Targets as a list of plain bool, int, float or str."""
    if isinstance(given, list) and given and all(type(value) is str and value for value in given):
        return given  # as an array, text would take the room of the longest at every place
    if isinstance(given, np.ma.MaskedArray) and np.ma.is_masked(given):
        example = int(np.flatnonzero(np.ma.getmaskarray(given))[0])
        raise DataError(f"{what} hold a missing value (masked) in example {example} (counted from 0).")
    try:
        y = np.asarray(given)
    except ValueError as problem:  # ragged lists
        raise DataError(f"{what} are not an array: {problem}.") from None
    if y.ndim != 1:
        hint = (
            " For one-hot rows use y.argmax(axis=1)." if y.ndim == 2 and y.shape[1] > 1 else " Use y.ravel()."
        )
        raise DataError(f"{what} must have shape (examples,), not {y.shape}.{hint if y.ndim == 2 else ''}")
    if len(y) == 0:
        raise DataError(f"{what} are empty.")
    if y.dtype.kind == "f":
        if not np.isfinite(y).all():
            example = int(np.flatnonzero(~np.isfinite(y))[0])
            raise DataError(f"{what} hold {y[example]} in example {example} (counted from 0).")
        if (large := np.abs(y) >= EXACT).any():
            raise DataError(
                f"{what} hold {y[large][0]:.17g}: as fractions, whole numbers this large cannot be told from "
                "their neighbours. Give them as integers or as text."
            )
        if (y == np.round(y)).all():
            y = y.astype(np.int64)
    if y.dtype.kind == "M":
        if np.isnat(y).any():
            example = int(np.flatnonzero(np.isnat(y))[0])
            raise DataError(f"{what} hold a missing date in example {example} (counted from 0).")
        y = y.astype(str)
    values = y.tolist()
    for example, value in enumerate(values):
        if isinstance(value, bytes):
            values[example] = as_text(value)
        elif not isinstance(value, bool | int | float | str) or value == "":
            written = "an empty name" if value == "" else shown(value)
            raise DataError(
                f"{what} must be whole numbers, names or flags, not {written} in example {example} (from 0)."
            )
    return values


def _refuse_no_text(names: Sequence[str], what: str) -> None:
    """Refuse names that no file could hold: halves of characters."""
    for name in names:
        try:
            name.encode()
        except UnicodeEncodeError:
            raise DataError(f"{what} hold a name that is not Unicode text: '{name}'.") from None


def _refuse_many(distinct: Sequence, examples: int, what: str) -> None:
    """Refuse a class for nearly every example, where nobody said that classes are meant."""
    count = len(distinct)
    if count > FEW and 2 * count > examples:
        raise DataError(
            f"{what} have {count:,} different values in {examples:,} examples, which looks like an "
            f"identifier: a class has several examples. If they are classes, say "
            f"{option('task', CLASSIFICATION.name)}."
        )


def _number_by_name(distinct: Sequence, names: tuple[str, ...], what: str) -> dict:
    """The class number of each value that occurs, where the class names are given."""
    number = {}
    for value in distinct:
        if isinstance(value, str):
            if value not in names:
                guess = nearest(value, names)
                hint = f" Did you mean '{guess}'?" if guess else ""
                raise DataError(
                    f"{what} hold '{value}', which is not one of the classes {', '.join(names)}.{hint}"
                )
            number[value] = names.index(value)
        else:
            if value != int(value) or not 0 <= value < len(names):
                raise DataError(
                    f"{what} hold {_name(value)}, but with {len(names)} class names a target is a number "
                    f"from 0 to {len(names) - 1}."
                )
            number[value] = int(value)
    return number


def _name(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
