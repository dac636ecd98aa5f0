"""How often findings are right: precision and recall on curves whose outcome is known.

The corpus holds curves of nets that were really trained. ``families.py`` and ``designs.py`` say what was done
to them, ``tables.py`` and ``more_tables.py`` on which kinds of data, ``labels.py`` how labels are made of it,
without the detectors and without the curves they look at. One part is large data with 60 evaluations (moons,
digits, MNIST), shown a second time with a third of them; the others are small tables with the evaluations
that a study makes by default.
"""

from __future__ import annotations

from dataclasses import dataclass

from evidence.corpus.file import Corpus
from evidence.corpus.kept import labels
from evidence.corpus.labels import FEWEST_STEPS, Labels
from trainlab.diagnose.symptoms import SYMPTOMS
from trainlab.record import Finding
from trainlab.statistics.wilson import NINETY_FIVE, wilson

AIM = {"precision": 0.95, "recall": 0.9}


@dataclass(frozen=True)
class Score:
    """How a finding did on some trials; those whose label is None are left out.

    Attributes:
        true, false, missed: findings that are right, that are wrong, and those that should have been made.
        clear: trials it is clear not to be true of.
        unclear: trials whose label is a matter of taste.
    """

    true: int
    false: int
    missed: int
    clear: int
    unclear: int

    @property
    def precision(self) -> float:
        """Share of what was found that is so."""
        found = self.true + self.false
        return self.true / found if found else float("nan")

    @property
    def recall(self) -> float:
        """Share of what is so that was found."""
        there = self.true + self.missed
        return self.true / there if there else float("nan")


def share_interval(part: int, whole: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson 1927), as if trials were independent."""
    return wilson(part / whole, whole, NINETY_FIVE) if whole else (0.0, 1.0)


def scores(
    corpus: Corpus, found: list[dict[str, Finding]], part: str, *, short: bool = False
) -> dict[str, Score]:
    """Every symptom's score on one part of the corpus.

    Args:
        corpus, found: the curves, and what was found.
        part: name of the part.
        short: score the trials of fewer than ``FEWEST_STEPS`` steps, instead of all others.
    """
    rows = [row for row, entry in enumerate(corpus.entries)
            if entry["part"] == part and (entry["settings"]["steps"] < FEWEST_STEPS) == short]  # fmt: skip
    truth = labels(corpus)
    return {symptom: _score(symptom, [truth[row] for row in rows], [found[row] for row in rows])
            for symptom in SYMPTOMS}  # fmt: skip


def _score(symptom: str, truths: list[Labels], found: list[dict[str, Finding]]) -> Score:
    pairs = [(truth[symptom], symptom in findings) for truth, findings in zip(truths, found, strict=True)]
    return Score(
        true=pairs.count((True, True)), false=pairs.count((False, True)), missed=pairs.count((True, False)),
        clear=pairs.count((False, False)) + pairs.count((False, True)),
        unclear=sum(truth is None for truth, _ in pairs),
    )  # fmt: skip


def wrong(corpus: Corpus, found: list[dict[str, Finding]], symptom: str) -> list[str]:
    """A line for every trial that a finding is wrong about."""
    lines = []
    for row, truths in enumerate(labels(corpus)):
        truth = truths[symptom]
        if truth is not None and truth != (symptom in found[row]):
            entry = corpus.entries[row]
            told = ", ".join(found[row]) or "nothing"
            names = ("optimizer", "learning_rate", "batch_size", "steps", "pieces", "seed")
            settings = {name: entry["settings"][name] for name in names if name in entry["settings"]}
            kind = "missed" if truth else "false alarm"
            lines.append(
                f"{kind} {row}: {entry['part']}, {entry['data']}, {entry['family']} {settings}: {told}"
            )
    return lines
