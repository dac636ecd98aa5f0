"""Whether a page still shows what a command prints: word for word, and number for number.

Lines are broken and columns set by the width of what is in them, so words count and blanks do not. Times and
the names of folders are those of the day. Where a page was printed on another kind of processor, training may
have gone another way from its last bits on: numbers may then differ a little, words still may not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

TIME = re.compile(r"(?<![\w.])\d[\d.,]*(?: ?)(?:s|ms|µs|min|h|k? ?steps/s)(?![\w])")
DATE = re.compile(r"-\d{8}-\d{6}")
RULE = re.compile(r"[─━═]{3,}")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?")
SPARKS = "▁▂▃▄▅▆▇█"
TOKEN = re.compile(rf"[{SPARKS}]+|{NUMBER.pattern}|[^\W\d]+|[^\w\s]")

ELISION = re.compile(r"^ *\.\.\.\n", re.M)
"""A line of a page that stands for any others."""

NEAR = 0.05
"""How far numbers of another kind of processor may lie apart, of the larger."""


def tokens(text: str) -> list[str]:
    """The words, numbers, signs and small curves of an output; times and dates without their digits."""
    text = RULE.sub("─", DATE.sub("-date", TIME.sub("time", text)))
    return TOKEN.findall(text)


def differences(shown: str, printed: str, exact: bool = True) -> list[str]:
    """Where an output differs from what a page shows; nothing if it does not.

    Args:
        shown: the page's block; a line ``...`` stands for lines that are left out.
        printed: the output.
        exact: whether numbers and small curves must be the same.
    """
    parts = [tokens(part) for part in ELISION.split(shown)]
    of_printed = tokens(printed)
    if len(parts) == 1:
        return _compared(parts[0], of_printed, exact)
    begin, missing = 0, []
    for part in parts:
        places = range(begin, len(of_printed) - len(part) + 1)
        found = next(
            (at for at in places if not _compared(part, of_printed[at : at + len(part)], exact)), None
        )
        if found is None:
            missing.append(f"it does not print {' '.join(part)!r}")
        else:
            begin = found + len(part)
    return missing


def _compared(shown: Sequence[str], printed: Sequence[str], exact: bool) -> list[str]:
    return [
        f"after {' '.join(shown[max(place - 8, 0) : place])!r} the page shows {a!r}, the command prints {b!r}"
        for place, (a, b) in enumerate(zip_longest(shown, printed, fillvalue=""))
        if a != b and (exact or not alike(a, b))
    ]


def alike(shown: str, printed: str) -> bool:
    """Whether two tokens that differ may be the same on another kind of processor."""
    if NUMBER.fullmatch(shown) and NUMBER.fullmatch(printed):
        a, b = (float(text.replace(",", "")) for text in (shown, printed))
        return abs(a - b) <= max(NEAR * max(abs(a), abs(b)), 2 * min(map(_last_digit, (shown, printed))))
    if len(shown) == len(printed) and set(shown + printed) <= set(SPARKS):
        steps = [abs(SPARKS.index(a) - SPARKS.index(b)) for a, b in zip(shown, printed, strict=True)]
        return max(steps) <= 1
    return False


def _last_digit(number: str) -> float:
    """What one unit of the last digit is worth."""
    mantissa, _, exponent = number.replace(",", "").partition("e")
    return 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
