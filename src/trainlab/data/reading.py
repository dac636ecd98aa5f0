"""How a person says that a file is to be read: its target, separator, missing values, other splits."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from trainlab.errors import DataError, shown, unknown_name
from trainlab.tasks import TASKS

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "blank": " "}
"""Names of the characters that separate columns; the characters themselves are taken, too."""

DECIMALS = (".", ",")
THOUSANDS = (",", ".", "'", " ", "_", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is said of a file. Everything may be left out; what is not said is looked for in the file.

    Attributes:
        target: the column (TFRecord: feature) that holds the class or the number; several, joined by commas,
            hold as many numbers.
        task: what is to be learned: ``classification`` or ``regression``.
        missing: texts that mean a missing value, besides the empty cell of a CSV file.
        drop_missing: leave out the rows that lack a value instead of refusing them.
        ignore: columns that are neither inputs nor the target.
        header: whether the first row of a CSV file names the columns.
        separator: what separates the columns of a CSV file: a character or its name in :data:`SEPARATORS`.
        decimal: the decimal point of a CSV file, ``.`` or ``,``.
        thousands: what groups the digits of its numbers.
        validation, test: files that hold these splits.
    """

    target: str | None = None
    task: str | None = None
    missing: tuple[str, ...] = ()
    drop_missing: bool = False
    ignore: tuple[str, ...] = ()
    header: bool | None = None
    separator: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    validation: str | None = None
    test: str | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Reading:
        """What is said, checked; None and empty values say nothing.

        Args:
            given: by name of an attribute; lists as lists, or as text with commas.

        Raises:
            DataError: a value is not allowed.
        """
        said = {name: value for name, value in given.items() if value is not None and value is not False}
        if "header" in given and given["header"] is False:
            said["header"] = False
        for name in ("missing", "ignore"):
            said[name] = _texts(name, said.get(name, ()))
        if isinstance(said.get("target"), list | tuple):
            said["target"] = ",".join(map(str, said["target"]))
        for name in ("validation", "test", "target", "task"):
            if name in said:
                said[name] = os.fspath(said[name]) if name in ("validation", "test") else str(said[name])
        for name in ("header", "drop_missing"):
            if not isinstance(said.get(name, False), bool):
                raise DataError(f"{name} is true or false, not {shown(said[name])}.")
        if "separator" in said:
            said["separator"] = _separator(said["separator"])
        reading = cls(**said)
        reading._check()
        return reading

    def _check(self) -> None:
        if self.task is not None and self.task not in TASKS:
            raise DataError(unknown_name("task", self.task, TASKS))
        if self.decimal is not None and self.decimal not in DECIMALS:
            raise DataError(f"decimal must be '.' or ',', not {shown(self.decimal)}.")
        if self.thousands is not None and self.thousands not in THOUSANDS:
            raise DataError(
                f"thousands must be a comma, point, apostrophe, blank or underscore, not "
                f"{shown(self.thousands)}."
            )
        if self.thousands is not None and self.thousands == (self.decimal or "."):
            raise DataError(
                f"decimal and thousands cannot both be '{self.thousands}': say which character is which."
            )
        if self.separator is not None and self.separator == self.decimal:
            raise DataError(f"separator and decimal cannot both be '{self.separator}'.")

    @property
    def given(self) -> dict[str, Any]:
        """What was said, by name."""
        return {
            field.name: value
            for field in fields(self)
            if ((value := getattr(self, field.name)) is not None and value != () and value is not False)
            or (field.name == "header" and value is False)
        }  # fmt: skip


NAMES = tuple(field.name for field in fields(Reading))
"""What can be said of a file, by name."""

OF_NAMED = ("target", "ignore")
"""What can be said of files that name their columns or features."""

OF_TABLES = ("missing", "drop_missing")
"""What can be said of tables only."""

OF_CSV = ("header", "separator", "decimal", "thousands")
"""What can be said of CSV files only."""


def option(name: str, value: str = "") -> str:
    """What a person writes to say it, in the shell and in Python, for messages.

    >>> option("decimal", ","), option("drop_missing")
    ("--decimal ',' (decimal=',' in Python)", '--drop-missing (drop_missing=True in Python)')
    """
    written = "--" + name.replace("_", "-")
    if not value:
        return f"{written} ({name}=True in Python)"
    quoted = value if value.isidentifier() else f"'{value}'"
    in_python = f"['{value}']" if name in ("missing", "ignore") else f"'{value}'"
    return f"{written} {quoted} ({name}={in_python} in Python)"


def _texts(name: str, given: object) -> tuple[str, ...]:
    """A list of texts, written as one text with commas or as a list.

    Raises:
        DataError: it is neither.
    """
    if isinstance(given, str):
        given = given.split(",")
    if not isinstance(given, list | tuple | set | frozenset) or not all(
        isinstance(one, str) for one in given
    ):
        raise DataError(f"{name} is a list of texts, such as ['a', 'b'], not {shown(given)}.")
    texts = [one.strip() for one in given]
    return tuple(dict.fromkeys(text for text in texts if text))


def _separator(given: object) -> str:
    character = SEPARATORS.get(str(given), str(given))
    if character not in SEPARATORS.values():
        raise DataError(
            f"separator must be {', '.join(SEPARATORS)} or the character itself, not {shown(given)}."
        )
    return character


def split_said(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is said of a file, and the rest, which are settings."""
    said = {name: value for name, value in given.items() if name in NAMES}
    return said, {name: value for name, value in given.items() if name not in NAMES}
