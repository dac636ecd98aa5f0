"""``overfits``: the validation loss rose from an early minimum while the train loss fell."""

from __future__ import annotations

from claim_oracles.said import NUMBER, Form, Said
from claim_oracles.slow import LEVELS, levels, mean, part_of


def _sentence(said: Said) -> None:
    trial = said.trial
    evaluations = said.stored.evaluated("validation_loss", trial.id)
    lowest = min(loss for _, loss in evaluations)
    said.count("trial", trial.id)
    said.number("lowest", lowest, evidence="lowest")
    step = int((said.words["step"] or "").replace(",", ""))
    said.evidence("step", step)
    said.holds(
        any(at == step and loss == lowest for at, loss in evaluations), f"it was lowest at step {step}"
    )
    said.number("last", evaluations[-1][1], evidence="last")
    said.holds(evaluations[-1][1] > lowest, "it rose")
    losses = said.stored.losses(trial.id)
    tenth = max(len(losses) // 10, 1)
    begin = max(min(step - tenth // 2, len(losses) - tenth), 0)
    said.holds(mean(losses[-tenth:]) < mean(losses[begin : begin + tenth]), "its train loss fell")
    parts = levels(losses)
    said.holds(parts[-1] < parts[part_of(min(step, len(losses) - 1), len(losses))], "its last level is lower")
    said.holds(len(losses) >= LEVELS, "it is long enough")


def _remedy(said: Said) -> None:
    settings, advice = said.trial.settings, said.finding.advice
    watched = settings.get("early_stopping")
    if "Watch validation_loss" in advice:
        said.holds(watched != "validation_loss", "it does not watch validation_loss yet")
    if "Its best weights are from before" in advice:
        said.holds(said.trial.stopped_by == "early_stopping", "early stopping ended it")
    if "best weights" in advice:
        said.holds(watched != "train_loss", "its best weights are not those of the train loss")


SENTENCES = (
    Form(
        rf"trial (?P<trial>\d+) overfits: its validation loss was lowest, (?P<lowest>{NUMBER}), at step "
        rf"(?P<step>[\d,]+) and rose to (?P<last>{NUMBER}) while its train loss fell\.",
        _sentence,
    ),
)
ADVICES = (
    Form(
        r"(?:Watch validation_loss with early_stopping, train shorter, or regularise|Its best weights are "
        r"from "
        r"before; to get further, regularise|Take its best weights, train shorter, or regularise): l2, "
        r"weight_decay, dropout, a smaller net\.",
        _remedy,
    ),
)
