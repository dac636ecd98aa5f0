"""How often findings are right: precision and recall on curves whose outcome is known.

The corpus (``tests/diagnose/corpus_*.npz``) holds curves of nets that were really trained.
``corpus_families.py`` and ``corpus_designs.py`` say what was done to them, ``corpus_tables.py`` on which
kinds of data, ``corpus_labels.py`` how labels are made of it, without the detectors and without the curves
they look at. One part is large data with 60 evaluations (moons, digits, MNIST), shown a second time with a
third of them; the others are small tables with the evaluations that a study makes by default.

Usage: python bench/findings_corpus.py [--train PART] [--part PART] [--wrong NAME]
  --train PART  train a part of the corpus anew first (tables: minutes; large data: half an hour, MNIST and
                banknotes are looked for in TRAINLAB_DATA)
  --part PART   score only this part, and write nothing
  --wrong NAME  list the trials for which a finding is wrong
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import measure
import numpy as np
from corpus_families import EVALUATIONS
from corpus_file import Corpus, join_corpora, read_corpus, write_corpus
from corpus_labels import FEWEST_STEPS, Labels, facts, flattens_at, labels

from trainlab.diagnose import Classes, diagnose_trials
from trainlab.diagnose.symptoms import SYMPTOMS
from trainlab.record import Curves, Finding, Trial

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "diagnose"

FILES = {
    "large data": "corpus_large.npz",
    "tables": "corpus_tables.npz",
    "more tables": "corpus_more_tables.npz",
    "held out": "corpus_held_out.npz",
}
"""The file of each part. Thresholds were chosen on all but the held-out one, which was scored once; what it
gave then is kept in the results as ``scored_once``, for it has been spent on mending since."""

SPARSE = 3
"""One in so many evaluations of large data is shown the second time."""

FIRST_SEEDS = {"tables": 50_000, "more tables": 200_000, "held out": 400_000}
"""The seeds of tables begin here."""

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
    if not whole:
        return 0.0, 1.0
    z, share = 1.96, part / whole
    middle, half = (
        share + z**2 / (2 * whole),
        z * np.sqrt(share * (1 - share) / whole + z**2 / (4 * whole**2)),
    )
    return float((middle - half) / (1 + z**2 / whole)), float((middle + half) / (1 + z**2 / whole))


def read_parts() -> Corpus:
    """All parts."""
    return join_corpora([read_corpus(FOLDER / name) for name in FILES.values()])


def find(corpus: Corpus, every: int = 1) -> list[dict[str, Finding]]:
    """The findings about every trial of a corpus, by symptom.

    Trials on the same data are shown to the detectors together, as a study's are.

    Args:
        corpus: the curves.
        every: one in so many evaluations is shown.
    """
    found: list[dict[str, Finding]] = [{} for _ in corpus.entries]
    studies: dict[str, list[int]] = {}
    for row, entry in enumerate(corpus.entries):
        same = (
            entry["part"],
            entry["data"],
            entry["classes"],
            entry.get("train_counts"),
            entry.get("validation"),
        )
        studies.setdefault(repr(same), []).append(row)
    for rows in studies.values():
        for finding in _diagnose(corpus, rows, every):
            if finding.symptom in SYMPTOMS:
                found[finding.trials[0]][finding.symptom] = finding
    return found


def _diagnose(corpus: Corpus, rows: list[int], every: int) -> list[Finding]:
    """The findings about trials of one study; a trial's id is its row."""
    entries = [corpus.entries[row] for row in rows]
    lengths = [entry["settings"]["steps"] for entry in entries]
    ids, longest = np.array(rows), max(lengths)
    evaluated = [_evaluated(entry)[::every] for entry in entries]
    steps = np.unique(np.concatenate(evaluated))

    def evaluations(name: str) -> Curves:
        values = np.full((len(rows), len(steps)), np.nan)
        # Of large data the train loss of evaluations is kept with what came after.
        after = name == "evaluated_train_loss" and "evaluated" not in entries[0]
        stored = corpus.curves["after" if after else name]
        for place, row in enumerate(rows):
            kept = stored[row][: len(_evaluated(entries[place])) : every].astype(float)
            values[place, np.searchsorted(steps, evaluated[place][: len(kept)])] = kept[
                : len(evaluated[place])
            ]
        return Curves(name, ids, steps, values)

    trials = [_trial(row, corpus, entry) for row, entry in zip(rows, entries, strict=True)]
    train_loss = Curves("train_loss", ids, np.arange(longest), corpus.curves["train_loss"][ids, :longest])
    counts = ":".join(map(str, entries[0].get("train_counts") or ()))
    return diagnose_trials(
        trials, train_loss, evaluations("validation_loss"), evaluations("evaluated_train_loss"),
        classes=Classes.of({"classes": entries[0]["classes"], "class_counts": counts}),
        examples=entries[0].get("validation"),
    )  # fmt: skip


def _evaluated(entry: Mapping[str, Any]) -> np.ndarray:
    """The steps at which a trial was evaluated."""
    length = entry["settings"]["steps"]
    return np.array(entry.get("evaluated") or np.arange(EVALUATIONS + 1) * (length // EVALUATIONS))


def _trial(row: int, corpus: Corpus, entry: Mapping[str, Any]) -> Trial:
    at, steps = entry["diverged_at"], entry["settings"]["steps"]
    names = ("evaluated_train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
    evaluated = _evaluated(entry)

    def measured(place: int) -> dict[str, float]:
        return {
            name: float(corpus.curves[name][row, place])
            for name in names
            if corpus.curves[name].shape[1] > place
        }

    best = entry.get("best_step")
    return Trial(
        row, entry["settings"], population=0, length=steps, steps_per_epoch=entry.get("steps_per_epoch", 1),
        parameters=entry.get("parameters", 1), status="done" if at is None else "diverged",
        steps=steps if at is None else at, diverged_at=at, best_step=best, final=measured(len(evaluated) - 1),
        best={} if best is None else measured(int(np.searchsorted(evaluated, best))),
    )  # fmt: skip


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


@dataclass(frozen=True)
class Interval:
    """How often the interval of ``still falling`` held the step at which the loss flattened.

    Attributes:
        held: of the trials judged, those whose interval held it; one that had not flattened when training
            ended for good is held by an interval that reaches beyond that.
        trials: the trials judged.
        told: of those that flattened, how many had an estimate.
        factor: median of how far the estimate was off, as a factor of the steps left.
    """

    held: int
    trials: int
    told: int
    factor: float


def interval(corpus: Corpus, found: list[dict[str, Finding]], part: str) -> Interval:
    """How good the estimates of the steps left are."""
    held, offs, judged = 0, [], 0
    for row, (trial, truth) in enumerate(zip(facts(corpus), labels(corpus), strict=True)):
        finding = found[row].get("still falling")
        if finding is None or corpus.entries[row]["part"] != part or truth["still falling"] is None:
            continue
        length, seen = flattens_at(trial)
        left = (length - 1) * corpus.entries[row]["settings"]["steps"]
        low, middle, high = (
            finding.evidence.get(name, np.inf) for name in ("steps_left_low", "steps_left", "steps_left_high")
        )
        judged += 1
        held += bool(low <= left <= high) if seen else bool(high >= left)
        if seen and left > 0 and np.isfinite(float(middle)):
            offs.append(abs(np.log(float(middle) / left)))
    return Interval(held, judged, len(offs), float(np.exp(np.median(offs))) if offs else float("nan"))


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


def main() -> None:
    """Score, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument(
        "--train", metavar="PART", choices=FILES, help="train a part of the corpus anew first"
    )
    parser.add_argument("--part", metavar="PART", choices=FILES, help="score only this part, write nothing")
    parser.add_argument(
        "--wrong", metavar="NAME", choices=tuple(SYMPTOMS), help="list what is wrong with a finding"
    )
    options = parser.parse_args()
    if options.train:
        _train(options.train)
    corpus = read_corpus(FOLDER / FILES[options.part]) if options.part else read_parts()
    found = find(corpus)
    if options.wrong:
        print("\n".join(wrong(corpus, found, options.wrong)))
        return
    results = {
        part: report(corpus, found, part) for part in dict.fromkeys(entry["part"] for entry in corpus.entries)
    }
    if not options.part:
        results["large data"]["sparse"] = _told(scores(corpus, find(corpus, SPARSE), "large data"))
        once = json.loads((options.results / "findings_corpus.json").read_text())["scored_once"]
        told = {"curves": len(corpus.entries), "aim": AIM, "parts": results, "scored_once": once}
        measure.write_results(options.results, "findings_corpus", ["trainlab"], told)


def _train(part: str) -> None:
    from corpus_designs import Nets, bursts
    from corpus_tables import TUNED
    from corpus_train import train_large
    from corpus_train_tables import train_tables

    path = FOLDER / FILES[part]
    if part == "large data":
        train_large(path, part)
    elif part == "tables":
        train_tables(path, TUNED, part, FIRST_SEEDS[part], Nets())
    else:
        from corpus_more_tables import HELD_OUT, MORE, NETS

        tables = {"more tables": MORE, "held out": HELD_OUT}[part]
        spikes = path.with_stem(f"{path.stem}_spikes")
        train_tables(path, tables, part, FIRST_SEEDS[part], NETS)
        train_tables(spikes, tables, part, FIRST_SEEDS[part], NETS, bursts)
        write_corpus(path, join_corpora([read_corpus(path), read_corpus(spikes)]))
        spikes.unlink()


def report(corpus: Corpus, found: list[dict[str, Finding]], part: str) -> dict[str, Any]:
    """Print how findings did on a part, and give it as plain data."""
    by_symptom, short = scores(corpus, found, part), scores(corpus, found, part, short=True)
    left = interval(corpus, found, part)
    curves = sum(entry["part"] == part for entry in corpus.entries)

    def told(share: float, right: int, other: int) -> str:
        low, high = share_interval(right, right + other)
        return f"{share:.3f} ({low:.2f} to {high:.2f})"

    measure.print_table(
        f"{part}: {curves} curves",
        ["finding", "precision", "recall", "right", "wrong", "missed", "not so", "unclear", "short"],
        [
            [name, told(score.precision, score.true, score.false),
             told(score.recall, score.true, score.missed),
             score.true, score.false, score.missed, score.clear, score.unclear,
             f"{short[name].true} {short[name].false} {short[name].missed}"]
            for name, score in by_symptom.items()
        ],
    )  # fmt: skip
    print(
        f"short: right, wrong and missed in trials of fewer than {FEWEST_STEPS} steps\n"
        f"steps left: {left.held} of {left.trials} intervals hold; "
        f"the {left.told} estimates of those that flattened are off by a factor of {left.factor:.2f}"
    )
    return {
        "curves": curves, "findings": _told(by_symptom), "short": _told(short),
        "steps_left": {**asdict(left), "factor": _number(left.factor)},
    }  # fmt: skip


def _told(scores: Mapping[str, Score]) -> dict[str, dict[str, float | None]]:
    return {
        name: {**asdict(score), "precision": _number(score.precision), "recall": _number(score.recall)}
        for name, score in scores.items()
    }


def _number(share: float) -> float | None:
    return round(share, 4) if np.isfinite(share) else None


if __name__ == "__main__":
    main()
