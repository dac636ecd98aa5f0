"""How nets and shapes are spelled in messages."""

from __future__ import annotations

LONGEST = 120
"""Characters of a notation that a message repeats."""


def shorten(text: str) -> str:
    """The text, without its middle if it is long."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 20]} ... {text[-15:]}"


def spell_shape(shape: tuple[int, ...]) -> str:
    """The shape of one example.

    >>> spell_shape((28, 28, 1)), spell_shape((10,))
    ('28 x 28 x 1', '10')
    """
    return " x ".join(f"{size:,}" for size in shape)
