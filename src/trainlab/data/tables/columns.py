"""Names of the columns of a table: which of them are inputs, and which holds the class."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from trainlab.data.reading import Reading, option
from trainlab.errors import DataError, nearest, unknown_name

USUAL_TARGETS = ("target", "label", "class", "y")
"""Column names that are taken for the target where none is named."""

MAX_COLUMNS = 25_000
"""Columns of a table: Arrow takes 10 kB for each, whatever is in it."""


def check_count(columns: int, file: str) -> None:
    """Refuse more columns than Arrow can hold with ease.

    Raises:
        DataError: there are more than :data:`MAX_COLUMNS`.
    """
    if columns > MAX_COLUMNS:
        raise DataError(
            f"{file} has {columns:,} columns: at most {MAX_COLUMNS:,} are read from a table. Save this many "
            "inputs as an NPZ file, with arrays x and y."
        )


def unnamed(position: int) -> str:
    """What a column without a name is called, as pandas does it; positions are counted from 1."""
    return f"Unnamed: {position - 1}"


def check_names(names: Sequence[str], file: str) -> None:
    """Refuse columns without a name or with the same one.

    Raises:
        DataError: naming the column.
    """
    for position, name in enumerate(names, 1):
        if not name:
            raise DataError(
                f"column {position} of {file} has no name (does it number the rows?): name it, or leave it "
                f"out with {option('ignore', unnamed(position))}."
            )
    twice = next((name for name, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        raise DataError(
            f"column '{twice}' is in {file} more than once: every column needs a name of its own."
        )


def check_features(names: Sequence[str], features: Sequence[str], file: str) -> None:
    """Refuse a file that lacks columns which a net takes.

    Args:
        names: the columns of the file.
        features: those the net takes.
        file: what the error calls it.

    Raises:
        DataError: naming the first that is missing.
    """
    missing = [name for name in features if name not in names]
    if not missing:
        return
    others_there = [name for name in names if name not in features]
    same = (name for name in others_there if name.lower() == missing[0].lower())
    near = next(same, None) or nearest(missing[0], others_there)
    guess = f" Is it '{near}' there?" if near else ""
    others = f", nor {len(missing) - 1:,} more of" if len(missing) > 1 else ", one of"
    listed = ", ".join(list(features)[:6]) + (", ..." if len(features) > 6 else "")
    raise DataError(f"{file} has no column '{missing[0]}'{others} the inputs of the net: {listed}.{guess}")


def choose_columns(
    names: Sequence[str], reading: Reading, file: str, texts: Sequence[str] = ()
) -> tuple[list[str], list[str], str]:
    """The columns of targets and of inputs.

    Args:
        names: all columns.
        reading: names the target, and columns to ignore.
        file: what errors call the file.
        texts: columns that hold text.

    Returns:
        The targets: the columns asked for, or the only one with a usual name, or the only one of text. The
        inputs, in order. A sentence that says what was assumed, or "".

    Raises:
        DataError: a column that was named is not there, nothing says which is the target, or no inputs are
            left.
    """
    for name in reading.ignore:
        if name not in names:
            raise DataError(f"{file}: {unknown_name('column to ignore', name, names)}")
    left = [name for name in names if name not in reading.ignore]
    asked = split_targets(reading.target, names)
    if both := [name for name in asked if name in reading.ignore]:
        raise DataError(f"column '{both[0]}' cannot be the target and be ignored as well.")
    if len(names) == 1 and re.search(r"[,;:|\s]", names[0]):
        raise DataError(
            f"{file} has one column only, '{names[0]}': say what separates its columns with "
            f"{option('separator', 'CHARACTER')}."
        )
    chosen, note = _target(left, asked, file, texts)
    features = [name for name in left if name not in chosen]
    if not features:
        listed = ", ".join(f"'{name}'" for name in chosen)
        raise DataError(f"{file} has no column besides the target {listed}: there is nothing to learn from.")
    return chosen, features, note


def split_targets(target: str | None, names: Sequence[str]) -> list[str]:
    """The columns that a target names: itself where a column is called so, else what commas separate.

    >>> split_targets("x,y", ["a", "x", "y"]), split_targets("x,y", ["a", "x,y"])
    (['x', 'y'], ['x,y'])
    """
    if target is None:
        return []
    if target in names:
        return [target]
    return list(dict.fromkeys(part.strip() for part in target.split(",") if part.strip())) or [target]


def _target(
    names: Sequence[str], asked: Sequence[str], file: str, texts: Sequence[str]
) -> tuple[list[str], str]:
    for target in asked:
        if target not in names:
            raise DataError(f"{file}: {unknown_name('target column', target, names)}")
    if asked:
        return list(asked), ""
    usual = [name for name in names if name.lower() in USUAL_TARGETS]
    if len(usual) == 1:
        return usual[:1], ""
    only = [name for name in names if name in texts]
    if len(only) == 1 and not usual:
        said = f"{file} holds text in one column only, '{only[0]}', which is taken for the class."
        return only, f"{said} {option('target', 'COLUMN')} names another."
    raise DataError(
        f"{file} does not say which column is the target: name one with {option('target', 'COLUMN')}, of "
        f"{', '.join(names)}."
    )
