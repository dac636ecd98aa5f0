"""Steps of convolutional nets here and in another checkout, in turns: a step and trial, and compiling.

    TRAINLAB_CACHE=$(mktemp -d) python bench/conv_steps.py --against CHECKOUT [--repeats N] [--only WORDS]

The time of a step is what a study records, divided by the trials that are stepped together; compiling is that
of all programs of the study in the first turn, the cache being empty. An evaluation is one of 10,000
examples, with a step of 16 before it. Eight minutes.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import measure

HERE = Path(__file__).parent.parent
NOTE = "avgpool2 conv3x3x3:sigmoid conv3x3x1:sigmoid avgpool3 conv3x3x10 flatten"
"""The net of 158 parameters."""

CASES: dict[str, dict[str, Any]] = {
    "158 parameters, batch 1024, nadam": {"net": NOTE, "optimizer": "nadam", "batch": 1024},
    "158 parameters, batch 16, nadam": {"net": NOTE, "optimizer": "nadam", "batch": 16},
    "conv3x3x8 maxpool2, batch 32": {"net": "conv3x3x8 maxpool2 flatten dense10", "batch": 32},
    "conv3x3x8 maxpool2, batch 128": {"net": "conv3x3x8 maxpool2 flatten dense10", "batch": 128},
    "conv3x3x4 twice, maxpool2 between, batch 128": {
        "net": "conv3x3x4 maxpool2 conv3x3x4 maxpool2 flatten dense10", "batch": 128,
    },
    "conv3x3x4:tanh twice, avgpool2 between, batch 128": {
        "net": "conv3x3x4:tanh avgpool2 conv3x3x4:tanh avgpool2 flatten dense10", "batch": 128,
    },
    "conv3x3x8 batchnorm maxpool2, batch 100": {
        "net": "conv3x3x8 batchnorm:relu maxpool2 flatten dense10", "batch": 100,
    },
    "conv5x5x6/2 conv5x5x12/2, batch 128": {"net": "conv5x5x6/2 conv5x5x12/2 flatten dense10", "batch": 128},
    "conv3x3x16 and 32, maxpool2 each, batch 128": {
        "net": "conv3x3x16 maxpool2 conv3x3x32 maxpool2 flatten dense10", "batch": 128, "trials": 2,
    },
}  # fmt: skip
EXAMPLES = 20 * 1024
SHAPE = (28, 28, 1)


EVALUATED = 9000
"""Training examples an evaluation measures, besides the 1,000 held out."""


def question(case: dict[str, Any]) -> dict[str, Any]:
    """What a worker is asked."""
    steps = max(40, 8000 // case["batch"])
    given = {"optimizer": "adam", "trials": 8, "shape": SHAPE, "classes": 10, **case}
    return {**given, "steps": steps, "examples": EXAMPLES}


def evaluating(case: dict[str, Any]) -> dict[str, Any]:
    """The same of a study that evaluates after every small step."""
    return {**question(case), "batch": 16, "steps": 20, "eval_every": 1, "eval_examples": EVALUATED}


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=5)
    parser.add_argument("--against", type=Path, required=True, metavar="CHECKOUT", help="the other checkout")
    parser.add_argument("--only", default="", metavar="WORDS", help="cases whose title has these words")
    options = parser.parse_args()
    places = {"there": options.against.resolve(), "here": HERE}
    results: dict[str, Any] = {"against": options.against.name}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        workers = {
            name: measure.Worker(
                "trainlab", "trainlab_steps.py",
                measure.environment(PYTHONPATH=place / "src", TRAINLAB_CACHE=Path(folder) / name),
            )
            for name, place in places.items()
        }  # fmt: skip
        for title, case in CASES.items():
            if options.only not in title:
                continue
            asked = {name: partial(one.ask, question(case)) for name, one in workers.items()}
            first = measure.interleaved(asked, 1)
            taken = measure.interleaved(asked, options.repeats)
            both = {name: [answer["seconds"] for answer in answers] for name, answers in taken.items()}
            compiling = {name: answers[0]["compile_seconds"] for name, answers in first.items()}
            asked = {name: partial(one.ask, evaluating(case)) for name, one in workers.items()}
            measure.interleaved(asked, 1)
            taken = measure.interleaved(asked, options.repeats)
            whole = {name: [answer["train_seconds"] for answer in answers] for name, answers in taken.items()}
            rows.append([
                title, *(f"{median(both[name]) * 1e6:.0f}" for name in places),
                f"{measure.ratio(both['there'], both['here']):.2f}",
                *(f"{compiling[name]:.1f}" for name in places),
                *(f"{median(whole[name]) * 1e3:.1f}" for name in places),
                f"{measure.ratio(whole['there'], whole['here']):.2f}",
            ])  # fmt: skip
            results[title] = {name: measure.summary(both[name]) for name in places}
            results[title]["compile_seconds"] = compiling
            results[title]["evaluation"] = {name: measure.summary(whole[name]) for name in places}
        for one in workers.values():
            one.close()
    measure.print_table(
        "us of a step and trial, seconds of compiling, and ms of an evaluation and trial",
        ["work", *places, "times", "compile: there", "here", "evaluation: there", "here", "times"],
        rows,
    )
    measure.write_results(options.results, "conv_steps", ["trainlab"], results)


if __name__ == "__main__":
    main()
