"""What a search draws from, what all of its trials share, and how points become settings."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from trainlab.experiments.draws import Point, every_point, size_of
from trainlab.experiments.space import Space, choice
from trainlab.settings import SETTINGS, By, Settings, Value, applies, get_setting, resolve

Key = tuple[tuple[str, Value], ...]
"""What tells a point, or a program, from others."""


@dataclass(frozen=True)
class SearchSpace:
    """Where a search looks.

    Attributes:
        drawn: setting -> what it is drawn from.
        fixed: what all trials share, as :func:`trainlab.settings.read_settings` gives it.
        data: the dataset's name.
    """

    drawn: Mapping[str, Space]
    fixed: Mapping[str, Value] = field(default_factory=dict)
    data: str = ""

    @classmethod
    def of(cls, vary: Mapping[str, Space], fixed: Mapping[str, Value], data: str) -> SearchSpace:
        """The space of what an experiment varies; lists and grids are drawn from like choices.

        Raises:
            SettingError: a setting is unknown, or a value is not allowed for it.
        """
        drawn = {
            name: space if space.is_random else choice(*space.grid(get_setting(name)))
            for name, space in vary.items()
        }
        return cls(drawn, dict(fixed), data)

    @cached_property
    def size(self) -> float:
        """Points in it, counting values of settings that mean nothing beside the others of their point."""
        return size_of(self.drawn)

    @cached_property
    def ordered(self) -> tuple[str, ...]:
        """What is drawn; settings that mean nothing beside certain others come after these."""
        return tuple(sorted(self.drawn, key=lambda name: isinstance(SETTINGS[name].default, By)))

    def applies(self, name: str, point: Mapping[str, Value]) -> bool:
        """Whether a setting means anything beside those of a point."""
        return applies(name, {**self._defaults, **self.fixed, **point})

    def settings(self, point: Mapping[str, Value]) -> Settings:
        """The resolved settings of a point."""
        return resolve({**self.fixed, **point}, self.data)

    def applied(self, point: Mapping[str, Value]) -> Point:
        """A point without the settings that mean nothing beside its others."""
        context = {**self._defaults, **self.fixed, **point}
        return {name: value for name, value in point.items() if applies(name, context)}

    def point(self, settings: Mapping[str, Value]) -> Point:
        """What is drawn, of resolved settings."""
        return {name: settings[name] for name in self.drawn if name in settings}

    def key(self, settings: Mapping[str, Value]) -> Key:
        """What tells a point from the others: the settings that are drawn and mean something to it."""
        return tuple((name, settings[name]) for name in self.drawn if name in settings)

    def program(self, settings: Mapping[str, Value]) -> Key:
        """What decides about a point's program: static settings, and which mechanisms are off."""
        return tuple(
            (name, settings[name] if SETTINGS[name].kind == "static" else settings[name] == _off(name))
            for name in self.shaping
            if name in settings
        )

    @cached_property
    def shaping(self) -> tuple[str, ...]:
        """Drawn settings that decide about the program: static ones, and those that may be off."""
        return tuple(
            name
            for name, space in self.drawn.items()
            if SETTINGS[name].kind == "static"
            or (_off(name) is not None and _off(name) in [*map(SETTINGS[name].read, space.values)])
        )

    def every(self) -> Iterator[Point]:
        """All points of a space that has a size, each once."""
        seen: set[Key] = set()
        for point in every_point(self.drawn):
            applied = self.applied(point)
            if (key := self.key(applied)) not in seen:
                seen.add(key)
                yield applied

    @cached_property
    def _defaults(self) -> dict[str, Value]:
        plain = {
            name: setting.default
            for name, setting in SETTINGS.items()
            if isinstance(setting.default, (int, float, str))
        }
        return {**plain, "data": self.data}


def may_be_absent(name: str, drawn: Collection[str]) -> bool:
    """Whether a setting means something to some points only: what decides about that is drawn as well.

    >>> may_be_absent("momentum", ["optimizer"]), may_be_absent("momentum", ["l2"])
    (True, False)
    """
    default, decided = SETTINGS[name].default, False
    while isinstance(default, By):
        decided = decided or default.setting in drawn or default.mentioned_in in drawn
        default = default.otherwise
    return decided and default is None


def _off(name: str) -> Value | None:
    return SETTINGS[name].neutral


def share_of(space: Space, name: str, value: Value) -> float:
    """Where a value lies between the ends of its range, from 0 to 1, in the range's scale: ``Space.at`` back.

    >>> from trainlab.experiments import random_log
    >>> round(share_of(random_log(0.001, 10), "learning_rate", 0.1), 9)
    0.5
    """
    low, high = space.low, space.high
    if SETTINGS[name].type == "integer" and math.ceil(low) <= math.floor(high):
        low, high = math.ceil(low) - 0.5, math.floor(high) + 0.5
    number = min(max(float(value), low), high)
    if space.kind == "random-log" and low > 0:
        return math.log(number / low) / math.log(high / low)
    return (number - low) / (high - low)
