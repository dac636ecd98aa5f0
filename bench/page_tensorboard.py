"""TensorBoard on the study that ``page.py`` times: 1,000 trials of 2,000 steps, in the same browser.

Event files are written by ``trainlab tensorboard``. Then TensorBoard is started on them, with the option that
keeps every point. Taken are: how long it reads until it answers the last step of every run; from the request
for its page to the card of ``train_loss`` with all lines that it draws; and what it says of the runs. Beside
it the same of the page: reading and drawing all curves by a server that has just been started. A study that
trains is seen by TensorBoard once its server has read the files again (5 s by default) and its page has asked
again (30 s at best).

It needs chromium, and the packages playwright and tensorboard, which are part of the extra ``test``.

Usage: python bench/page_tensorboard.py [--root FOLDER] [--results FOLDER]
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import measure
from page_browser import TWO_FRAMES, browsing, first_paint, opened, trained

import trainlab as tl
from trainlab.study.viewing import Viewer

TRIALS, STEPS = 1000, 2000
PATIENCE = 300
"""Seconds that are waited for TensorBoard."""

DRAWN = """() => [...document.querySelectorAll("scalar-card line-chart text")]
  .some((text) => Number(text.textContent.replace(/[^0-9.]/g, "")) >= 500)"""
"""Whether the steps of the curves stand at the axis of the chart: an empty one goes to 1."""


@contextmanager
def tensorboard(logdir: Path) -> Iterator[str]:
    """The address of a TensorBoard that has just been started."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    options = ["--host", "127.0.0.1", "--port", str(port), "--samples_per_plugin", f"scalars={STEPS + 1}"]
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(logdir), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def asked(address: str) -> Any:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return json.load(answer)
    except OSError:
        return {}


def read_all(base: str, last: str) -> float:
    """Seconds until every run is known, and the last of them to its last step."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < PATIENCE:
        tags = asked(f"{base}data/plugin/scalars/tags")
        if sum("train_loss" in one for one in tags.values()) == TRIALS:
            points = asked(f"{base}data/plugin/scalars/scalars?tag=train_loss&run={last}")
            if points and points[-1][1] == STEPS - 1:
                return time.perf_counter() - begun
        time.sleep(0.2)
    raise TimeoutError("TensorBoard has not read everything")


def drawn(browser: Any, base: str) -> tuple[float | None, str]:
    """Seconds from the request for TensorBoard's page to its chart of all losses, and what it says of runs.

    It ticks none of more than 500 runs; they are ticked together as soon as they are listed. None where the
    chart is still empty after ``PATIENCE`` seconds.
    """
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(1000 * PATIENCE)
    begun = time.perf_counter()
    page.goto(f"{base}?tagFilter=%5Etrain_loss%24#timeseries", wait_until="commit")
    page.locator("tb-data-table input[type=checkbox]").nth(2).wait_for()
    said = page.locator("body").inner_text()
    page.locator("tb-data-table input[type=checkbox]").first.click()
    taken = None
    from playwright.sync_api import TimeoutError as Late

    try:
        page.wait_for_function(DRAWN)
        page.evaluate(TWO_FRAMES)
        taken = time.perf_counter() - begun
    except Late:
        pass
    page.context.close()
    return taken, next(iter(re.findall(r"[^\n]*number of runs[^\n]*", said)), "")


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--root", type=Path, help="folder in which the study is, or is left for next time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, browsing() as browser:
        root, logdir = options.root or Path(temporary), Path(temporary) / "logdir"
        study = trained(root, 200, 5, STEPS, "many")
        begun = time.perf_counter()
        tl.open(study).tensorboard(logdir)
        written = time.perf_counter() - begun
        with tensorboard(logdir) as base:
            read = read_all(base, f"{study.name}/{TRIALS - 1}")
            shown, says = drawn(browser, base)
        begun = time.perf_counter()
        with Viewer([], root, 0, browser=False) as viewer:
            started = time.perf_counter() - begun
            page, address = opened(browser, viewer)
            first = first_paint(page, address, study, f"{TRIALS:,}")
            again = first_paint(page, address, study, f"{TRIALS:,}")
            page.context.close()
    found = {
        "tensorboard": {
            "files written": written,
            "read": read,
            "drawn": shown,
            "says": says,
        },
        "page": {"started": started, "read and drawn": first, "drawn": again},
    }
    rows = [
        ["event files written", "-", f"{written:.1f}"],
        ["started, and everything read", f"{started:.1f}", f"{read:.1f}"],
        ["the page asked for, all drawn", f"{first:.1f}", f"{shown:.1f}" if shown else f"not in {PATIENCE}"],
        ["asked for again", f"{again:.1f}", ""],
    ]
    measure.print_table("1,000 curves of 2,000 steps (s)", ["", "trainlab view", "TensorBoard"], rows)
    measure.write_results(options.results, "page_tensorboard", ["trainlab", "tensorboard"], found)


if __name__ == "__main__":
    main()
