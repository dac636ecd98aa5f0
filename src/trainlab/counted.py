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


def short(number: float) -> str:
    """A number in few characters, as speeds and steps are shown.

    >>> short(1234567), short(12345), short(950)
    ('1.23M', '12.3k', '950')
    """
    if number < 1e4:
        return f"{number:.0f}"
    size, unit = next((pair for pair in ((1e3, "k"), (1e6, "M")) if number < 999.5 * pair[0]), (1e9, "G"))
    return f"{number / size:.3g}{unit}"
