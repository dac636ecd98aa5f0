"""Memory of the page's server and of its tab while a study trains.

20 trials train, seen in one tab: as fast as they can, or for a share of each second. Every ten seconds the
memory of the server's process and of the tab's is taken (shared pages counted in part), and how many losses
the study holds. A straight line through what follows the first quarter says how much an hour adds, and how
much a recorded loss does: the server keeps 4 bytes of each, and the tab a picture of them.

Usage: python bench/page_memory.py [--minutes M] [--share S] [--results FOLDER]
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import measure
import numpy as np
from page_browser import browsing, first_paint, made_steps, opened, resident, tabs, training

from trainlab.study.viewing import Viewer

EVERY = 10
"""Seconds between two looks."""

AT = (0, 5, 15, 30, 60)
"""Minutes at which what there was is printed."""


@contextmanager
def slowed(pid: int, share: float) -> Iterator[None]:
    """A process runs for a share of each second and is stopped for the rest of it."""
    over = threading.Event()

    def turns() -> None:
        while not over.is_set():
            os.kill(pid, signal.SIGCONT)
            over.wait(share)
            os.kill(pid, signal.SIGSTOP)
            over.wait(1 - share)

    turner = threading.Thread(target=turns)
    if share < 1:
        turner.start()
    try:
        yield
    finally:
        over.set()
        if share < 1:
            turner.join()


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--minutes", type=float, default=60, help="how long (60)")
    parser.add_argument("--share", type=float, default=1, help="of each second that training runs (1)")
    options = parser.parse_args()
    looks: list[tuple[float, int, int, int]] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        training(Path(folder)) as (process, study),
        browsing() as browser,
    ):
        root = Path(folder)
        with Viewer([], root, 0, browser=False) as viewer, slowed(process.pid, options.share):
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
    rows, results = [], {}
    results |= {"minutes": options.minutes, "share": options.share, "losses": int(losses[-1]), "note": shown}
    results |= {"at minutes": {}, "looks": looks}
    for minute in AT:
        if 60 * minute <= seconds[-1] + EVERY:
            place = int(np.argmin(abs(seconds - 60 * minute)))
            results["at minutes"][minute] = {
                "server": server[place],
                "tab": tab[place],
                "losses": losses[place],
            }
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
