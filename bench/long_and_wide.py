"""Studies that are wide (many trials) and long (many steps), as whole processes: does time grow as they do?

    python bench/long_and_wide.py [--against CHECKOUT] [--most-trials N] [--most-steps N]

Half-moons with 2-4-2, sgd, batches of 100: 200 steps of 1,000 trials, 10,000 and so on, and one trial for
10,000 steps, 100,000 and so on. Seconds, processor seconds and the most memory that the process held, with
programs from the cache; and processor microseconds a trial and step, which do not grow where time is linear.
With 100,000 trials and 10,000,000 steps about five minutes on a quiet machine, and as much again for another
checkout.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import measure

HERE = Path(__file__).parent.parent
SEEDS, STEPS = 5, 200


def process(checkout: Path, cache: Path, trials: int, steps: int) -> dict[str, float]:
    """What one command takes."""
    with tempfile.TemporaryDirectory() as root:
        command = [
            sys.executable, "-m", "trainlab", "run", "moons", "--net", "2-4-2", "--set", "optimizer=sgd",
            f"steps={steps}", "batch_size=100", "--root", root,
        ]  # fmt: skip
        if trials > 1:
            command += ["--vary", f"learning_rate=log:0.001:10:{trials // SEEDS}", "--seeds", str(SEEDS)]
        environment = measure.environment(PYTHONPATH=checkout / "src", TRAINLAB_CACHE=cache)
        begin = time.perf_counter()
        child = os.posix_spawn(
            command[0], command, environment,
            file_actions=[(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)],
        )  # fmt: skip
        _, status, used = os.wait4(child, 0)
        if status:
            raise SystemExit(f"{' '.join(command)} failed")
        seconds = time.perf_counter() - begin
    processor = used.ru_utime + used.ru_stime
    return {"seconds": seconds, "processor": processor, "mebibytes": used.ru_maxrss / 1024}


def sizes(first: int, most: int) -> list[int]:
    """From the first one on, ten times as many each."""
    found = []
    while first <= most:
        found.append(first)
        first *= 10
    return found


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="another checkout")
    parser.add_argument("--most-trials", type=int, default=100_000, metavar="N")
    parser.add_argument("--most-steps", type=int, default=10_000_000, metavar="N")
    options = parser.parse_args()
    places = {"here": HERE} | ({"there": options.against.resolve()} if options.against else {})
    cases = [(trials, STEPS) for trials in sizes(1000, options.most_trials)]
    cases += [(1, steps) for steps in sizes(10_000, options.most_steps)]
    rows: list[list[Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for trials, steps in cases:
            for name, place in places.items():
                cache = Path(folder) / name
                process(place, cache, min(trials, 1000), steps if trials > 1 else 100)
                taken = process(place, cache, trials, steps)
                each = taken["processor"] / trials / steps * 1e6
                rows.append([
                    f"{trials:,} x {steps:,}", name, f"{taken['seconds']:.1f}", f"{taken['processor']:.1f}",
                    f"{taken['mebibytes']:,.0f}", f"{each:.2f}",
                ])  # fmt: skip
                print(*rows[-1], flush=True)
    columns = ["trials x steps", "checkout", "seconds", "of the processor", "MiB", "us a trial and step"]
    measure.print_table("Half-moons, 2-4-2, whole processes", columns, rows)
    measure.write_results(options.results, "long_and_wide", ["trainlab"], {"columns": columns, "rows": rows})


if __name__ == "__main__":
    main()
