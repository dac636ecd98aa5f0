"""How many optimizers, schedules and activations there are, where pages say it."""

from __future__ import annotations

import re
from pathlib import Path

from trainlab.activations import ACTIVATIONS
from trainlab.optimizers import OPTIMIZERS
from trainlab.schedules import SCHEDULES

REPOSITORY = Path(__file__).parents[2]

WORDS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip


def text_of(page: str) -> str:
    """A page with one blank between words."""
    return " ".join((REPOSITORY / page).read_text(encoding="utf-8").split())


def test_the_readme_counts_optimizers_and_schedules():
    page = text_of("README.md")
    assert f"nets, {WORDS[len(OPTIMIZERS)]} optimizers and {WORDS[len(SCHEDULES)]} schedules," in page
    assert f"the weights of all {WORDS[len(OPTIMIZERS)]} to 5e-6" in page


def test_the_changelog_lists_optimizers_and_counts_the_others():
    page = text_of("CHANGELOG.md")
    (listed,) = re.findall(r"- Optimizers with .*?: (.*?)\. ", page)
    said = {name.lower().replace("-", "_").replace(" ", "_") for name in re.split(", | and ", listed)}
    assert said == {*OPTIMIZERS}
    assert f"{WORDS[len(SCHEDULES)].capitalize()} schedules, with warm-up" in page
    assert f"{WORDS[len(ACTIVATIONS)]} activations, initialisations" in page
