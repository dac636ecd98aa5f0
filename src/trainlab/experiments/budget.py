"""How much a search may spend: text such as ``10min``, ``2000epochs`` or ``500000steps``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from trainlab.errors import ExperimentError, shown

Unit = Literal["seconds", "epochs", "steps"]

_UNITS: dict[str, tuple[Unit, float]] = {
    "s": ("seconds", 1), "sec": ("seconds", 1), "min": ("seconds", 60), "h": ("seconds", 3600),
    "epoch": ("epochs", 1), "epochs": ("epochs", 1), "step": ("steps", 1), "steps": ("steps", 1),
}  # fmt: skip

_WRITTEN = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,9})?)\s*([kM]?)\s*([a-z]{1,6})", re.ASCII)

FORMS = "10min, 2h, 90s, 2000epochs or 500000steps (all trials together)"


@dataclass(frozen=True, slots=True)
class Budget:
    """What all trials of a search may take together.

    Attributes:
        amount: how much.
        unit: seconds (of compiling and training), epochs, or steps.
        written: as a person wrote it.
    """

    amount: float
    unit: Unit
    written: str

    @classmethod
    def read(cls, written: object) -> Budget:
        """A budget from text.

        Raises:
            ExperimentError: it is none.

        >>> Budget.read("10min").amount, Budget.read("500k steps").amount, Budget.read("3 epochs").unit
        (600.0, 500000.0, 'epochs')
        """
        found = _WRITTEN.fullmatch(written.strip()) if isinstance(written, str) else None
        if found is None or found[3] not in _UNITS or not 0 < float(found[1]) < math.inf:
            raise ExperimentError(
                f"budget of a search must be an amount such as {FORMS}, not {shown(written)}."
            )
        unit, factor = _UNITS[found[3]]
        amount = float(found[1]) * factor * {"": 1, "k": 1e3, "M": 1e6}[found[2]]
        return cls(amount, unit, "".join(found[0].split()))
