"""Every error trainlab raises on purpose, on one page.

::

    TrainlabError
    ├── UsageError               what was asked for cannot be done (exit code 2)
    │   ├── SettingError         a setting's name, type, range or combination
    │   ├── NetError             a net's notation, or its fit to the data
    │   ├── DataError            a dataset's name, file, column, row or split
    │   ├── ExperimentError      an experiment file or a search space
    │   ├── StudyError           a study, trial or curve that is not there or cannot be read
    │   ├── QuestionError        a question that cannot be read, or that a study cannot be asked
    │   └── PlotError            a figure that cannot be drawn from what a study holds
    ├── StorageError             a file that could not be written (exit code 1)
    └── ResourceError            training that does not fit this machine (exit code 1)

``Interrupted`` is a KeyboardInterrupt: training was asked to stop, and stopped.

A message is one sentence or two: what is wrong, whose it is, what is allowed, what was given, and the
nearest name where a name was mistyped. The command line prints the message and exits; it never shows a
traceback for one of these.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trainlab.elsewhere import remark
from trainlab.plain import plain
from trainlab.voice import spoken

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 2_000
"""Characters of a message; what is longer loses its middle, such as a list of a million column names."""

MAX_SHOWN = 80
"""Characters of a value that a message repeats."""


class TrainlabError(Exception):
    """The root: catch this to catch everything trainlab raises on purpose."""

    exit_code = 1

    def __str__(self) -> str:
        r"""The message on one line, whatever names and values of files were put into it.

        >>> print(TrainlabError("there is no file 'a\nb\x1b[31m'."))
        there is no file 'a\nb\x1b[31m'.
        """
        return on_one_line(spoken(_shorten(super().__str__())))


def on_one_line(text: str) -> str:
    r"""A sentence as it may be printed, whatever names of files are in it.

    >>> print(on_one_line("column 'a\x1b[2J' numbers the rows."))
    column 'a\x1b[2J' numbers the rows.
    """
    return _shorten(plain(_shorten(text)))


def _shorten(message: str) -> str:
    if len(message) <= LONGEST:
        return message
    return f"{message[: LONGEST // 2]} ... {message[-LONGEST // 4 :]}"


class UsageError(TrainlabError):
    """What was asked for cannot be done; asking differently can."""

    exit_code = 2


class SettingError(UsageError):
    """A setting's name, type, range or combination is not allowed."""


class NetError(UsageError):
    """A net cannot be read from its notation, or does not fit the data."""


class DataError(UsageError):
    """A dataset, or the file it comes from, cannot be used."""


class ExperimentError(UsageError):
    """An experiment file or a search space cannot be understood."""


class StudyError(UsageError):
    """A study, a trial or a curve is not there, or cannot be read."""


class QuestionError(UsageError):
    """A question cannot be read, or asks for what a study does not have.

    Attributes:
        at: the character of the question that it is about, from 0; None where it is about the whole.
    """

    at: int | None = None


class PlotError(UsageError):
    """A figure cannot be drawn from what the study holds."""


class StorageError(TrainlabError):
    """A study's file could not be written."""


class ResourceError(TrainlabError):
    """Training needs more memory than there is."""


class Interrupted(KeyboardInterrupt):
    """Training was asked to stop, and did so when the chunk it was at had been committed.

    It is not a TrainlabError, so that nothing takes it for a failure: it is a KeyboardInterrupt.

    Attributes:
        folder: the study's folder.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"the study '{folder}' keeps all that was committed: trainlab.resume('{folder}') continues it."
        )
        self.folder = folder


def shown(value: object) -> str:
    """A value as code writes it, for a message: at most 80 characters, and it never raises an error.

    >>> shown([1, 2]), shown(10**5000)
    ('[1, 2]', 'a value of type int that cannot be shown')
    """
    try:
        written = repr(value)
    except Exception:  # such as of a number with thousands of digits, or nested too deeply
        return f"a value of type {type(value).__name__} that cannot be shown"
    return written if len(written) <= MAX_SHOWN else f"{written[: MAX_SHOWN - 3]}..."


def nearest(given: str, allowed: Iterable[str]) -> str | None:
    """The allowed name closest to a mistyped one, or None if none is close."""
    from difflib import get_close_matches  # only a mistake pays for this import

    names, written = list(allowed), given.lower()
    matches = get_close_matches(written, names, n=1, cutoff=0.6)
    shortened = (name for name in names if len(written) > 1 and _shortens(written, name))
    return matches[0] if matches else next(shortened, None)


def _shortens(written: str, name: str) -> bool:
    """Whether it is what people shorten a name to: ``lr`` is ``learning_rate``, ``val_acc`` an accuracy."""
    words, parts = name.split("_"), written.split("_")
    if written == "".join(word[:1] for word in words):
        return True
    return len(parts) == len(words) and all(
        part and word.startswith(part) for part, word in zip(parts, words, strict=True)
    )


def hint_for(given: object, allowed: Iterable[str]) -> str:
    """What follows a name that is not known: how it is written here, else the nearest name, else a full stop.

    >>> hint_for("OneCycleLR", ["one_cycle"]), hint_for("adan", ["adam"]), hint_for("x", ["adam"])
    (': write schedule=one_cycle.', ": did you mean 'adam'?", '.')
    """
    if said := remark(given):
        return f": {said}."
    guess = nearest(str(given), allowed)
    return f": did you mean '{guess}'?" if guess else "."


def unknown_name(what: str, given: object, allowed: Iterable[str], listed_by: str | None = None) -> str:
    """The sentence for a name that is not known: what, given, nearest, and all that are allowed.

    Args:
        what: what it is the name of.
        given: the name.
        allowed: the names there are.
        listed_by: the command that lists them, where they are too many for a sentence.

    >>> unknown_name("optimizer", "adan", ["adam", "sgd"])
    "unknown optimizer 'adan': did you mean 'adam'? Allowed: adam, sgd."
    """
    names = list(allowed)
    hint = hint_for(given, names)
    if listed_by is not None:
        return f"unknown {what} '{given}'{hint} '{listed_by}' lists all {len(names)}."
    return f"unknown {what} '{given}'{hint} Allowed: {', '.join(names) or '(none)'}."
