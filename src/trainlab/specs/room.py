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
_WORDS = re.compile(r"[a-z][a-z0-9 ]{0,39}")


class Room(Mapping[str, Row]):
    """Rows by name, in the order they were added; what a user registers comes last.

    Args:
        kind: what a row is, in words, for messages: ``optimizer``.
        rows: those of trainlab itself.
        blanks: whether names may be several words.
    """

    def __init__(self, kind: str, rows: Iterable[Row], *, blanks: bool = False) -> None:
        self.kind = kind
        self._blanks = blanks
        self._rows: dict[str, Row] = {row.name: row for row in rows}
        self._built_in = frozenset(self._rows)
        self._told: list[Callable[[], None]] = []

    def add(self, row: Row) -> None:
        """Add a user's row, or put it in the place of one they registered before.

        Raises:
            SettingError: the name cannot be written in a setting, or is one of trainlab's own; or what is
                made from the rows refuses this one, which is then taken back.
        """
        if not isinstance(row.name, str) or (_WORDS if self._blanks else _NAME).fullmatch(row.name) is None:
            others, blank = ("blanks", " ") if self._blanks else ("underscores", "_")
            raise SettingError(
                f"name of {self.article} must be a letter and up to 39 letters, digits and {others}, in "
                f"lower case, such as my{blank}{self.kind.replace(' ', blank)}, not {row.name!r}."
            )
        if row.name in self._built_in:
            raise SettingError(f"trainlab has {self.article} '{row.name}': choose another name.")
        before = dict(self._rows)
        self._rows[row.name] = row
        try:
            self._tell()
        except SettingError:
            self._rows = before
            raise

    def remove(self, name: str) -> None:
        """Take a user's row back."""
        if name in self._rows and name not in self._built_in:
            del self._rows[name]
            self._tell()

    def when_changed(self, tell: Callable[[], None]) -> None:
        """Call a function whenever rows have changed; it may refuse them with a ``SettingError``."""
        self._told.append(tell)

    def _tell(self) -> None:
        for tell in self._told:
            tell()

    def named(self, name: str) -> Row:
        """The row of a name that a study holds.

        Raises:
            SettingError: it was registered where the study was made, and is not here.
        """
        if name not in self._rows:
            raise SettingError(
                f"the {self.kind} '{name}' is not known here: register it first, under the same name, with "
                "tl.register."
            )
        return self._rows[name]

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
