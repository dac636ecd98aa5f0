"""Text in cells of CSV, which a spreadsheet must show and never run.

A cell that begins with one of a few signs is a formula to a spreadsheet, quoted or not, and a formula may
fetch addresses or start programs (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import re

from trainlab.plain import plain

_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%].|[\t\r\n]", re.DOTALL)
"""What begins a formula; a sign alone runs nothing, and is the name of a class in many tables."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(inf|nan)", re.ASCII)


def harmless(text: str) -> str:
    """A text as a cell holds it: one that a spreadsheet would run has an apostrophe before it.

    >>> harmless("=1+1"), harmless("-2.5"), harmless("adam")
    ("'=1+1", '-2.5', 'adam')
    """
    if _NUMBER.fullmatch(text):
        return text
    return f"'{text}" if _FORMULA.match(text) else text


def cell(text: str) -> str:
    r"""A text as a cell that is printed holds it: harmless, on one line, and nothing in it steers a terminal.

    >>> cell("=1+1"), cell("\tx\x1b[2J")
    ("'=1+1", "'\\tx\\x1b[2J")
    """
    return plain(harmless(text))
