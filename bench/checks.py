"""What checks cost: ``trainlab check`` as a whole fresh process, and the quick checks in front of a study.

``check`` runs with an empty compile cache and with a full one. A study of one step is run with the quick
checks and without, programs in the cache; their difference is what every study pays. Beside the wall seconds
stand the processor seconds of the process, which tell more on a busy machine.

Usage: python bench/checks.py [--repeats N]
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import measure

NETS = {"moons": "2-4-2", "banknote": "4-6-6-1", "mnist": "784-100-10"}


def commands(root: Path) -> dict[str, list[str]]:
    """The commands, by what the table calls them."""
    asked = {}
    for data, net in NETS.items():
        asked[f"check {data} {net}, cached"] = ["check", data, "--net", net]
        study = ["run", data, "--net", net, "--set", "steps=1", "--root", str(root)]
        asked[f"run {data} {net}"] = study
        asked[f"run {data} {net} --no-check"] = [*study, "--no-check"]
    return asked


def cold(data: str, net: str) -> tuple[float, float]:
    """Seconds of a check that compiles everything anew."""
    with tempfile.TemporaryDirectory() as empty:
        return measure.wall_and_processor(
            [measure.trainlab_command(), "check", data, "--net", net],
            measure.environment(TRAINLAB_CACHE=empty),
        )


def main() -> None:
    """Measure, print, write."""
    options = measure.arguments(__doc__, repeats=5).parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        env = measure.environment(TRAINLAB_CACHE=Path(temporary) / "cache")
        warm = {
            name: partial(measure.wall_and_processor, [measure.trainlab_command(), *command], env)
            for name, command in commands(Path(temporary)).items()
        }
        measure.interleaved(warm, 1)  # fills the cache
        measures = {
            **{f"check {data} {net}, cold": partial(cold, data, net) for data, net in NETS.items()}, **warm,
        }  # fmt: skip
        taken = measure.interleaved(measures, options.repeats)
    found = measure.report_processes("Checks before training", dict(sorted(taken.items())))
    measure.write_results(options.results, "checks", ["trainlab"], {"seconds": found})


if __name__ == "__main__":
    main()
