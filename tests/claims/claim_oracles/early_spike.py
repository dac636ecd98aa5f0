"""``early spike recovered``: the loss shot up early, and came down again."""

from __future__ import annotations

from itertools import pairwise

from claim_oracles.advice import RATE_WAS, was
from claim_oracles.said import NUMBER, Form, Said
from claim_oracles.slow import borders, geometric, levels, median


def _sentence(said: Said) -> None:
    losses = said.stored.losses(said.trial.id)
    said.count("trial", said.trial.id)
    step = int((said.words["step"] or "").replace(",", ""))
    said.evidence("step", step)
    early = -(-3 * len(losses) // 10)
    at = borders(early, min(80, early))
    said.holds(step in at, "a piece begins there")
    place = at.index(step)
    pieces = [sum(losses[a:b]) / (b - a) for a, b in pairwise(at)]
    tops = [geometric(pieces[place : place + count]) for count in (1, 2) if place + count <= len(pieces)]
    lows = [geometric(pieces[max(end - 3, 0) : end]) for end in range(1, place + 1)]
    said.holds(bool(lows), "something was before it")
    top = min(tops, key=lambda value: abs(value - float(said.words["height"] or 0)))
    said.number("before", min(lows), evidence="before")
    said.number("height", top, evidence="height")
    end = median(levels(losses)[-3:])
    said.number("end", end, evidence="loss")
    said.holds(top > 1.5 * min(lows), "it shot up")
    said.holds(end < 1.35 * min(lows), "it recovered")


def _advice(said: Said) -> None:
    was(said)
    settings = said.trial.settings
    if "warmup" in said.finding.advice:
        said.holds(not settings.get("warmup"), "it has no warmup yet")
    if "clip_norm" in said.finding.advice:
        said.holds(settings.get("clip_norm", "inf") == "inf", "its gradient is not clipped yet")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) had an early spike: around step (?P<step>[\d,]+) its train loss shot up from "
        rf"(?P<before>{NUMBER}) to (?P<height>{NUMBER}); it recovered and ended at (?P<end>{NUMBER})\.",
        _sentence,
    ),
)
ADVICES = (
    Form(
        rf"It did no harm in the end; warmup or clip_norm avoid it(?:, or lower learning_rate{RATE_WAS})?\.",
        _advice,
    ),
)
