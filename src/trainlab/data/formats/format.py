"""What a kind of file that holds a dataset is specified by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trainlab.data.formats.examples import Contents
from trainlab.data.reading import Reading
from trainlab.specs.room import Room


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FileFormat:
    """One kind of file.

    Attributes:
        name: its name, ``parquet``.
        title: what people call it, ``Parquet``.
        endings: of the names of its files, in lower case, each with its dot.
        read: what a file holds, given what a person said of it (:class:`~trainlab.data.reading.Reading`).
        options: what can be said of its files: names of ``Reading``.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    read: Callable[[Path, Reading], Contents]
    options: frozenset[str] = frozenset()

    @staticmethod
    def room() -> Room[FileFormat]:
        """Where it is listed."""
        from trainlab.data.formats.formats import FORMATS

        return FORMATS
