"""What is kept of a trained part: the curves detectors see, and labels instead of what they are made of."""

from __future__ import annotations

from typing import Any

from evidence.corpus.facts import facts
from evidence.corpus.falling import flattens_at
from evidence.corpus.families import CONTINUED, EVALUATIONS
from evidence.corpus.file import HIDDEN, SEEN, Corpus
from evidence.corpus.labels import Labels, label

FOR_LABELS = ("spike_at", "flipped_from", "tenfold", "sampled", "jumps")
"""What an entry says for labels alone."""


def keep(trained: Corpus) -> Corpus:
    """Label a part that was trained, and leave out what only labels need."""
    entries = []
    for entry, trial in zip(trained.entries, facts(trained), strict=True):
        known = {name: value for name, value in entry.items() if name not in FOR_LABELS}
        entries.append({**known, "labels": label(trial), "flattens": flattens_at(trial)})
    curves = {name: trained.curves[name] for name in SEEN}
    if not curves["evaluated_train_loss"].shape[1]:
        # Of large data it is the beginning of what came after.
        curves["evaluated_train_loss"] = trained.curves["after"][:, : EVALUATIONS + 1]
    return Corpus(entries, curves | {name: trained.curves[name][:, :0] for name in HIDDEN})


def labels(corpus: Corpus) -> list[Labels]:
    """The labels of every trial of what is kept."""
    return [entry["labels"] for entry in corpus.entries]


def steps_left(entry: dict[str, Any]) -> tuple[float, bool]:
    """After how many more steps a trial's loss flattened.

    Returns:
        The steps, and whether that was seen: else it had not flattened when training ended for good.
    """
    at = entry["flattens"]
    lengths = CONTINUED if at is None else at / EVALUATIONS
    return (lengths - 1) * entry["settings"]["steps"], at is not None
