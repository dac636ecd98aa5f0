"""Memory of the page's server and of its tab while a study trains.

20 trials train as fast as they can, seen in one tab. Every ten seconds the memory of the server's process and
of the tab's is taken (shared pages counted in part), and how many losses the study holds. A straight line
through what follows the first quarter says how much an hour adds, and how much a recorded loss does: the
server keeps 4 bytes of each, and the tab a picture of them.

Usage: python bench/page_memory.py [--minutes M] [--results FOLDER]
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import measure
import numpy as np
from page_browser import browsing, first_paint, made_steps, opened, resident, tabs, training

from trainlab.study.viewing import Viewer

EVERY = 10
"""Seconds between two looks."""


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--minutes", type=float, default=60, help="how long (60)")
    options = parser.parse_args()
    looks: list[tuple[float, int, int, int]] = []
    with tempfile.TemporaryDirectory() as folder, training(Path(folder)) as (_, study), browsing() as browser:
        root = Path(folder)
        with Viewer([], root, 0, browser=False) as viewer:
            page, base = opened(browser, viewer)
            first_paint(page, base, study, "20")
            begun = time.time()
            while (seconds := time.time() - begun) < 60 * options.minutes:
                tab = resident(tabs(os.getpid()))
                looks.append((seconds, made_steps(root), resident([viewer._process.pid]), tab))
                time.sleep(EVERY)
            shown = page.locator(".curves > .note").inner_text()
            page.context.close()
    seconds, losses, server, tab = np.array(looks, float).T
    late = seconds > seconds[-1] / 4
    rows, results = [], {"minutes": options.minutes, "losses": int(losses[-1]), "note": shown, "looks": looks}
    for name, memory in (("server", server), ("tab", tab)):
        hourly = 3600 * np.polyfit(seconds[late], memory[late], 1)[0]
        each = np.polyfit(losses[late], memory[late], 1)[0]
        first, last = memory[0], memory[-1]
        results[name] = {"first": first, "last": last, "hourly": hourly, "a loss": each}
        rows.append([name, *(f"{value / 2**20:.0f}" for value in (first, last, hourly)), f"{each:.2f}"])
    title = f"Memory over {options.minutes:g} minutes, {losses[-1]:,.0f} losses (MiB)"
    measure.print_table(title, ["", "at first", "at last", "an hour adds", "bytes a loss"], rows)
    measure.write_results(options.results, "page_memory", ["trainlab", "playwright"], results)


if __name__ == "__main__":
    main()
