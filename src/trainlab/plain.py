"""Names as plain text: nothing in them breaks a line, steers a terminal, turns text around or hides.

Names of studies, files, columns and classes come from anywhere. Whatever shows one passes it through here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_UNSEEN = re.compile(
    r"[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    r"\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Controls (C0, C1), ends of lines, what turns the direction of text, what has no width, and halves of
characters, which cannot be printed. The joiners of scripts and of pictures (U+200C, U+200D) are left."""


def plain(text: str, lines: bool = False) -> str:
    r"""A text as it may be shown: what cannot be seen is written as Python writes it.

    Args:
        text: any text.
        lines: whether its ends of lines stay, because they are ours.

    >>> print(plain("a\x1b[31m\x07\nb\u202e"))
    a\x1b[31m\x07\nb\u202e
    """
    if text.isprintable():  # most are, and it is quick to see
        return text
    if lines and "\n" in text:
        return "\n".join(map(plain, text.split("\n")))
    return escape_unseen(text, _python_escape)


def escape_unseen(text: str, escape: Callable[[str], str], besides: str = "") -> str:
    """A text with what cannot be seen written in some other way; :func:`plain` writes it as Python does.

    Args:
        text: any text.
        escape: writes one letter.
        besides: letters that stay though they cannot be seen.
    """
    return _UNSEEN.sub(lambda found: found[0] if found[0] in besides else escape(found[0]), text)


def _python_escape(letter: str) -> str:
    return letter.encode("unicode_escape").decode()
