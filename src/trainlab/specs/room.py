"""The rows of a room: its optimizers, schedules or layers, by name."""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

from trainlab.errors import SettingError


class Named(Protocol):
    """What a room has rows of."""

    @property
    def name(self) -> str: ...


Row = TypeVar("Row", bound=Named)

Other = TypeVar("Other", bound=Named)

_NAMES = {
    (False, True): ("[a-z][a-z0-9_]{0,39}", "letters, digits and underscores"),
    (False, False): ("[a-z][a-z_]{0,39}", "letters and underscores"),
    (True, True): ("[a-z][a-z0-9 ]{0,39}", "letters, digits and blanks"),
}
"""What names must be, by whether they may be several words, and whether they may have digits."""


_rooms: weakref.WeakValueDictionary[int, Room[Any]] = weakref.WeakValueDictionary()
"""All rooms there are, by their ``id``: a mapping has no hash."""


def anything_added() -> bool:
    """Whether a user has added a row to any room: code that trainlab does not know."""
    return bool(added())


def added() -> list[Any]:
    """The rows that users have added, whatever room they are in."""
    rooms = [*_rooms.values()]
    return [row for room in rooms for name, row in room.items() if not room.is_own(name)]


class Room(Mapping[str, Row]):
    """Rows by name, in the order they were added; what a user registers comes last.

    Args:
        kind: what a row is, in words, for messages: ``optimizer``.
        rows: those of trainlab itself.
        blanks: whether names may be several words.
        digits: whether names may have digits.
        listeners: modules that make something of the rows besides the settings, and so may refuse a new one:
            they are loaded when one is added.
    """

    def __init__(
        self,
        kind: str,
        rows: Iterable[Row],
        *,
        blanks: bool = False,
        digits: bool = True,
        listeners: tuple[str, ...] = (),
    ) -> None:
        self.kind = kind
        self._name, self._how = _NAMES[blanks, digits]
        self._listeners = listeners
        self._rows: dict[str, Row] = {row.name: row for row in rows}
        self._taken = frozenset(self._rows)
        self._told: list[Callable[[], None]] = []
        _rooms[id(self)] = self

    def is_own(self, name: str) -> bool:
        """Whether a row is trainlab's own, and not a user's."""
        return name in self._taken

    def add(self, row: Row) -> None:
        """Add a user's row, or put it in the place of one they registered before.

        Raises:
            SettingError: the name cannot be written in a setting, or is one of trainlab's own; or what is
                made from the rows refuses this one, which is then taken back.
        """
        if not isinstance(row.name, str) or re.fullmatch(self._name, row.name) is None:
            blank = " " if " " in self._name else "_"
            raise SettingError(
                f"name of {self.article} must be a letter and up to 39 {self._how}, in "
                f"lower case, such as my{blank}{self.kind.replace(' ', blank)}, not {row.name!r}."
            )
        from importlib import import_module

        for module in self._listeners:
            import_module(module)
        if row.name in self._taken:
            raise self._taken_already(row.name)
        before = dict(self._rows)
        self._rows[row.name] = row
        try:
            self._tell()
        except SettingError:
            self._rows = before
            self._tell()
            raise

    def remove(self, name: str) -> None:
        """Take a user's row back."""
        if name in self._rows and name not in self._taken:
            del self._rows[name]
            self._tell()

    def follow(self, other: Room[Other], make: Callable[[Other], Row]) -> None:
        """Have a row for each row of another room, made from it, now and whenever those change.

        Those rows cannot be replaced here. A row there whose name means something here is refused.
        """
        made: dict[str, tuple[Other, Row]] = {}

        def keep_up() -> None:
            nonlocal made
            for name in other:
                if name in self._rows and name not in made:
                    raise self._taken_already(name)
            before, made = made, {}
            for name, row in other.items():
                known = before.get(name)
                made[name] = known if known and known[0] is row else (row, make(row))
            self._rows = {name: row for name, row in self._rows.items() if name not in before or name in made}
            self._rows |= {name: row for name, (_, row) in made.items()}
            self._taken = self._taken - before.keys() | made.keys()
            self._tell()

        keep_up()
        other.when_changed(keep_up)

    def _taken_already(self, name: str) -> SettingError:
        return SettingError(f"trainlab has {self.article} '{name}': choose another name.")

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
