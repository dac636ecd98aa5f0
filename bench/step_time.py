"""Seconds a step takes, per trial: trainlab's engine against model.fit in Keras and an eager loop in PyTorch.

trainlab's figure is what a study records (``seconds_per_step``), divided by the trials stepped together;
beside it stands the whole time spent training, with evaluations and commits. A baseline trains one net, in
one long epoch, compiled before it is timed; PyTorch takes one thread or all, whichever is faster for the
net. For the larger nets a second table says what share of the machine's peak of float32 matrix products the
steps reach: of the peak at 1024 x 1024 x 1024, and of the peak at the very shapes of the step, both
measured just before and just after it on all CPU devices at the same time.

Usage: python bench/step_time.py [--only trainlab] [--repeats N] [--quick]
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from statistics import median
from typing import Any

import measure

Product = tuple[int, int, int, int]
"""Rows, inner, columns of a matrix product, and which axis of its left side is contracted."""


@dataclass(frozen=True)
class Case:
    """One net and recipe to time.

    Attributes:
        net, optimizer, batch: what a step does.
        trials: trials of trainlab's study.
        steps: steps of its study.
        baseline_steps: steps of a baseline's epoch.
        large: whether matrix products are what counts, so that their share of the peak is worked out.
    """

    net: str
    optimizer: str
    batch: int
    trials: int
    steps: int
    baseline_steps: int
    large: bool = False

    @property
    def title(self) -> str:
        """The case in words."""
        trials = f"{self.trials} trials" if self.trials > 1 else "1 trial"
        return f"{self.net}, batch {self.batch}, {self.optimizer}, {trials}"

    def shorter(self, times: int) -> Case:
        """The same with fewer steps."""
        return replace(self, steps=self.steps // times, baseline_steps=self.baseline_steps // times)

    def key(self, library: str) -> str:
        """What the measurement of a library is kept under."""
        return f"{library}: {self.title}"

    @property
    def units(self) -> list[int]:
        """Units of every layer, inputs first."""
        return [int(part) for part in self.net.split("-")]

    def products(self) -> list[Product]:
        """The matrix products of a step: h = x W, dW = x^T dz and, but for the first layer, dx = dz W^T."""
        layers = list(pairwise(self.units))
        forward = [(self.batch, before, after, 1) for before, after in layers]
        kernels = [(before, self.batch, after, 0) for before, after in layers]
        inputs = [(self.batch, after, before, 1) for before, after in layers[1:]]
        return [*forward, *kernels, *inputs]

    @property
    def flops(self) -> int:
        """Additions and multiplications of the products of one step."""
        return sum(2 * rows * inner * columns for rows, inner, columns, _ in self.products())


CASES = (
    Case("4-6-6-1", "sgd", 32, trials=64, steps=20_000, baseline_steps=2000),
    Case("2-4-2", "sgd", 100, trials=320, steps=4000, baseline_steps=2000),
    Case("784-128-10", "sgd", 100, trials=8, steps=1000, baseline_steps=500, large=True),
    Case("784-128-10", "adam", 100, trials=8, steps=1000, baseline_steps=500, large=True),
    Case("784-512-10", "sgd", 50, trials=4, steps=1000, baseline_steps=1000, large=True),
    Case("784-512-10", "adam", 50, trials=4, steps=1000, baseline_steps=1000, large=True),
)

SQUARE: list[Product] = [(1024, 1024, 1024, 1)]
"""What the machine's matmul peak is measured with."""

TABULAR_EXAMPLES, IMAGE_EXAMPLES = 64_000, 50_000
"""Examples trainlab trains on: more than any cache holds where the inputs are images."""

PEAK_SECONDS = 0.5
"""Length of one measurement of a peak."""


Ask = Callable[[dict[str, Any]], dict[str, float]]
"""Asks a worker and gives its answer."""


def question(case: Case, library: str) -> dict[str, Any]:
    """What a library's worker is asked."""
    ours = library == "trainlab"
    return {
        "net": case.net,
        "optimizer": case.optimizer,
        "batch": case.batch,
        "trials": case.trials,
        "steps": case.steps if ours else case.baseline_steps,
        "examples": IMAGE_EXAMPLES if case.units[0] == 784 else TABULAR_EXAMPLES,
    }


def workers(libraries: list[str], cache: str) -> dict[str, measure.Worker]:
    """A process for each library, started once."""
    scripts = {"trainlab": "trainlab_steps.py", "torch": "torch_steps.py"}
    backends = {"keras_jax": "jax", "keras_tf": "tensorflow"}
    return {
        library: measure.Worker(
            library,
            scripts.get(library, "keras_steps.py"),
            measure.environment(KERAS_BACKEND=backends.get(library, ""), TRAINLAB_CACHE=cache),
        )
        for library in libraries
    }


def beside_peaks(ask: Ask, ask_peak: Ask, case: Case) -> dict[str, float]:
    """Answer of trainlab, and the machine's matmul peaks: the higher of those just before and just after."""

    def gflops(products: list[Product]) -> float:
        return ask_peak({"products": products, "seconds": PEAK_SECONDS})["gflops"]

    before = gflops(SQUARE), gflops(case.products())
    answer = ask(question(case, "trainlab"))
    after = gflops(SQUARE), gflops(case.products())
    answer["reached_gflops"] = case.flops / answer["seconds"] / 1e9
    answer["square_gflops"], answer["shapes_gflops"] = map(max, before, after)
    return answer


Taken = dict[str, list[dict[str, float]]]
"""The answers of every turn, by :meth:`Case.key`."""


def times_table(libraries: list[str], taken: Taken) -> tuple[list[str], list[list[str]], list[dict]]:
    """Seconds per step and trial of every case and library, as a table and as JSON."""
    baselines = [library for library in libraries if library != "trainlab"]
    titles = {"trainlab": "trainlab", **measure.BASELINES}
    header = [""]
    for library in libraries:
        header += [titles[library], *(["with all else"] if library == "trainlab" else [])]
    if "trainlab" in libraries:
        header += [f"{titles[library]} : trainlab" for library in baselines]
    rows, noted = [], []
    for case in CASES:
        row, note = [case.title], dict[str, Any](case=case.title, flops=case.flops)
        for library in libraries:
            answers = taken[case.key(library)]
            note[library] = {key: measure.summary([answer[key] for answer in answers]) for key in answers[0]}
            row.append(f"{1e6 * note[library]['seconds']['median']:.2f}")
            if library == "trainlab":
                row.append(f"{1e6 * note[library]['train_seconds']['median']:.2f}")
        if "trainlab" in libraries:
            ours = [answer["seconds"] for answer in taken[case.key("trainlab")]]
            for library in baselines:
                theirs = [answer["seconds"] for answer in taken[case.key(library)]]
                note[f"{library}_over_trainlab"] = measure.ratio(theirs, ours)
                row.append(f"{note[f'{library}_over_trainlab']:.1f}")
        rows.append(row)
        noted.append(note)
    return header, rows, noted


def shares_table(taken: Taken) -> tuple[list[list[str]], list[dict]]:
    """GFLOP/s of trainlab's larger nets and their shares of the two peaks, turn by turn."""
    rows, noted = [], []
    for case in (case for case in CASES if case.large):
        answers = taken[case.key("trainlab")]
        row, note = [case.title], dict[str, Any](case=case.title)
        for peak in ("reached", "square", "shapes"):
            note[f"{peak}_gflops"] = median(answer[f"{peak}_gflops"] for answer in answers)
            row.append(f"{note[f'{peak}_gflops']:.0f}")
        for peak in ("square", "shapes"):
            share = median(answer["reached_gflops"] / answer[f"{peak}_gflops"] for answer in answers)
            note[f"share_of_{peak}"] = share
            row.append(f"{share:.0%}")
        rows.append(row)
        noted.append(note)
    return rows, noted


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=5)
    parser.add_argument("--quick", action="store_true", help="a tenth of the steps, to try the script")
    options, libraries = measure.libraries(parser)
    cases = [case.shorter(10) for case in CASES] if options.quick else CASES
    with tempfile.TemporaryDirectory() as cache:
        started = workers(libraries, cache)
        peak_worker = measure.Worker("trainlab", "matmul_peak.py", measure.environment())
        measures: dict[str, Callable[[], Any]] = {}
        for case in cases:
            for library in libraries:
                ask = started[library].ask
                measures[case.key(library)] = (
                    partial(beside_peaks, ask, peak_worker.ask, case)
                    if case.large and library == "trainlab"
                    else partial(ask, question(case, library))
                )
        measure.interleaved(measures, 1)  # compiles everything, and tunes the threads of PyTorch
        taken = measure.interleaved(measures, options.repeats)
        for worker in [*started.values(), peak_worker]:
            worker.close()
    header, rows, times = times_table(libraries, taken)
    measure.print_table(f"Microseconds of a step, per trial (median of {options.repeats})", header, rows)
    results: dict[str, Any] = {"seconds_per_step": times}
    if "trainlab" in libraries:
        rows, results["matmul_shares"] = shares_table(taken)
        measure.print_table(
            "trainlab's GFLOP/s on all devices, and its share of the machine's matmul peak",
            ["", "reached", "peak of 1024^3", "peak of its shapes", "share of 1024^3", "share of its shapes"],
            rows,
        )
    measure.write_results(options.results, "step_time", libraries, results)


if __name__ == "__main__":
    main()
