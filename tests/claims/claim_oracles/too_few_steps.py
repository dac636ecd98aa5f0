"""``too few steps``: trials of which most cannot be told, and what was not looked for."""

from __future__ import annotations

from claim_oracles.advice import NONE
from claim_oracles.said import Form, Said


def _sentence(said: Said) -> None:
    short = [
        trial for trial in said.stored.trials
        if trial.status in ("done", "stopped") and 0 < len(said.stored.losses(trial.id)) < 40
    ]  # fmt: skip
    said.is_about([trial.id for trial in short])
    said.count("count", len(short), "trials")
    said.holds((said.words["s"] == "s") == (len(short) != 1), "so many trials")
    not_followed = [
        trial for trial in short
        if all(
            len(said.stored.evaluated(curve, trial.id)) < 5
            for curve in ("evaluated_train_loss", "validation_loss")
        )
    ]  # fmt: skip
    said.evidence("not_followed", len(not_followed))
    said.holds(said.has("rest") == bool(not_followed), "some were evaluated fewer than five times")
    if said.has("some"):
        said.count("some", len(not_followed))
        said.holds((said.words["verb"] == "was") == (len(not_followed) == 1), "so many of them")
    elif said.has("rest"):
        said.holds(len(short) == 1, "it is one trial")


SENTENCES = (
    Form(
        r"(?P<count>[\d,]+) trial(?P<s>s?) made fewer than 40 steps, too few to look for spikes, plateaus "
        r"and "
        r"jags(?P<rest>; (?:it was|(?P<some>[\d,]+) of them (?P<verb>was|were)) evaluated fewer than 5 "
        r"times, too "
        r"few to see a late fall or overfitting)?\.",
        _sentence,
    ),
)
ADVICES = (NONE,)
