"""What the names in a question may refer to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from trainlab.conditions.parse import FUNCTIONS
from trainlab.errors import nearest
from trainlab.record.facts import FACTS
from trainlab.settings import SETTINGS

PROGRESS = ("step", "epoch")
"""How far a trial has come: curves that need no recording."""

SETTING = "setting."
"""The prefix of a name that means the setting although there is a curve of that name."""

MAX_LISTED = 10
"""Curves an error names at most: probes make dozens."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a question about a study may name.

    Attributes:
        curves: the curves it holds.
        settings: the settings its trials have.
        facts: the numbers of trials, such as ``parameters``, that some of them have.
    """

    curves: Collection[str]
    settings: Collection[str]
    facts: Collection[str] = ()

    def is_number(self, name: str) -> bool:
        """Whether a name is known and refers to numbers."""
        known = name in PROGRESS or name in self.curves or name in self.facts
        return known or self.setting(name, words=False) is not None

    def setting(self, name: str, *, words: bool) -> str | None:
        """The setting that a name refers to, if its values are words, or numbers; None if it is not one."""
        if name in PROGRESS or name in self.curves:
            return None
        plain = name.removeprefix(SETTING)
        if plain not in self.settings or plain not in SETTINGS:
            return None
        numeric = SETTINGS[plain].type in ("number", "integer")
        return plain if words or numeric else None

    def unknown(self, name: str) -> str:
        """What to say about a name that is unknown here."""
        if name in FUNCTIONS:
            return f"{name} is a function of a curve: write '{name}(train_loss)'"
        plain = name.removeprefix(SETTING)
        if plain in SETTINGS:
            return f"no trial of this study has the setting {plain}"
        if plain in self.settings:
            return f"the setting {plain} of this study is not known here: register it first (tl.register)"
        if name in FACTS:
            return f"no trial of this study has {name} yet: '{FACTS[name].get_it}' measures it"
        curves = list(self.curves)
        guess = nearest(name, [*curves, *PROGRESS, *self.settings, *FACTS])
        hint = f": did you mean '{guess}'?" if guess else "."
        more = f" and {len(curves) - MAX_LISTED} more curves" if len(curves) > MAX_LISTED else ""
        listed = ", ".join([*PROGRESS, *curves[:MAX_LISTED]]) + more
        return f"unknown name '{name}'{hint} Known: {listed}, and the settings of 'trainlab settings'"

    def curve_like(self, setting: str) -> str | None:
        """The curve that is meant where ``loss``, a setting of words, is compared with a number."""
        return next((curve for curve in self.curves if curve.endswith(f"_{setting}")), None)
