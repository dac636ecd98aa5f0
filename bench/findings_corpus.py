"""How often findings are right: precision and recall on the labelled curves of ``evidence/corpus``.

Usage: python bench/findings_corpus.py [--part PART] [--wrong NAME]
  --part PART   score only this part, and write nothing
  --wrong NAME  list the trials for which a finding is wrong
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import measure
import numpy as np

from evidence.corpus.file import Corpus, read_corpus
from evidence.corpus.labels import FEWEST_STEPS
from evidence.corpus.parts import FILES, NUMBERS, SCORES, file_of, read_parts
from evidence.corpus.scores import AIM, Score, scores, share_interval, wrong
from evidence.corpus.shown import SPARSE, find
from evidence.corpus.steps_left import interval
from trainlab.diagnose.symptoms import SYMPTOMS
from trainlab.record import Finding


def main() -> None:
    """Score, print, write."""
    parser = measure.arguments(__doc__, repeats=None, results=SCORES.parent)
    parser.add_argument(
        "--part", metavar="PART", choices=(*FILES, "numbers"), help="score only this part, write nothing"
    )
    parser.add_argument(
        "--wrong", metavar="NAME", choices=tuple(SYMPTOMS), help="list what is wrong with a finding"
    )
    options = parser.parse_args()
    corpus = read_corpus(file_of(options.part)) if options.part else read_parts()
    found = find(corpus)
    if options.wrong:
        print("\n".join(wrong(corpus, found, options.wrong)))
        return
    results = {
        part: report(corpus, found, part) for part in dict.fromkeys(entry["part"] for entry in corpus.entries)
    }
    if not options.part:
        results["large data"]["sparse"] = _told(scores(corpus, find(corpus, SPARSE), "large data"))
        once = json.loads(SCORES.read_text())["scored_once"]
        told = {"curves": len(corpus.entries), "aim": AIM, "parts": results, "scored_once": once}
        numbers = read_corpus(NUMBERS)
        told["numbers"] = report(numbers, find(numbers), "numbers")
        measure.write_results(options.results, SCORES.stem, ["trainlab"], told)


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
