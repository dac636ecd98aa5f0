"""Numbers of things, in words."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """How many there are of something.

    >>> counted(1, "trial"), counted(2000, "trial")
    ('1 trial', '2,000 trials')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shown_of(shown: int, of: int, noun: str) -> str:
    """How many of them are shown.

    >>> shown_of(3, 12, "trial"), shown_of(1, 1, "trial")
    ('3 of 12 trials', '1 trial')
    """
    return f"{shown:,} of {counted(of, noun)}" if shown < of else counted(of, noun)
