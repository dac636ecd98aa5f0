"""Steps of tiny nets here and in another checkout, in turns: time a step and trial, and whole processes.

    python bench/tiny_steps.py --against CHECKOUT [--repeats N]

The time of a step is what a study records, divided by the trials that are stepped together; ``training``
holds the evaluations and commits, too. Whole processes are ``trainlab run moons --net 2-4-2`` with 320
trials, programs taken from the cache. About five minutes on a quiet machine.
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import measure

HERE = Path(__file__).parent.parent
CASES: dict[str, dict[str, Any]] = {
    "4-6-6-1, batch 32, sgd, 64 trials": {"net": "4-6-6-1", "batch": 32, "optimizer": "sgd", "trials": 64},
    "4-6-6-1, batch 32, sgd, 128 trials": {"net": "4-6-6-1", "batch": 32, "optimizer": "sgd", "trials": 128},
    "2-4-2, batch 100, sgd, 320 trials": {"net": "2-4-2", "batch": 100, "optimizer": "sgd", "trials": 320},
    "4-6-6-1, batch 32, adam, 64 trials": {"net": "4-6-6-1", "batch": 32, "optimizer": "adam", "trials": 64},
    "4-6-6-1, batch 32, nadam, 64 trials": {
        "net": "4-6-6-1",
        "batch": 32,
        "optimizer": "nadam",
        "trials": 64,
    },
}
EXAMPLES, STEPS = 64_000, 8000
STUDIES = {"320 trials x 200 steps": 200, "320 trials x 4,000 steps": 4000}


def worker(checkout: Path, cache: Path) -> measure.Worker:
    """A process that runs the studies of a checkout."""
    environment = measure.environment(PYTHONPATH=checkout / "src", TRAINLAB_CACHE=cache)
    return measure.Worker("trainlab", "trainlab_steps.py", environment)


def whole_process(checkout: Path, cache: Path, steps: int) -> float:
    """Seconds of one command from start to end."""
    with tempfile.TemporaryDirectory() as root:
        command = [
            sys.executable, "-m", "trainlab", "run", "moons", "--net", "2-4-2", "--set", "optimizer=sgd",
            f"steps={steps}", "batch_size=100", "--vary", "learning_rate=log:0.001:10:64", "--seeds", "5",
            "--root", root,
        ]  # fmt: skip
        environment = measure.environment(PYTHONPATH=checkout / "src", TRAINLAB_CACHE=cache)
        return measure.timed_process(command, environment)[0]


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=5)
    parser.add_argument("--against", type=Path, required=True, metavar="CHECKOUT", help="the other checkout")
    options = parser.parse_args()
    results: dict[str, Any] = {"against": options.against.name}
    with tempfile.TemporaryDirectory() as folder:
        places = {"there": options.against.resolve(), "here": HERE}
        caches = {name: Path(folder) / name for name in places}
        workers = {name: worker(place, caches[name]) for name, place in places.items()}
        rows = []
        for title, case in CASES.items():
            question = {**case, "steps": STEPS, "examples": EXAMPLES}
            asked = {name: partial(one.ask, question) for name, one in workers.items()}
            taken = measure.interleaved(asked, options.repeats)
            both = {name: [answer["seconds"] for answer in answers] for name, answers in taken.items()}
            whole = {name: [answer["train_seconds"] for answer in answers] for name, answers in taken.items()}
            rows.append([
                title, *(f"{median(both[name]) * 1e6:.2f}" for name in places),
                f"{measure.ratio(both['there'], both['here']):.1f}",
                f"{measure.ratio(whole['there'], whole['here']):.1f}",
            ])  # fmt: skip
            results[title] = {name: measure.summary(both[name]) for name in places}
        for one in workers.values():
            one.close()
        measure.print_table("us a step and trial", ["work", *places, "times", "training, times"], rows)
        rows = []
        for title, steps in STUDIES.items():
            asked = {name: partial(whole_process, places[name], caches[name], steps) for name in places}
            taken = measure.interleaved(asked, options.repeats)
            rows.append([
                title, *(f"{median(taken[name]):.2f}" for name in places),
                f"{measure.ratio(taken['there'], taken['here']):.2f}",
            ])  # fmt: skip
            results[title] = {name: measure.summary(taken[name]) for name in places}
        measure.print_table("seconds of a process, warm", ["study", *places, "times"], rows)
    measure.write_results(options.results, "tiny_steps", ["trainlab"], results)


if __name__ == "__main__":
    main()
