"""``early spike recovered``: the loss shot up early, and came down again."""

from __future__ import annotations

from claim_oracles.advice import RATE_WAS, was
from claim_oracles.said import NUMBER, Form, Said, nothing_to_check
from claim_oracles.slow import levels, median


def _sentence(said: Said) -> None:
    losses = said.stored.losses(said.trial.id)
    said.count("trial", said.trial.id)
    step = int((said.words["step"] or "").replace(",", ""))
    said.evidence("step", step)
    before = max(_lowest_level(losses[: -(-3 * len(losses) // 10)], step), 1e-12)
    said.number("before", before, evidence="before")
    said.number("height", losses[step], evidence="height")
    said.holds(step <= 0.3 * len(losses), "it was early")
    said.holds(losses[step] > 1.9 * before, "it shot up")
    end = median(levels(losses)[-3:])
    said.number("end", end, evidence="loss")
    said.holds(end < 1.35 * before, "it recovered")
    if said.has("evaluated"):
        _evaluated(said)


def _lowest_level(losses: list[float], step: int) -> float:
    """The lowest median of five steps about one before, the ends of the curve repeated, or the first loss."""
    padded = [losses[0]] * 2 + losses + [losses[-1]] * 2
    return min([losses[0], *(median(padded[place : place + 5]) for place in range(step))])


def _evaluated(said: Said) -> None:
    points = dict(said.stored.evaluated("evaluated_train_loss", said.trial.id))
    since, until = (int((said.words[part] or "").replace(",", "")) for part in ("since", "until"))
    said.evidence("evaluated_since", since)
    said.evidence("evaluated_step", until)
    said.number("low", points[since], evidence="evaluated_before")
    said.number("high", points[until], evidence="evaluated_height")
    said.holds(since < until, "it was lower before")
    said.holds(
        points[since] <= min(loss for step, loss in points.items() if step < until), "it was the lowest"
    )
    said.holds(points[until] > 1.05 * points[since], "it rose")


def _advice(said: Said) -> None:
    was(said)
    settings, advice = said.trial.settings, said.finding.advice
    if "warmup" in advice:
        said.holds(not settings.get("warmup"), "it has no warmup yet")
    if "clip_norm" in advice:
        said.holds(settings.get("clip_norm", "inf") == "inf", "its gradient is not clipped yet")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) had an early spike: at step (?P<step>[\d,]+) its train loss had shot up from "
        rf"(?P<before>{NUMBER}) to (?P<height>{NUMBER})(?P<evaluated> \(its evaluated train loss rose from "
        rf"(?P<low>{NUMBER}) at step (?P<since>[\d,]+) to (?P<high>{NUMBER}) at step (?P<until>[\d,]+)\))?; "
        rf"it recovered and ended at (?P<end>{NUMBER})\.",
        _sentence,
    ),
)
WAYS = r"(?:warmup|clip_norm|warmup or clip_norm)"
ADVICES = (
    Form(
        rf"It did no harm in the end; {WAYS} may avoid it(?:, or lower learning_rate{RATE_WAS})?\.",
        _advice,
    ),
    Form(rf"It did no harm in the end; to avoid it, (?:set {WAYS}|lower learning_rate{RATE_WAS})\.", _advice),
    Form(r"It did no harm in the end\.", nothing_to_check),
)
