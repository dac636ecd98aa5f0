"""The values a setting is tried at: grids that list them, and ranges they are drawn from."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import index
from typing import Literal

from trainlab.errors import ExperimentError, shown, unknown_name
from trainlab.experiments.net_space import NetSpace, is_net_space, read_net_space
from trainlab.settings import SETTINGS, Setting, Value

Kind = Literal["list", "log", "lin", "random-log", "random-lin", "choice", "nets"]

_RANGES = ("log", "lin", "random-log", "random-lin")
_FORMS = "log:LO:HI:N, lin:LO:HI:N, random-log:LO:HI, random-lin:LO:HI, choice:a,b,c or a list a,b,c"

MAX_VALUES = 1_000_000
"""Values of a setting: as many as a study has trials at most."""


@dataclass(frozen=True, slots=True)
class Space:
    """The values of one setting in a study.

    Attributes:
        kind: ``list``, ``log`` and ``lin`` are grids; ``random-log``, ``random-lin``, ``choice`` and ``nets``
            are drawn from once a trial.
        values: the values of a list or a choice, as the user wrote them; of ``nets``, nets and spaces of
            nets.
        low, high: ends of a range, both included in a grid.
        count: points of a grid.
    """

    kind: Kind
    values: tuple[object, ...] = ()
    low: float = 0.0
    high: float = 0.0
    count: int = 0

    @property
    def is_random(self) -> bool:
        """Whether values are drawn (and ``trials`` says how many) instead of listed."""
        return self.kind in ("random-log", "random-lin", "choice", "nets")

    @property
    def is_range(self) -> bool:
        """Whether values are drawn from all between two ends."""
        return self.kind in ("random-log", "random-lin")

    def __str__(self) -> str:
        if self.kind in ("list", "choice", "nets"):
            listed = ",".join(str(value) for value in self.values)
            return f"choice:{listed}" if self.kind == "choice" else listed
        ends = f"{self.kind}:{self.low!r}:{self.high!r}"
        return ends if self.is_random else f"{ends}:{self.count}"

    def grid(self, setting: Setting) -> list[Value]:
        """The values of a grid, checked, without repetitions, in order.

        Raises:
            SettingError: a value is not allowed for the setting.
        """
        if self.kind == "list":
            points: Sequence[object] = self.values
        elif self.count == 1:
            points = [self.low]
        else:
            points = [self.low, *map(self._point, range(1, self.count - 1)), self.high]
        return list(dict.fromkeys(setting.read(_whole(setting, point)) for point in points))

    def max_points(self, setting: Setting) -> int:
        """A bound of the points of a grid, without making them; 1 for what is not a range."""
        if setting.type != "integer" or self.count == 0:
            return max(self.count, 1)
        return min(self.count, math.floor(self.high) - math.ceil(self.low) + 3)  # rounded, and both ends

    def _point(self, number: int) -> float:
        """A point between the ends of a grid, without rounding errors: 0.1, not 0.09999999999."""
        share = number / (self.count - 1)
        if self.kind == "log":
            point = math.exp(math.log(self.low) * (1 - share) + math.log(self.high) * share)
        else:
            point = self.low * (1 - share) + self.high * share
        return min(max(float(f"{point:.12g}"), self.low), self.high)

    @property
    def dimensions(self) -> int:
        """Coordinates that choose a value of what is drawn."""
        if self.kind == "nets":
            return (len(self.values) > 1) + sum(space.dimensions for space in self._nets())
        return 1

    def at(self, setting: Setting, place: Iterator[float]) -> Value:
        """The value at a place of the unit cube; evenly spread places give values drawn from the space.

        Uniform in the space, or in its logarithm, exp(U(log low, log high)). Whole numbers of a linear range
        have equal chances, both ends included; of a logarithmic one each has the share of the logarithm that
        rounds to it.

        Args:
            setting: what the value is for.
            place: coordinates, at least 0 and below 1; as many are taken as there are dimensions.

        Raises:
            SettingError: the value is not allowed for the setting.
        """
        if self.kind == "nets":
            return self._net_at(setting, place)
        share = next(place)
        if self.kind == "choice":
            return setting.read(self.values[min(int(share * len(self.values)), len(self.values) - 1)])
        low, high = self.low, self.high
        whole = setting.type == "integer" and math.ceil(low) <= math.floor(high)
        if whole:  # half a step beyond the ends: rounded, they are as likely as what lies between
            low, high = math.ceil(low) - 0.5, math.floor(high) + 0.5
        if self.kind == "random-log" and low > 0:
            point = math.exp(math.log(low) * (1 - share) + math.log(high) * share)
        else:
            point = low * (1 - share) + high * share
        if whole:
            return setting.read(min(max(round(point), math.ceil(self.low)), math.floor(self.high)))
        return setting.read(_whole(setting, min(max(point, self.low), self.high)))

    def size(self, setting: Setting) -> float:
        """Values that can be drawn; infinity where they are not countable."""
        if self.kind == "nets":
            return sum(space.size for space in self._nets())
        if self.kind == "choice":
            return len(set(self.values))
        if setting.type == "integer" and math.ceil(self.low) <= math.floor(self.high):
            return math.floor(self.high) - math.ceil(self.low) + 1
        return math.inf

    def every(self, setting: Setting) -> Iterator[Value]:
        """All values of what is drawn from and has a size, without repetitions.

        Raises:
            SettingError: a value is not allowed for the setting.
        """
        if self.kind == "nets":
            texts = (text for space in self._nets() for text in space.every())
            return iter(dict.fromkeys(setting.read(text) for text in texts))
        if self.kind == "choice":
            return iter(dict.fromkeys(setting.read(value) for value in self.values))
        return iter([setting.read(whole) for whole in range(math.ceil(self.low), math.floor(self.high) + 1)])

    def _nets(self) -> list[NetSpace]:
        return [read_net_space(str(written)) for written in self.values]

    def _net_at(self, setting: Setting, place: Iterator[float]) -> Value:
        spaces = self._nets()
        chosen = min(int(next(place) * len(spaces)), len(spaces) - 1) if len(spaces) > 1 else 0
        # Every space takes its coordinates, so that what follows does not depend on the one that is chosen.
        nets = [space.at(place) for space in spaces]
        return setting.read(nets[chosen])


def _whole(setting: Setting, point: object) -> object:
    """Ranges of a whole-number setting are rounded; what the user listed is not touched."""
    return round(point) if setting.type == "integer" and isinstance(point, float) else point


def _range(kind: Kind, low: float, high: float, count: int = 0) -> Space:
    try:
        low, high, count = float(low), float(high), index(count)
    except (TypeError, ValueError, OverflowError):
        raise ExperimentError(
            f"{kind} takes two numbers and a whole number of points, not {shown(low)}, {shown(high)} and "
            f"{shown(count)}."
        ) from None
    written = f"{kind}:{low:g}:{high:g}"
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ExperimentError(f"{written} needs two finite ends, the lower one first.")
    if kind.endswith("log") and low <= 0:
        raise ExperimentError(f"{written} is logarithmic: both ends must be above 0.")
    if kind in ("log", "lin") and not 1 <= count <= 1_000_000:
        raise ExperimentError(f"{written} needs a number of points between 1 and 1,000,000, not {count}.")
    return Space(kind, low=low, high=high, count=count)


def log(low: float, high: float, count: int) -> Space:
    """A grid of ``count`` values, evenly spaced in the logarithm, both ends included.

    >>> from trainlab.settings import get_setting
    >>> log(0.01, 1, 3).grid(get_setting("learning_rate"))
    [0.01, 0.1, 1.0]
    """
    return _range("log", low, high, count)


def lin(low: float, high: float, count: int) -> Space:
    """A grid of ``count`` evenly spaced values, both ends included."""
    return _range("lin", low, high, count)


def random_log(low: float, high: float) -> Space:
    """One value a trial, log-uniform: exp(U(log low, log high))."""
    return _range("random-log", low, high)


def random_lin(low: float, high: float) -> Space:
    """One value a trial, uniform between the ends."""
    return _range("random-lin", low, high)


def choice(*values: object) -> Space:
    """One value a trial, any of these with the same chance."""
    if not values:
        raise ExperimentError("choice needs at least one value.")
    return Space("choice", tuple(values))


def nets(*written: str) -> Space:
    """One net a trial, out of nets and spaces of nets such as ``784-{64..512}x{1..3}-10``.

    Raises:
        NetError: one cannot be read, or holds what is no net.
    """
    for text in written:
        for net in read_net_space(text).ends():
            SETTINGS["net"].read(net)
    return Space("nets", tuple(written))


def listed(written: object) -> list[object] | None:
    """The values of a list, a tuple, a range or a one-dimensional array; None for anything else.

    Of a range of any length one more than a study can have are made.
    """
    if isinstance(written, (list, tuple, range)) or getattr(written, "ndim", 0) == 1:
        return list(islice(written, MAX_VALUES + 1))  # type: ignore[arg-type]  # it can be iterated
    return None


def read_space(name: str, written: object) -> Space:
    """Read the values of a setting as a user writes them.

    Args:
        name: the setting, for messages.
        written: text such as ``log:1e-4:1:16`` or ``1,8,32``, a list or array of values, a single value, or a
            Space.

    Raises:
        ExperimentError: it cannot be read.

    >>> read_space("batch_size", "1,8,full").values
    ('1', '8', 'full')
    """
    if isinstance(written, Space):
        return written
    if (values := listed(written)) is not None:
        if not values:
            raise ExperimentError(f"{name} has an empty list of values: name at least one.")
        if len(values) > MAX_VALUES:
            raise ExperimentError(
                f"{name} has more than {MAX_VALUES:,} values, and no more trials go into one study."
            )
        return Space("list", tuple(values))
    if not isinstance(written, str):
        return Space("list", (written,))
    if name == "net" and is_net_space(written):
        return nets(*_split(name, written.removeprefix("choice:")))
    head, colon, rest = written.strip().partition(":")
    if not colon:
        return Space("list", _split(name, written))
    if head == "choice":
        return choice(*_split(name, rest))
    if head not in _RANGES:
        if name in SETTINGS and SETTINGS[name].type == "text":  # a colon may be part of it: conv3x3x8:relu
            return Space("list", _split(name, written))
        raise ExperimentError(f"{name}={written}: {unknown_name('range', head, [*_RANGES, 'choice'])}")
    parts = rest.split(":")
    try:
        if len(parts) != (3 if head in ("log", "lin") else 2):
            raise ValueError
        low, high, count = float(parts[0]), float(parts[1]), int(parts[2]) if len(parts) == 3 else 0
    except ValueError:
        raise ExperimentError(f"{name}={written} cannot be read: write {_FORMS}.") from None
    try:
        return _range(head, low, high, count)  # type: ignore[arg-type]  # head is one of _RANGES
    except ExperimentError as error:
        raise ExperimentError(f"{name}={error}") from None


def _split(name: str, written: str) -> tuple[str, ...]:
    # Commas within braces and parentheses part what is tried within a net.
    values = tuple(part.strip() for part in re.split(r",(?![^{}]*\})", written))
    if not all(values):
        raise ExperimentError(f"{name}={written} has an empty value: write {_FORMS}.")
    return values
