"""Numbers as axes write them."""

from __future__ import annotations

import math

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain_number(value: float) -> str:
    """A number as an axis writes it: plain where that is short, a power of ten elsewhere.

    >>> plain_number(0.05), plain_number(1500.0), plain_number(1e-7)
    ('0.05', '1,500', '10⁻⁷')
    """
    if value == 0 or 1e-4 <= abs(value) < 1e6:
        return f"{value:,.6g}"
    exponent = math.floor(math.log10(abs(value)) + 1e-9)
    factor = f"{value / 10**exponent:.3g}"
    power = f"10{str(exponent).translate(RAISED)}"
    return power if factor == "1" else f"{factor}×{power}"
