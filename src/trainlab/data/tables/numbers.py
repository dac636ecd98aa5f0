"""Text that writes a number, and what may be meant by text that does not."""

from __future__ import annotations

import re

from trainlab.data.reading import option

NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
"""A number as programs write it. No part of it can begin where another may continue: a long row of digits is
refused at once."""

WHOLE = re.compile(r"[+-]?\d+", re.ASCII)

COMMON_MISSING = frozenset(
    {"na", "n/a", "#na", "#n/a", "nan", "-nan", "null", "none", "?", "nil", "missing", "-"}
)
"""Texts, in lower case, that often mean a missing value. In a column of classes they are classes."""

_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?", re.ASCII)
_GROUPS = {
    ",": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII),
    ".": re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d*)?", re.ASCII),
    "'": re.compile(r"[+-]?\d{1,3}('\d{3})+(\.\d*)?", re.ASCII),
    " ": re.compile(r"[+-]?\d{1,3}( \d{3})+([.,]\d*)?", re.ASCII),
}
"""Numbers whose digits are grouped, by what groups them."""


def is_number(text: str) -> bool:
    """Whether text writes a finite number, with a point as the decimal point."""
    return NUMBER.fullmatch(text) is not None


def number_pattern(decimal: str, thousands: str | None) -> str:
    r"""A regular expression (RE2) of the numbers that are written with other marks.

    >>> import re
    >>> pattern = number_pattern(",", ".")
    >>> bool(re.fullmatch(pattern, "-1.234.567,5")), bool(re.fullmatch(pattern, "1.2"))
    (True, False)
    """
    point = re.escape(decimal)
    digits = r"[0-9]+" if thousands is None else rf"([0-9]{{1,3}}({re.escape(thousands)}[0-9]{{3}})+|[0-9]+)"
    return rf"^[+-]?({digits}({point}[0-9]*)?|{point}[0-9]+)([eE][+-]?[0-9]+)?$"


def what_helps(text: str) -> str:
    """A sentence, with a blank before it, that names the option by which text would be read; or nothing.

    Args:
        text: a cell that should be a number.
    """
    text = text.strip()
    if text.lower() in COMMON_MISSING:
        return f" If that means a missing value, say {option('missing', text)}."
    comma = _DECIMAL_COMMA.fullmatch(text)
    for mark, pattern in _GROUPS.items():
        if pattern.fullmatch(text):
            grouped = f"If '{mark}' groups its digits, say {option('thousands', mark)}"
            if mark == "." and "," in text:
                return f" {grouped} and {option('decimal', ',')}."
            return (
                f" {grouped}; if ',' is its decimal point, {option('decimal', ',')}."
                if comma
                else f" {grouped}."
            )
    return f" If ',' is its decimal point, say {option('decimal', ',')}." if comma else ""
