"""Sentences with one digit, or one word, changed: an oracle must tell them to be false."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claim_oracles.said import NUMBER

OPPOSITE = {
    "above": "below", "below": "above", "largest": "smallest", "smallest": "largest", "rose": "fell",
    "fell": "rose", "first": "last", "upwards": "downwards", "downwards": "upwards", "went up": "went down",
    "ahead of": "behind", "dropped": "climbed", "train loss": "validation loss", "highest": "lowest",
    "lower": "higher", "larger": "smaller", "more": "fewer", "no effect": "an effect", "raise": "lower",
}  # fmt: skip
"""Words that say the contrary of each other. Advice may name both, and is then left as it is."""


def changed_numbers(text: str) -> Iterator[str]:
    """The text with one digit of a number changed; those of an example and of what is compared are left."""
    for found in re.finditer(rf"(?<![\w.]){NUMBER}(?! combination)", text.partition(", as trials ")[0]):
        for place, letter in enumerate(found[0]):
            if letter.isdigit():
                at = found.start() + place
                yield text[:at] + str((int(letter) + 5) % 10) + text[at + 1 :]


def changed_words(text: str) -> Iterator[str]:
    """The text with one word that says the contrary."""
    for word, contrary in OPPOSITE.items():
        changed = re.sub(rf"\b{word}\b", contrary, text, count=1)
        if changed != text:
            yield changed
