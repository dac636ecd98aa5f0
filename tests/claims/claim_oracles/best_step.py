"""``too long``, ``too short``: when the better trials were best."""

from __future__ import annotations

from claim_oracles.said import NUMBER, Form, Said, nothing_to_check
from claim_oracles.settings_of import ranked_trials
from claim_oracles.slow import median


def _sentence(said: Said) -> None:
    done = [
        trial for trial in ranked_trials(said.stored.trials)
        if trial.status == "done" and trial.best_step is not None
    ]  # fmt: skip
    better = done[: round(len(done) / 2)]
    places = [(trial.best_step or 0) / max(trial.length, 1) for trial in better]
    said.count("better", len(better), "trials")
    early = said.words["end"] == "first"
    said.text("bound", "10%" if early else "25%")
    there = sum(place < 0.1 if early else place > 0.75 for place in places)
    if said.has("there"):
        said.count("there", there)
    said.holds((there == len(better)) != said.has("there"), "all are called all")
    said.evidence("share", there / len(better))
    said.number("median", median(places), ".0%", evidence="median")


SENTENCES = (
    Form(
        rf"in (?:all|(?P<there>\d+) of the) (?P<better>\d+) better trials the best evaluation came in the "
        rf"(?P<end>first|last) "
        rf"(?P<bound>\d+%) of training \(median (?P<median>{NUMBER}%) of training\)\.",
        _sentence,
    ),
)


def _stop_early(said: Said) -> None:
    for trial in said.stored.trials:
        if trial.status == "done":
            return
    said.holds(False, "some trial made all its steps")


ADVICES = (
    Form(r"Train far shorter, or stop early: early_stopping=validation_loss\.", _stop_early),
    Form(r"Train longer, and tune the schedule for that length again\.", nothing_to_check),
)
