"""Advice that several findings give, and what it says of the trial's settings."""

from __future__ import annotations

import re

from claim_oracles.said import NUMBER, Form, Said, nothing_to_check
from claim_oracles.slow import four_digits

NONE = Form("", nothing_to_check)

WAS = re.compile(rf"(?P<name>[a-z_0-9]+) \(it was (?P<value>{NUMBER}|[a-z_]+|inf)\)")


def was(said: Said) -> None:
    """Every ``name (it was value)`` of the advice is the trial's."""
    for found in WAS.finditer(said.finding.advice):
        truth = four_digits(said.trial.settings.get(found["name"]))
        said.holds(found["value"] == truth, f"{found[0]}; it was {truth}")


RATE_WAS = r"(?: \(it was [^()]+\))?"
LOWER_RATE = Form(rf"Lower learning_rate{RATE_WAS}\.", was)
