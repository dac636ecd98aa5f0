"""The kinds of files that hold datasets; a row here is all that lists one."""

from __future__ import annotations

from trainlab.data.formats.csv_table import CSV
from trainlab.data.formats.format import FileFormat
from trainlab.data.formats.npz import NPZ
from trainlab.data.formats.parquet_table import PARQUET
from trainlab.data.formats.tfrecord import TFRECORD
from trainlab.errors import SettingError
from trainlab.specs.room import Room

FORMATS = Room("file format", (CSV, PARQUET, TFRECORD, NPZ))
"""Every kind of file, in the order they are listed."""


def by_ending() -> dict[str, FileFormat]:
    """The kind of file of each ending."""
    return {ending: format for format in FORMATS.values() for ending in format.endings}


def _check() -> None:
    """Refuse formats whose endings say nothing, or two things.

    Raises:
        SettingError: an ending is not one, or belongs to two kinds of files.
    """
    known: dict[str, str] = {}
    for format in FORMATS.values():
        for ending in format.endings:
            if not ending.startswith(".") or ending != ending.lower() or len(ending) < 2:
                raise SettingError(f"endings of a file format are written like .json, not {ending!r}.")
            if ending in known:
                raise SettingError(f"files that end in {ending} belong to the file format '{known[ending]}'.")
            known[ending] = format.name


FORMATS.when_changed(_check)
