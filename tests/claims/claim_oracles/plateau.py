"""``plateau then drop``: the loss stood still for long, and then came down."""

from __future__ import annotations

from claim_oracles.said import NUMBER, Form, Said, nothing_to_check
from claim_oracles.slow import borders, levels, mean, median


def _sentence(said: Said) -> None:
    losses = said.stored.losses(said.trial.id)
    parts, at = levels(losses), [*borders(len(losses))[:-1], len(losses) - 1]
    said.count("trial", said.trial.id)
    since, until = (int((said.words[part] or "").replace(",", "")) for part in ("since", "until"))
    said.evidence("step", since)
    said.evidence("until", until)
    said.holds(since in at and until in at, "its ends are where levels begin")
    first, last = at.index(since), len(at) - 1 - at[::-1].index(until)
    stretch = parts[first:last]
    said.number("plateau", median(stretch), evidence="plateau")
    after = min(parts[last - 1 :])
    said.number("after", after, evidence="loss")
    half = len(stretch) // 2
    said.holds(len(stretch) >= 8, "it lasted a fifth of training")
    said.holds(abs(mean(stretch[:half]) / mean(stretch[half:]) - 1) < 0.08, "it stayed where it was")
    near = [abs(value / median(stretch) - 1) < 0.15 for value in stretch]
    said.holds(sum(near) >= 0.8 * len(near), "it stayed near that")
    said.holds(after < 0.8 * median(stretch), "it dropped")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) was on a plateau: its train loss stayed at (?P<plateau>{NUMBER}) from step "
        rf"(?P<since>[\d,]+) to (?P<until>[\d,]+) and then dropped to (?P<after>{NUMBER})\.",
        _sentence,
    ),
)
ADVICES = (
    Form(
        r"Do not stop a trial like it early; if the plateau is at the start, another weight_init or a larger "
        r"learning_rate may shorten it\.",
        nothing_to_check,
    ),
)
