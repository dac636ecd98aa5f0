"""The rows of a room: its optimizers, schedules or layers, by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

from trainlab.errors import SettingError


class Named(Protocol):
    """What a room has rows of."""

    @property
    def name(self) -> str: ...


Row = TypeVar("Row", bound=Named)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Room(Mapping[str, Row]):
    """Rows by name, in the order they were added; what a user registers comes last.

    Args:
        kind: what a row is, in words, for messages: ``optimizer``.
        rows: those of trainlab itself.
    """

    def __init__(self, kind: str, rows: Iterable[Row]) -> None:
        self.kind = kind
        self._rows: dict[str, Row] = {}
        self._told: list[Callable[[], None]] = []
        for row in rows:
            self.add(row)

    def add(self, row: Row) -> None:
        """Add a row.

        Raises:
            SettingError: the name cannot be written in a setting, or is taken.
        """
        if not isinstance(row.name, str) or _NAME.fullmatch(row.name) is None:
            raise SettingError(
                f"name of the {self.kind} must be up to 40 lower-case letters, digits and underscores, "
                f"such as my_{self.kind}, not {row.name!r}."
            )
        if row.name in self._rows:
            raise SettingError(f"there is already {self.article} '{row.name}': choose another name.")
        self._rows[row.name] = row
        try:
            for tell in self._told:
                tell()
        except SettingError:
            del self._rows[row.name]
            raise

    def when_changed(self, tell: Callable[[], None]) -> None:
        """Call a function after every row that is added; where it refuses the row, the row is taken back."""
        self._told.append(tell)

    @property
    def article(self) -> str:
        """The kind with its article: ``an optimizer``."""
        return f"a{'n' if self.kind[0] in 'aeio' else ''} {self.kind}"

    def __getitem__(self, name: str) -> Row:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
