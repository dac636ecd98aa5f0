"""Timing, shared by the scripts beside it: fresh processes, interleaved repeats, medians, tables, JSON.

Run by itself it prints what every result notes about the machine, so that one can see whether it is quiet.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from setup_baselines import is_ready, python_of

BENCH = Path(__file__).resolve().parent
sys.path.append(str(BENCH.parent))  # for the room `evidence`, which is not installed
WORKERS = BENCH / "workers"
RESULTS = BENCH / "results"

BASELINES = {"keras_jax": "Keras/JAX", "keras_tf": "Keras/TF", "torch": "PyTorch"}
"""What trainlab is timed against: environment -> title. TF is TensorFlow, PyTorch runs eagerly."""

LOAD_AT_START = os.getloadavg()[0]
"""Processes that wanted a core when the script started, before its own: near 0 on a quiet machine."""

NOTED = ("trainlab", "jax", "jaxlib", "keras", "tensorflow-cpu", "torch", "numpy")
"""Packages whose versions a result notes, where an environment has them."""

_ASK_VERSIONS = (
    "import importlib.metadata as m, json, sys\n"
    "have = {d.metadata['Name'].lower(): d.version for d in m.distributions()}\n"
    "print(json.dumps({n: have[n] for n in sys.argv[1:] if n in have}))"
)


def arguments(doc: str | None, repeats: int | None, results: Path = RESULTS) -> argparse.ArgumentParser:
    """The options every script has.

    Args:
        doc: the script's docstring.
        repeats: how often each measurement is repeated by default; None where nothing is repeated.
        results: the folder for its JSON by default.
    """
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    if repeats is not None:
        parser.add_argument("--repeats", type=int, default=repeats, metavar="N", help=f"turns ({repeats})")
    shown = results.relative_to(BENCH.parent)
    parser.add_argument(
        "--results", type=Path, default=results, metavar="FOLDER", help=f"where the JSON goes ({shown})"
    )
    return parser


def libraries(parser: argparse.ArgumentParser) -> tuple[argparse.Namespace, list[str]]:
    """Read the command line of a script that compares libraries.

    Returns:
        Its options, and the libraries to time: those of ``--only``, or all. The baselines are installed.
    """
    known = ["trainlab", *BASELINES]
    parser.add_argument("--only", action="append", choices=known, help="time only this; may be given again")
    options = parser.parse_args()
    chosen = known if options.only is None else [name for name in known if name in options.only]
    missing = [name for name in chosen if name in BASELINES and not is_ready(name)]
    if missing:
        parser.error(
            f"{', '.join(missing)} must be set up first: python bench/setup_baselines.py {' '.join(missing)} "
            "(or time trainlab by itself with --only trainlab)."
        )
    return options, chosen


def interpreter(name: str) -> str:
    """The Python that runs a library: a baseline's own, or this one for trainlab."""
    return str(python_of(name)) if name in BASELINES else sys.executable


def trainlab_command() -> str:
    """The ``trainlab`` command installed beside this Python."""
    return str(Path(sys.executable).with_name("trainlab"))


def machine() -> dict[str, Any]:
    """Where and when a measurement was made."""
    return {
        "date": datetime.now().astimezone().isoformat(timespec="seconds"),
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load_at_start": round(LOAD_AT_START, 2),
        "scheduling": _scheduling(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _scheduling() -> str:
    """``real time`` where the script was started so, to be measured on a machine that others keep busy."""
    ahead = [getattr(os, name) for name in ("SCHED_FIFO", "SCHED_RR") if hasattr(os, name)]
    return "real time" if ahead and os.sched_getscheduler(0) in ahead else "normal"


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "unknown"


def versions(names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Versions of the noted packages in each library's environment."""
    found = {}
    for name in names:
        asked = [interpreter(name), "-c", _ASK_VERSIONS, *NOTED]
        found[name] = json.loads(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
    return found


def environment(**variables: str | Path) -> dict[str, str]:
    """This process's environment, quiet about TensorFlow, with some variables on top.

    Python may keep the modules that it compiled, as it does where a package is installed.
    """
    given = {name: str(value) for name, value in variables.items()}
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "TF_CPP_MIN_LOG_LEVEL": "3", **given}


def timed_process(command: Sequence[str | Path], env: Mapping[str, str]) -> tuple[float, str]:
    """Run a fresh process to its end.

    Returns:
        Wall seconds from before it was started until it was gone, and what it printed.
    """
    begin = time.perf_counter()
    ended = subprocess.run([str(part) for part in command], env=dict(env), capture_output=True, text=True)
    seconds = time.perf_counter() - begin
    if ended.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{ended.stdout}{ended.stderr}")
    return seconds, ended.stdout


def wall_and_processor(command: Sequence[str | Path], env: Mapping[str, str]) -> tuple[float, float]:
    """Wall seconds of a process, and its processor seconds, which tell more on a busy machine."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall, _ = timed_process(command, env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Worker:
    """A process that answers each line of JSON with a line of JSON, so that it starts and warms up once.

    Args:
        library: whose environment runs it.
        script: its file in bench/workers/.
        env: its environment.
    """

    def __init__(self, library: str, script: str, env: Mapping[str, str]) -> None:
        command = [interpreter(library), str(WORKERS / script)]
        self._process = subprocess.Popen(
            command, env=dict(env), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def ask(self, question: Mapping[str, Any]) -> Any:
        """Send a question and wait for its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit(f"{self._process.args} ended without an answer.")
        return json.loads(answer)

    def close(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def interleaved(measures: Mapping[str, Callable[[], Any]], repeats: int) -> dict[str, list[Any]]:
    """Repeat measurements in turn (A B C, A B C, ...), so that a slow minute of the machine hits them all.

    Returns:
        For each name what its calls returned.
    """
    taken: dict[str, list[Any]] = {name: [] for name in measures}
    for repeat in range(repeats):
        for name, measure in measures.items():
            _say(f"turn {repeat + 1} of {repeats}: {name}")
            taken[name].append(measure())
    _say("")
    return taken


def _say(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{text[:99]:99}\r", end="", file=sys.stderr, flush=True)


def summary(values: Sequence[float]) -> dict[str, Any]:
    """Median, extremes and all values of a repeated measurement."""
    return {"median": statistics.median(values), "min": min(values), "max": max(values), "all": list(values)}


def ratio(slower: Sequence[float], faster: Sequence[float]) -> float:
    """Median of the ratios of measurements made in the same turn."""
    return statistics.median(a / b for a, b in zip(slower, faster, strict=True))


def print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print rows under a header; the first column is aligned left, the others right."""
    cells = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    print(f"\n{title}\n")
    for number, row in enumerate(cells):
        others = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  ".join([row[0].ljust(widths[0]), *others]))
        if number == 0:
            print("  ".join("-" * width for width in widths))


def report_processes(title: str, taken: Mapping[str, Sequence[tuple[float, float]]]) -> dict[str, Any]:
    """Print what processes took, a row each.

    Args:
        title: what they do.
        taken: for each the turns of :func:`wall_and_processor`.

    Returns:
        For each a summary of its wall and of its processor seconds.
    """
    found = {
        name: {
            "wall": summary([wall for wall, _ in turns]),
            "processor": summary([processor for _, processor in turns]),
        }
        for name, turns in taken.items()
    }
    repeats = max(map(len, taken.values()))
    print_table(
        f"{title}, seconds of a whole process ({repeats} turns)",
        ["", "median", "min", "max", "processor"],
        [
            [name, *(f"{took['wall'][key]:.2f}" for key in ("median", "min", "max")),
             f"{took['processor']['median']:.2f}"]
            for name, took in found.items()
        ],
    )  # fmt: skip
    return found


def write_results(folder: Path, name: str, libraries: Sequence[str], results: Mapping[str, Any]) -> None:
    """Write a measurement with the facts of the machine to ``folder/name.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    noted = {"machine": machine(), "versions": versions(libraries)}
    path.write_text(json.dumps({**noted, **results}, indent=1) + "\n")
    print(f"\nWritten to {path}")


def main() -> None:
    """Print the facts of the machine."""
    for name, value in machine().items():
        print(f"{name:13} {value}")


if __name__ == "__main__":
    main()
