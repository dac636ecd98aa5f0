"""From what a user writes to names of curves."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from trainlab.errors import StudyError, unknown_name

WILD = frozenset("*?[")
"""Characters that make a name a pattern."""


def match_names(pattern: str, names: Sequence[str]) -> list[str]:
    """The curves that a name, the part of it before the layer, or a pattern matches.

    Args:
        pattern: what the user wrote.
        names: the curves there are.

    Raises:
        StudyError: none matches.

    >>> match_names("gradient_norm", ["train_loss", "gradient_norm.hidden1", "gradient_norm.output"])
    ['gradient_norm.hidden1', 'gradient_norm.output']
    """
    if pattern in names:
        return [pattern]
    if WILD & set(pattern):
        found = [name for name in names if fnmatchcase(name, pattern)]
    else:
        found = [name for name in names if name.startswith(f"{pattern}.")]
    if not found:
        raise unknown_curve(pattern, names)
    return found


def unknown_curve(name: str, names: Sequence[str]) -> StudyError:
    """The error for a curve that a study does not have.

    It lists the layers of a measure that was named, and otherwise every measure, once.
    """
    measure, dot, _ = name.partition(".")
    same = [known for known in names if known.startswith(f"{measure}.")] if dot else []
    every = list(dict.fromkeys(known.partition(".")[0] for known in names))
    return StudyError(unknown_name("curve", name, same or every))
