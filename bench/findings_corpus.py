"""How often findings are right: precision and recall on curves whose outcome is known.

The corpus (``tests/diagnose/corpus_*.npz``) holds curves of nets that were really trained on moons, digits
and MNIST. ``corpus_families.py`` says what was done to them, ``corpus_labels.py`` how labels are made of it,
without the detectors and without the curves they look at. Thresholds were chosen on the part called ``tune``;
this prints what they are worth on the other, held-out part, with which it shares no trial. All is done twice,
the second time with a third of the evaluations, as few as a study of twenty epochs makes.

Usage: python bench/findings_corpus.py [--train] [--wrong NAME]
  --train       train the corpus anew first (an hour; MNIST is looked for in TRAINLAB_DATA)
  --wrong NAME  list the trials for which a finding is wrong, in both parts
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import measure
import numpy as np
from corpus_families import EVALUATIONS, PARTS
from corpus_file import Corpus, join_corpora, read_corpus
from corpus_labels import Labels, facts, flattens_at, label

from trainlab.diagnose import diagnose_trials
from trainlab.diagnose.symptoms import SYMPTOMS
from trainlab.record import Curves, Finding, Trial

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "diagnose"

FILES = {"tune": ("corpus_tune_1.npz", "corpus_tune_2.npz"), "held out": ("corpus_held_out.npz",)}
"""The files each part is kept in, its places shared out among them."""

SPARSE = 3
"""One in so many evaluations is shown the second time."""

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


def read_parts() -> Corpus:
    """Both parts."""
    return join_corpora([read_corpus(FOLDER / name) for files in FILES.values() for name in files])


def find(corpus: Corpus, every: int = 1) -> list[dict[str, Finding]]:
    """The findings about every trial of a corpus, by symptom.

    Args:
        corpus: the curves.
        every: one in so many evaluations is shown to the detectors.
    """
    found: list[dict[str, Finding]] = [{} for _ in corpus.entries]
    for classes in sorted({entry["classes"] for entry in corpus.entries}):
        rows = [row for row, entry in enumerate(corpus.entries) if entry["classes"] == classes]
        trials = [_trial(row, corpus.entries[row]) for row in rows]
        train = corpus.curves["train_loss"][rows]
        for length in sorted({trial.length for trial in trials}):
            some = [place for place, trial in enumerate(trials) if trial.length == length]
            ids = np.array([rows[place] for place in some])
            findings = diagnose_trials(
                [trials[place] for place in some],
                Curves("train_loss", ids, np.arange(length), train[some, :length]),
                Curves(
                    "validation_loss", ids, np.arange(0, EVALUATIONS + 1, every) * (length // EVALUATIONS),
                    corpus.curves["validation_loss"][ids, ::every].astype(float),
                ),
                classes=classes,
            )  # fmt: skip
            for finding in findings:
                found[finding.trials[0]][finding.symptom] = finding
    return found


def _trial(id: int, entry: Mapping[str, Any]) -> Trial:
    at, steps = entry["diverged_at"], entry["settings"]["steps"]
    return Trial(
        id, entry["settings"], population=0, length=steps, steps_per_epoch=1, parameters=1,
        status="done" if at is None else "diverged", steps=steps if at is None else at, diverged_at=at,
    )  # fmt: skip


def scores(corpus: Corpus, found: list[dict[str, Finding]], part: str) -> dict[str, Score]:
    """Every symptom's score on one part of the corpus."""
    rows = [row for row, entry in enumerate(corpus.entries) if entry["part"] == part]
    trials = facts(corpus)
    labels = {row: label(trials[row]) for row in rows}
    return {symptom: _score(symptom, [labels[row] for row in rows], [found[row] for row in rows])
            for symptom in SYMPTOMS}  # fmt: skip


def _score(symptom: str, labels: list[Labels], found: list[dict[str, Finding]]) -> Score:
    pairs = [(truth[symptom], symptom in findings) for truth, findings in zip(labels, found, strict=True)]
    return Score(
        true=pairs.count((True, True)), false=pairs.count((False, True)), missed=pairs.count((True, False)),
        clear=pairs.count((False, False)) + pairs.count((False, True)),
        unclear=sum(truth is None for truth, _ in pairs),
    )  # fmt: skip


@dataclass(frozen=True)
class Interval:
    """How often the interval of ``still falling`` held the step at which the loss flattened.

    Attributes:
        held: of the trials judged, those whose interval held it; one that had not flattened when training
            ended for good is held by an interval that reaches beyond that.
        trials: the trials judged.
        factor: median of how far the estimate was off, as a factor of the steps left, where they flattened.
    """

    held: int
    trials: int
    factor: float


def interval(corpus: Corpus, found: list[dict[str, Finding]], part: str) -> Interval:
    """How good the estimates of the steps left are."""
    held, offs, judged = 0, [], 0
    for row, trial in enumerate(facts(corpus)):
        finding = found[row].get("still falling")
        if finding is None or corpus.entries[row]["part"] != part or label(trial)["still falling"] is None:
            continue
        length, seen = flattens_at(trial)
        left = (length - 1) * corpus.entries[row]["settings"]["steps"]
        low, middle, high = (
            finding.evidence.get(name, np.inf) for name in ("steps_left_low", "steps_left", "steps_left_high")
        )
        judged += 1
        held += bool(low <= left <= high) if seen else bool(high >= left)
        if seen and left > 0:
            offs.append(abs(np.log(float(middle) / left)))
    return Interval(held, judged, float(np.exp(np.median(offs))) if offs else float("nan"))


def wrong(corpus: Corpus, found: list[dict[str, Finding]], symptom: str) -> list[str]:
    """A line for every trial that a finding is wrong about."""
    lines = []
    for row, trial in enumerate(facts(corpus)):
        truth = label(trial)[symptom]
        if truth is not None and truth != (symptom in found[row]):
            entry = corpus.entries[row]
            told = ", ".join(found[row]) or "nothing"
            settings = {name: entry["settings"].get(name) for name in ("learning_rate", "pieces", "seed")}
            kind = "missed" if truth else "false alarm"
            lines.append(
                f"{kind} {row}: {entry['data']}, {entry['part']}, {entry['family']} {settings}: {told}"
            )
    return lines


def main() -> None:
    """Score, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--train", action="store_true", help="train the corpus anew first")
    parser.add_argument("--wrong", metavar="NAME", choices=SYMPTOMS, help="list what is wrong with a finding")
    options = parser.parse_args()
    if options.train:
        from corpus_train import train_corpus

        for part, names in FILES.items():
            train_corpus([FOLDER / name for name in names], part)
    corpus = read_parts()
    found = find(corpus)
    if options.wrong:
        print("\n".join(wrong(corpus, found, options.wrong)))
        return
    sparse = find(corpus, SPARSE)
    results: dict[str, Any] = {"curves": len(corpus.entries), "aim": AIM, "parts": {}}
    for part in PARTS:
        by_symptom, thinned = scores(corpus, found, part), scores(corpus, sparse, part)
        left = interval(corpus, found, part)
        curves = sum(entry["part"] == part for entry in corpus.entries)
        measure.print_table(
            f"{part}: {curves} curves",
            ["finding", "precision", "recall", "right", "wrong", "missed", "not so", "unclear", "sparse"],
            [
                [name, f"{score.precision:.3f}", f"{score.recall:.3f}", score.true, score.false, score.missed,
                 score.clear, score.unclear, f"{thinned[name].precision:.3f} {thinned[name].recall:.3f}"]
                for name, score in by_symptom.items()
            ],
        )  # fmt: skip
        print(
            f"steps left: {left.held} of {left.trials} intervals hold; "
            f"the estimate is off by a factor of {left.factor:.2f}"
        )
        results["parts"][part] = {
            "curves": curves, "findings": _told(by_symptom), "sparse": _told(thinned),
            "steps_left": asdict(left),
        }  # fmt: skip
    measure.write_results(options.results, "findings_corpus", ["trainlab"], results)


def _told(scores: Mapping[str, Score]) -> dict[str, dict[str, float | None]]:
    return {
        name: {**asdict(score), "precision": _number(score.precision), "recall": _number(score.recall)}
        for name, score in scores.items()
    }


def _number(share: float) -> float | None:
    return round(share, 4) if np.isfinite(share) else None


if __name__ == "__main__":
    main()
