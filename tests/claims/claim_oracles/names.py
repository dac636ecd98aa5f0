"""The settings that stand beside the numbers of trials: worked out again, and taken off the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from claim_oracles.settings_of import values_of
from claim_oracles.slow import four_digits
from claim_oracles.stored import Stored
from trainlab.record import Finding
from trainlab.settings import SETTINGS


def _told_apart_by(stored: Stored) -> list[str]:
    seeds = [] if len(values_of(stored.trials, "seed")) < 2 or "seed" in stored.info.varied else ["seed"]
    return [*stored.info.varied, *seeds]


def _shortened(parts: Sequence[tuple[str, str]]) -> str:
    settings = [text for name, text in parts if name != "seed"]
    dots = ["..."] if len(settings) > 4 else []
    return ", ".join([*settings[:4], *dots, *[text for name, text in parts if name == "seed"]])


_LIST = re.compile(r"trials \d+ \([^()]*\)(?:(?:,| and) \d+ \([^()]*\))+")
"""Trials in a sentence, each with its settings."""

_TOGETHER = re.compile(r"trials (?P<ids>\d+(?:, \d+)+)(?: and (?P<more>\d+) more)? \((?P<about>[^()]*)\)")
"""Trials in a sentence, with what they have in common."""

MAX_WORDS = 3
"""More words than these are not listed."""


def of_one(stored: Stored, id: int) -> str:
    """What tells a trial apart."""
    given = stored.trial(id).settings
    return _shortened([
        (name, f"seed {given[name]}" if name == "seed" else f"{name}={four_digits(given[name])}")
        for name in _told_apart_by(stored) if name in given
    ])  # fmt: skip


def of_many(stored: Stored, ids: Sequence[int]) -> str:
    """What trials have in common, and the range in which their numbers lie."""
    trials = [stored.trial(id) for id in ids]
    parts = []
    for name in _told_apart_by(stored):
        values = [value for value in values_of(trials, name) if value is not None]
        numbers = [
            value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)
        ]
        if not all(name in trial.settings for trial in trials):
            continue
        if len(values) == 1:
            shown = four_digits(values[0])
            parts.append((name, f"seed {shown}" if name == "seed" else f"{name}={shown}"))
        elif len(numbers) == len(values):
            plural = "seeds" if name == "seed" else name
            parts.append((name, f"{plural} {four_digits(min(numbers))} to {four_digits(max(numbers))}"))
        elif len(values) <= MAX_WORDS:
            words = sorted(values, key=lambda value: _place(name, value))
            parts.append((name, f"{name}={' or '.join(map(four_digits, words))}"))
    return _shortened(parts)


def _place(name: str, value: object) -> tuple[int, object]:
    """Numbers come first, then words in the order of the table of settings, nets by the numbers in them."""
    if not isinstance(value, str):
        return 0, value
    choices = SETTINGS[name].choices
    return 1, choices.index(value) if value in choices else [int(n) for n in re.findall(r"\d+", value)]


def without_names(stored: Stored, finding: Finding) -> tuple[str, str | None]:
    """The sentence without the settings beside the numbers of trials, and what is wrong with them."""
    sentence = finding.sentence
    for id in finding.trials:
        about = of_one(stored, id)
        if about:
            sentence = sentence.replace(f"trial {id} ({about})", f"trial {id}", 1)
    for named in _LIST.findall(sentence):
        plain = named
        for id in finding.trials:
            plain = plain.replace(f"{id} ({of_one(stored, id)})", f"{id}", 1)
        plain = re.sub(r" and (\d+)$", r", \1", plain)
        if re.fullmatch(r"trials \d+(, \d+)*", plain):
            sentence = sentence.replace(named, plain)
    for match in _TOGETHER.finditer(sentence):
        ids = [int(number) for number in match["ids"].split(", ")]
        if not set(ids) <= set(finding.trials):
            continue
        whole = match["more"] and len(ids) + int(match["more"]) == len(finding.trials)
        about = of_many(stored, finding.trials if whole else ids)
        if match["about"] == about and (whole or not match["more"]):
            sentence = sentence.replace(match[0], match[0].removesuffix(f" ({about})"))
    ids = [
        id
        for id in finding.trials
        if f"trial {id} " in finding.sentence or f"trial {id}:" in finding.sentence
    ]
    bare = [
        id
        for id in ids
        if of_one(stored, id) and f"trial {id} ({of_one(stored, id)})" not in finding.sentence
    ]
    return sentence, f"trial {bare[0]} is named by its number alone" if bare else None
