"""What one setting is: its name, kind, type, range, scale, default and meaning, and how a value is read."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from trainlab.elsewhere import remark_on_value
from trainlab.errors import SettingError, nearest, shown

Value = int | float | str | bool
"""A setting's value: plain data, the same in Python, YAML, JSON and SQLite."""

Owner = Literal["data", "net", "recipe"]
Kind = Literal["static", "traced", "host"]
Type = Literal["number", "integer", "choice", "flag", "text", "names"]
Scale = Literal["log", "linear"]

ANY = "*"
"""Stands for any value in a ``By``."""

USUAL = "usual"
"""In place of values: the usual range of a setting; ``--vary l2`` means ``l2=usual``."""

LARGEST = 3.4028234663852886e38
"""The largest 32-bit float: programs calculate in 32 bits."""

MAX_BITS = 1024
"""Bits of a whole number: more than any setting takes, less than Python refuses to print."""

_TRUE = {"true", "yes", "on", "1"}
_FALSE = {"false", "no", "off", "0"}


@dataclass(frozen=True, slots=True)
class By:
    """A default, or a limit of use, that depends on the value of another setting.

    ``By("optimizer", {"sgd": 0.01}, otherwise=0.001)`` is 0.01 for sgd and 0.001 for the rest; without
    ``otherwise`` the setting means nothing for the rest. ``otherwise`` may be another ``By``.

    Attributes:
        setting: the setting that decides.
        values: its value -> the default here; ``"*"`` stands for any value.
        otherwise: the default for all other values.
        mentioned_in: a text setting (``net``) in which a word of ``values`` counts as well.
        unless: the one value for which ``"*"`` does not stand.
    """

    setting: str
    values: Mapping[str, Value]
    otherwise: Value | By | None = None
    mentioned_in: str = ""
    unless: str = ""

    def get(self, resolved: Mapping[str, Value]) -> Value | None:
        """The value beside the settings of a trial; None where the setting means nothing there."""
        if self.setting in resolved:
            given = str(resolved[self.setting])
            for key in (given, *([] if given == self.unless else [ANY])):
                if key in self.values:
                    return self.values[key]
        if self.mentioned_in:
            mentioned = re.split(r"[^a-z_]+", str(resolved.get(self.mentioned_in, "")).lower())
            for name, value in self.values.items():
                if name in mentioned:
                    return value
        return self.otherwise.get(resolved) if isinstance(self.otherwise, By) else self.otherwise

    def listed(self) -> dict[str, Value]:
        """The value for each condition, in words."""
        words = {
            f"with {self.setting}" if name == ANY else name: value for name, value in self.values.items()
        }
        return words | self.otherwise.listed() if isinstance(self.otherwise, By) else words


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One named hyperparameter, declared once in :mod:`trainlab.settings.table`.

    Attributes:
        name: what a user writes, in ``--set``, ``--vary``, YAML and Python.
        owner: whether it belongs to the data, the net or the recipe.
        kind: ``static`` changes the compiled program; ``traced`` is data the program takes, so that any
            number of values train in one program; ``host`` never enters a program: it says what a trial
            starts from, how long it trains and when it is measured.
        type: ``number`` (float), ``integer``, ``choice`` (of ``choices``), ``flag``, ``text``, or ``names``
            (some of ``choices``, joined by commas: one value, which is never varied).
        meaning: one sentence.
        default: the value where none is given; ``By`` where it depends on another setting; None where the
            setting is left out unless given.
        low, high: the allowed range of a number; ``open_low``/``open_high`` exclude the end itself.
        choices: the allowed names of a choice, or of names.
        words: names allowed besides a number or a text (``full`` for ``batch_size``), read in any case.
        groups: words that stand for several of the ``choices`` of names.
        scale: how a range of it is best spaced.
        usual: the space that a search draws it from where none is named, as a user writes it; empty where
            there is none, or where it follows: from the choices of a choice, for a learning rate from the
            optimizers.
        neutral: the value that switches its mechanism off. The mechanism is then left out of the program, so
            a neutral setting changes nothing, bitwise.
        reader: reads a text as far as is possible without data, and refuses it with a ``SettingError``. It
            needs no JAX: mistakes are reported before that is loaded.
    """

    name: str
    owner: Owner
    kind: Kind
    type: Type
    meaning: str
    default: Value | By | None = None
    low: float = -math.inf
    high: float = math.inf
    open_low: bool = False
    open_high: bool = False
    choices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scale: Scale | None = None
    usual: str = ""
    neutral: Value | None = field(default=None)
    reader: Callable[[str], object] | None = None

    @property
    def allowed(self) -> str:
        """The allowed values in words, as error messages and the reference print them."""
        if self.type == "choice":
            return ", ".join(self.choices)
        if self.type == "names":
            return f"names joined by commas out of {', '.join([*self.choices, *self.groups])}"
        if self.type == "flag":
            return "true or false"
        words = "".join(f" or '{word}'" for word in self.words)
        if self.type == "text":
            return f"text{words}"
        noun = "a whole number" if self.type == "integer" else "a number"
        bounds = []
        if self.low > -math.inf:
            bounds.append(f"{'>' if self.open_low else '>='} {self.low:.10g}")
        if self.high < math.inf:
            bounds.append(f"{'<' if self.open_high else '<='} {self.high:.10g}")
        return " ".join([noun, " and ".join(bounds)]).strip() + words

    def default_text(self) -> str:
        """The default in words; ``off`` for a mechanism that is not used unless the setting is given."""
        if not isinstance(self.default, By):
            unused = self.default is None and self.neutral is not None
            return "off" if unused else format_value(self.default)
        conditions: dict[str, list[str]] = {}
        for condition, value in self.default.listed().items():
            conditions.setdefault(format_value(value), []).append(condition)
        listed = [f"{', '.join(same)}: {value}" for value, same in conditions.items()]
        if self.default.otherwise is not None and not isinstance(self.default.otherwise, By):
            listed.append(f"else {format_value(self.default.otherwise)}")
        return "; ".join(listed)

    def read(self, given: object) -> Value:
        """Turn what a user wrote (text, or a value from Python or YAML) into a checked value.

        Raises:
            SettingError: the value has the wrong type or lies outside the allowed range.
        """
        text = given.strip() if isinstance(given, str) else given
        if getattr(text, "ndim", None) == 0:
            text = text.item()  # type: ignore[union-attr]  # a NumPy scalar
        if isinstance(text, int) and text.bit_length() > MAX_BITS:
            raise self._refuse(given)
        match self.type:
            case "flag":
                return self._read_flag(text)
            case "choice":
                return self._read_choice(text)
            case "names":
                return self._read_names(text)
            case "text":
                if not isinstance(text, (str, int)) or isinstance(text, bool) or text == "":
                    raise self._refuse(given)
                name = str(text).lower()
                if name in self.words:
                    return name
                if self.reader is not None:
                    self.reader(str(text))
                return str(text)
            case _:
                return self._read_number(text)

    def _read_flag(self, given: object) -> bool:
        if isinstance(given, bool):
            return given
        if str(given).lower() in _TRUE:
            return True
        if str(given).lower() in _FALSE:
            return False
        raise self._refuse(given)

    def _read_choice(self, given: object) -> str:
        name = str(given).lower()
        if name not in self.choices:
            raise self._refuse(given, nearest(name, self.choices))
        return name

    def _read_names(self, given: object) -> str:
        """The names in the order of the declaration, without repetitions, groups spelled out."""
        if not isinstance(given, (str, list, tuple)):
            raise self._refuse(given)
        written = given.split(",") if isinstance(given, str) else [str(name) for name in given]
        names = [name.strip().lower() for name in written]
        allowed = [*self.choices, *self.groups]
        unknown = next((name for name in names if name not in allowed), None)
        if unknown is not None or not names:
            raise self._refuse(unknown or given, nearest(unknown or "", allowed))
        chosen = {one for name in names for one in self.groups.get(name, (name,))}
        return ",".join(name for name in self.choices if name in chosen)

    def _read_number(self, given: object) -> int | float | str:
        if isinstance(given, str) and given.lower() in self.words:
            return given.lower()
        if isinstance(given, bool) or not isinstance(given, (int, float, str)):
            raise self._refuse(given)
        try:
            number = float(given)
        except (ValueError, OverflowError):
            guess = nearest(given, self.words) if isinstance(given, str) else None
            raise self._refuse(given, guess) from None
        if number == math.inf and "inf" in self.words:
            return "inf"
        below = number < self.low or (self.open_low and number == self.low)
        above = number > self.high or (self.open_high and number == self.high)
        if not math.isfinite(number) or below or above:
            raise self._refuse(given)
        if self.type == "integer":
            if number != int(number):
                raise self._refuse(given)
            return int(given) if isinstance(given, int) else int(number)
        if abs(number) > LARGEST:
            raise SettingError(
                f"{self.name} of the {self.owner} must fit a 32-bit float, "
                f"at most {LARGEST:.2g}, not {number:g}."
            )
        return number

    def _refuse(self, given: object, guess: str | None = None) -> SettingError:
        hint = f" Did you mean '{guess}'?" if guess else ""
        if said := remark_on_value(given):
            hint = f" {said[0].upper()}{said[1:]}."
        elif isinstance(given, str) and re.match(r"(log|lin|random-log|random-lin|choice):|[^,]+,", given):
            hint = f" Several values are tried with --vary {self.name}={given}; in Python, with a list."
        written = f"'{given}'" if isinstance(given, str) else shown(given)
        return SettingError(f"{self.name} of the {self.owner} must be {self.allowed}, not {written}.{hint}")


def format_value(value: Value | None) -> str:
    """A value as people write it: short numbers, lower-case flags, '-' for none.

    >>> format_value(0.0010000000474974513), format_value(True), format_value("full")
    ('0.001', 'true', 'full')
    """
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value)
