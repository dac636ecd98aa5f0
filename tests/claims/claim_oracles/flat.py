"""``flat since``: the loss stopped changing long before training ended."""

from __future__ import annotations

from claim_oracles.advice import was
from claim_oracles.said import NUMBER, Form, Said
from claim_oracles.slow import LEVELS, borders, levels, mean, middle, scatter


def _sentence(said: Said) -> None:
    losses = said.stored.losses(said.trial.id)
    parts, at = levels(losses), borders(len(losses))[:-1]
    said.count("trial", said.trial.id)
    step = int((said.words["step"] or "").replace(",", ""))
    said.evidence("step", step)
    said.holds(step in at, "a level begins there")
    since = at.index(step)
    said.number("share", 1 - since / LEVELS, ".0%", evidence="share")
    level = middle(parts[LEVELS // 2 :])
    said.number("loss", level, evidence="loss")
    rest = parts[since:]
    noise = scatter(rest)
    half = len(rest) // 2
    allowed = max(0.15 * level, 4 * noise / half**0.5)
    said.holds(abs(mean(rest[:half]) - mean(rest[half:])) <= allowed, "its halves since then are alike")
    near = [abs(value - level) <= 0.1 * level + 3 * noise for value in rest]
    said.holds(sum(near) >= 0.8 * len(near), "it stayed near that")


def _advice(said: Said) -> None:
    was(said)
    if "Stop sooner" in said.finding.advice:
        said.holds(said.trial.stopped_by == "early_stopping", "early stopping ended it")
    if "lower patience" in said.finding.advice:
        said.holds(said.trial.settings.get("patience", 1) != 1, "its patience can be lowered")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) was flat since step (?P<step>[\d,]+): its train loss stayed at "
        rf"(?P<loss>{NUMBER}) for "
        rf"(?P<share>\d+%) of training\.",
        _sentence,
    ),
)
ADVICES = (
    Form(
        r"(?:Stop sooner: lower patience \(it was \d+\) or raise min_delta(?: \(it was [^()]+\))?|Train "
        r"shorter), or "
        r"change what it is stuck on: learning_rate, net or batch_size\.",
        _advice,
    ),
)
