"""Faults that are known and not mended yet: pairs of a finding's name and what its oracle says."""

from __future__ import annotations

import re

KNOWN: tuple[tuple[str, str], ...] = (
    ("plateau then drop", r"not so: it stayed .*"),
    ("train loss rises", r"(evidence )?(end|loss): .*"),
    ("still falling", r"(evidence )?fall: .*|not so: it fell .*"),
    ("early spike recovered", r"(evidence )?height: .*"),
    ("jagged", r"(evidence )?jump: .*"),
    (".*", r"(evidence )?(\w+): it (says|is) (1e-12|1e\+30|1.0000000150474597e\+30|9.9999999\d+e-13).*"),
    ("exploded", r"(evidence )?(first|first_loss|times|last|last_loss|highest|highest_loss): .*"),
    ("never learned", r"(evidence )?(start|end): .*|not so: it ended no lower.*"),
    ("overfits", r"(evidence )?(lowest|step|last): .*"),
    ("overfits", r"not so: (its train loss fell|it was lowest.*|it rose|its last.*)"),
    ("early spike recovered", r"not so: (it has no warmup yet|its gradient is not clipped yet)"),
    ("flat since", r"not so: its patience can be lowered"),
    ("edge of range", r".*"),
    ("no effect", r"not so: the curves of trials .*"),
    ("beside each other", r".*"),
)  # fmt: skip
"""This list is to become empty."""


def known(symptom: str, fault: str) -> bool:
    """Whether a fault is among them."""
    return any(re.fullmatch(name, symptom) and re.fullmatch(said, fault, re.S) for name, said in KNOWN)
