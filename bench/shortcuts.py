"""What the command line saves by reaching into matplotlib and typer: processor time of fresh processes.

A shortcut that saves less than 10 ms is not worth it. Each is measured with and without, in turns.

Usage: python bench/shortcuts.py [--repeats N]
"""

from __future__ import annotations

import sys
from functools import partial

import measure

TIMED = "import time\n{before}\nbegin = time.process_time()\n{what}\nprint(time.process_time() - begin)"

PLOTS = "from trainlab.cli.process import load_plots"
LEAVE = PLOTS + "\nload_plots.SILENT = dict(load_plots.SILENT)\ndel load_plots.SILENT[{!r}]"
COMMAND = """
from typer.main import get_command
from trainlab.cli.main import app
from trainlab.cli.process.one_command import with_one_command
"""
SET, LISTS = "Artist._update_set_signature_and_docstring", "kwdoc"

CASES = {
    "import trainlab.plots, as it is": TIMED.format(before="", what="import trainlab.plots"),
    "  both functions silent": TIMED.format(before=PLOTS, what="load_plots.load_plots()"),
    f"  all but {SET}": TIMED.format(before=LEAVE.format(SET), what="load_plots.load_plots()"),
    f"  all but {LISTS}": TIMED.format(before=LEAVE.format(LISTS), what="load_plots.load_plots()"),
    "build every command": TIMED.format(before=COMMAND, what="get_command(app)"),
    "  one command": TIMED.format(before=COMMAND, what='get_command(with_one_command(app, ["show"]))'),
}


def processor_seconds(code: str) -> float:
    """What a fresh process says of itself."""
    return float(measure.timed_process([sys.executable, "-c", code], measure.environment())[1])


def main() -> None:
    """Measure, print, write."""
    options = measure.arguments(__doc__, repeats=15).parse_args()
    measures = {name: partial(processor_seconds, code) for name, code in CASES.items()}
    measure.interleaved(measures, 1)
    taken = measure.interleaved(measures, options.repeats)
    seconds = {name.strip(): measure.summary(turns) for name, turns in taken.items()}
    measure.print_table(
        f"Processor time in milliseconds ({options.repeats} turns)",
        ["", "median", "min", "max"],
        [
            [name, *(f"{1e3 * seconds[name.strip()][key]:.1f}" for key in ("median", "min", "max"))]
            for name in CASES
        ],
    )
    measure.write_results(options.results, "shortcuts", ["trainlab"], {"processor_seconds": seconds})


if __name__ == "__main__":
    main()
