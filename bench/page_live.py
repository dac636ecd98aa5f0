"""A study that trains while a page shows it: how late its pixels are, and what that costs training.

20 trials train on two cores as fast as they can, which commit about once a second. Delays are from a commit
(the time its database was written) to the frame that shows it, as the page itself notes. Speeds are steps a
second with a viewer and without one, in turns; the share of the processor that server and browser use says
the same with less noise. The machine's load is noted: on a busy one delays are those of the scheduler.

Aims: 300 ms from a commit to pixels at the 95th percentile; at most 3% of training's speed.

It needs chromium, and playwright, which is part of the extra ``test``. About three minutes.

Usage: python bench/page_live.py [--repeats N] [--seconds S] [--results FOLDER]
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import measure
from page_browser import (
    below,
    browsing,
    first_paint,
    made_steps,
    opened,
    percentile,
    processor_seconds,
    training,
)

from trainlab.study.viewing import Viewer

SETTLING = 5
"""Seconds before anything is taken: the browser compiles what it runs often."""

NOTE = """() => {
  window.painted_ = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!entry.name.includes("/api/curve")) continue;
      const { timeOrigin } = performance, asked = timeOrigin + entry.startTime;
      const note = () => window.painted_.push([asked, timeOrigin + performance.now()]);
      requestAnimationFrame(() => setTimeout(note));
    }
  }).observe({ type: "resource" });
}"""
"""Notes when curves were asked for, and when the frame after their answer was made."""


def commits(study: Path, until: float) -> list[float]:
    """When the database was written, in milliseconds since 1970."""
    log, found = study / "study.sqlite-wal", []
    while time.time() < until:
        written = 1000 * log.stat().st_mtime if log.exists() else 0.0
        if not found or written != found[-1]:
            found.append(written)
        time.sleep(0.005)
    return found[1:]  # the first was there before


def watched(browser: Any, seconds: float) -> dict[str, Any]:
    """Steps a second, delays in milliseconds, and processor seconds a second, with a viewer."""
    with tempfile.TemporaryDirectory() as folder, training(Path(folder)) as (process, study):
        root = Path(folder)
        with Viewer([], root, 0, browser=False) as viewer:
            page, base = opened(browser, viewer)
            first_paint(page, base, study, "20")
            page.evaluate(NOTE)
            time.sleep(SETTLING)
            server = viewer._process.pid
            browsers = [pid for pid in below(os.getpid()) if pid not in (process.pid, server)]
            groups = {"server": [server], "browser": browsers, "training": [process.pid]}
            before = {name: processor_seconds(pids) for name, pids in groups.items()}
            begun, steps = time.time(), made_steps(root)
            made = commits(study, begun + seconds)
            taken = time.time() - begun
            speed = (made_steps(root) - steps) / taken
            used = {name: (processor_seconds(pids) - before[name]) / taken for name, pids in groups.items()}
            time.sleep(2)
            painted = sorted(page.evaluate("() => window.painted_"))
            page.context.close()
    delays = []
    for commit in made:
        shown = next((done for asked, done in painted if asked >= commit), None)
        if shown is not None:
            delays.append(shown - commit)
    return {"speed": speed, "delays": delays, "used": used, "commits": len(made)}


def alone(seconds: float) -> float:
    """Steps a second without a viewer."""
    with tempfile.TemporaryDirectory() as folder, training(Path(folder)):
        time.sleep(SETTLING)
        begun, steps = time.time(), made_steps(Path(folder))
        time.sleep(seconds)
        return (made_steps(Path(folder)) - steps) / (time.time() - begun)


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=3)
    parser.add_argument("--seconds", type=float, default=20, help="of each turn (20)")
    options = parser.parse_args()
    speeds: list[tuple[float, float]] = []
    delays: list[float] = []
    used: list[dict[str, float]] = []
    made = 0.0
    with browsing() as browser:
        for _ in range(options.repeats):
            without = alone(options.seconds)
            found = watched(browser, options.seconds)
            speeds.append((found["speed"], without))
            delays += found["delays"]
            used.append(found["used"])
            made += found["commits"] / options.seconds / options.repeats
    kept = [100 * one / other for one, other in speeds]
    share = {name: statistics.median(one[name] for one in used) for name in used[0]}
    viewing = share["server"] + share["browser"]
    half, most, least = percentile(delays, 0.5), percentile(delays, 0.95), min(delays)
    results = {
        "commit to pixels (ms)": {"p50": half, "p95": most, "least": least, "commits": len(delays)},
        "commits a second": made,
        "speed kept (%)": kept,
        "processor seconds a second": share,
        "of the processors (%)": 100 * viewing / (os.cpu_count() or 1),
    }
    rows = [
        ["commit to pixels (ms)", f"{half:.0f}", f"p95 {most:.0f}, least {least:.0f}"],
        [
            "training's speed with a viewer (%)",
            f"{statistics.median(kept):.1f}",
            f"{min(kept):.1f} to {max(kept):.1f}",
        ],
        *(
            [
                f"{name}, of a core (%)",
                f"{100 * share[name]:.1f}",
                f"{1000 * share[name] / made:.0f} ms a commit",
            ]
            for name in share
        ),
        ["server and browser, of all cores (%)", f"{100 * viewing / (os.cpu_count() or 1):.1f}", ""],
    ]
    measure.print_table("The page beside a study that trains", ["", "median", ""], rows)
    measure.write_results(options.results, "page_live", ["trainlab", "playwright"], results)


if __name__ == "__main__":
    main()
