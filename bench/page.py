"""How quickly the page shows a study, in a real browser without a graphics card.

1,000 curves of 2,000 steps: from the request for the page to all curves drawn, and the times of frames while
the picture is moved, zoomed and pointed at. Then a study that trains: from a commit (the time its database
was written) to the pixels, and how many steps a second it makes with a viewer and without one, in turns. At
last ten viewers who ask for all curves at once, and 10,000 curves of 200 steps.

Aims: all curves within 1 s; frames of at most 33 ms at the 95th percentile; 300 ms from a commit to pixels;
at most 3% of training's speed.

It needs chromium, and playwright, which is part of the extra ``test``. About four minutes.

Usage: python bench/page.py [--repeats N] [--root FOLDER] [--results FOLDER]
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import measure

from trainlab.store.find import list_studies
from trainlab.study.viewing import Viewer

STUDY = (
    "import sys, trainlab as tl\n"
    "tl.run('moons', '2-4-2', learning_rate=tl.log(1e-3, 10, int(sys.argv[2])), seeds=int(sys.argv[3]),\n"
    "       batch_size=100, steps=int(sys.argv[4]), root=sys.argv[1], name=sys.argv[5], progress=False)"
)
"""Trains a study: its root, rates, seeds, steps and name."""

LIVE = (
    "import sys, trainlab as tl\n"
    "tl.run('digits', '64-64-10', learning_rate=tl.log(1e-3, 1, 20), batch_size=32, steps=10_000_000,\n"
    "       eval_every=1000, root=sys.argv[1], name='live', progress=False)"
)
"""Trains 20 trials for longer than anybody looks."""

TRAINING_SECONDS = 12
"""How long a study trains while its speed is taken."""

RECORD = """() => {
  window.frames_ = [];
  window.recording = true;
  let last = performance.now();
  const frame = () => {
    const now = performance.now();
    window.frames_.push(now - last);
    last = now;
    if (window.recording) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""

TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def trained(root: Path, rates: int, seeds: int, steps: int, name: str) -> Path:
    """The folder of a study, trained where it is not there yet."""
    if not list(root.glob(f"{name}-*")):
        arguments = [str(root), str(rates), str(seeds), str(steps), name]
        subprocess.run([sys.executable, "-c", STUDY, *arguments], check=True)
    return next(root.glob(f"{name}-*"))


@contextmanager
def browsing() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = os.environ.get("TRAINLAB_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(browser: Any, viewer: Viewer) -> tuple[Any, str]:
    """A page that has the token, and the address without it."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(120_000)
    page.goto(viewer.address.partition("#")[0])
    return page, viewer.address.partition("?")[0]


def first_paint(page: Any, base: str, study: Path, count: str) -> float:
    """Seconds from the request to all curves on the screen."""
    page.goto("about:blank")
    begun = time.perf_counter()
    page.goto(f"{base}#study={study.name}", wait_until="commit")
    page.locator(".curves > .note", has_text=f"{count} trials").wait_for()
    page.evaluate(TWO_FRAMES)
    return time.perf_counter() - begun


def frames(page: Any, act: Callable[[], None]) -> list[float]:
    """Milliseconds of the frames while something is done."""
    page.evaluate(RECORD)
    act()
    return page.evaluate("() => { window.recording = false; return window.frames_; }")


def interactions(page: Any) -> dict[str, list[float]]:
    """Frames while the curves are pointed at, zoomed by the wheel, and moved."""
    page.wait_for_timeout(1500)
    box = page.locator(".curves .u-over").bounding_box()

    def hover() -> None:
        for step in range(120):
            page.mouse.move(box["x"] + 200 + 5 * step, box["y"] + 100 + step)

    def wheel() -> None:
        for _ in range(30):
            page.mouse.wheel(0, -30)
            page.wait_for_timeout(16)

    def pan() -> None:
        page.keyboard.down("Shift")
        page.mouse.down()
        for step in range(60):
            page.mouse.move(box["x"] + 800 - 6 * step, box["y"] + 150)
        page.mouse.up()
        page.keyboard.up("Shift")

    page.mouse.move(box["x"] + 500, box["y"] + 150)
    found = {}
    for name, act in {"hover": hover, "zoom": wheel, "pan": pan}.items():
        found[name] = frames(page, act)
        page.wait_for_timeout(800)
    return found


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def made_steps(root: Path) -> int:
    from trainlab.study.study import Study

    return sum(trial.record.steps for trial in Study(list_studies(root)[0]).trials)


def live(browser: Any, watched: bool) -> tuple[float, list[float]]:
    """Steps a second of a study that trains, and milliseconds from its commits to the pixels of a viewer."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        training = subprocess.Popen([sys.executable, "-c", LIVE, folder])
        while not list_studies(root) or made_steps(root) == 0:
            time.sleep(0.2)
        delays: list[float] = []
        begun, before = time.perf_counter(), made_steps(root)
        try:
            if watched:
                with Viewer([], root, 0, browser=False) as viewer:
                    page, base = opened(browser, viewer)
                    first_paint(page, base, list_studies(root)[0], "20")
                    begun, before = time.perf_counter(), made_steps(root)
                    delays = commit_delays(page, list_studies(root)[0])
                    speed = (made_steps(root) - before) / (time.perf_counter() - begun)
                    page.context.close()
            else:
                time.sleep(TRAINING_SECONDS)
                speed = (made_steps(root) - before) / (time.perf_counter() - begun)
        finally:
            training.send_signal(signal.SIGKILL)
            training.wait()
        return speed, delays


DRAWN = """(since) => performance.getEntriesByType("resource")
  .filter((entry) => entry.name.includes("/api/curve") && entry.responseEnd > since)
  .map((entry) => performance.timeOrigin + entry.responseEnd)"""


def commit_delays(page: Any, study: Path) -> list[float]:
    """From each write of the database to the frame after the answer that brought it, in milliseconds."""
    ended = time.time() + TRAINING_SECONDS
    log, stamp, delays = study / "study.sqlite-wal", 0.0, []
    while time.time() < ended:
        written = log.stat().st_mtime if log.exists() else 0.0
        if written == stamp:
            page.wait_for_timeout(5)
            continue
        stamp = written
        origin = page.evaluate("() => performance.timeOrigin")
        for _ in range(400):
            answered = page.evaluate(DRAWN, 1000 * written - origin)
            if answered:
                page.evaluate(TWO_FRAMES)
                delays.append(1000 * (time.time() - written))
                break
            page.wait_for_timeout(5)
    return delays


def ten_at_once(viewer: Viewer, study: Path) -> list[float]:
    """Seconds that each of ten viewers waits who ask for all curves at once."""
    port = int(re.search(r":(\d+)/", viewer.address)[1])  # type: ignore[index]
    token = viewer.address.partition("token=")[2].partition("#")[0]

    def ask(_: int) -> float:
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request(
            "GET", f"/api/curve?study={study.name}&buckets=1100", headers={"X-Trainlab-Token": token}
        )
        connection.getresponse().read()
        return time.perf_counter() - begun

    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(ask, range(10)))


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=5)
    parser.add_argument("--live", action="store_true", help="only the study that trains")
    parser.add_argument(
        "--root", type=Path, help="folder in which the studies are, or are left for next time"
    )
    options = parser.parse_args()
    found: dict[str, Any] = {}
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory() as temporary, browsing() as browser:
        root = options.root or Path(temporary)
        if not options.live:
            many = trained(root, 200, 5, 2000, "many")
            more = trained(root, 2000, 5, 200, "more")
            with Viewer([], root, 0, browser=False) as viewer:
                page, base = opened(browser, viewer)
                for study, count, name in (
                    (many, "1,000", "1,000 x 2,000"),
                    (more, "10,000", "10,000 x 200"),
                ):
                    taken = [first_paint(page, base, study, count) for _ in range(options.repeats)]
                    found[f"first paint, {name}"] = measure.summary(taken)
                    rows.append(
                        [
                            f"all curves drawn, {name} (s)",
                            f"{statistics.median(taken):.2f}",
                            f"{min(taken):.2f}",
                        ]
                    )
                    for what, times in interactions(page).items():
                        found[f"{what}, {name}"] = {
                            "p50": percentile(times, 0.5),
                            "p95": percentile(times, 0.95),
                        }
                        rows.append(
                            [
                                f"{what}, frame, {name} (ms)",
                                f"{percentile(times, 0.5):.0f}",
                                f"p95 {percentile(times, 0.95):.0f}",
                            ]
                        )
                waits = ten_at_once(viewer, many)
                found["ten viewers at once"] = measure.summary(waits)
                rows.append(
                    [
                        "all curves for ten viewers at once (s)",
                        f"{statistics.median(waits):.2f}",
                        f"max {max(waits):.2f}",
                    ]
                )
        speeds: dict[bool, list[float]] = {True: [], False: []}
        delays: list[float] = []
        for _ in range(max(2, options.repeats // 2)):
            for watched in (False, True):
                speed, late = live(browser, watched)
                speeds[watched].append(speed)
                delays += late
    kept = statistics.median(a / b for a, b in zip(speeds[True], speeds[False], strict=True))
    found |= {
        "speed kept": kept,
        "commit to pixels": {"p50": percentile(delays, 0.5), "p95": percentile(delays, 0.95)},
    }
    rows.append(
        ["commit to pixels (ms)", f"{percentile(delays, 0.5):.0f}", f"p95 {percentile(delays, 0.95):.0f}"]
    )
    rows.append(["training's speed with a viewer", f"{100 * kept:.1f}%", ""])
    measure.print_table("The page", ["", "median", ""], rows)
    measure.write_results(options.results, "page", ["trainlab", "playwright"], found)


if __name__ == "__main__":
    main()
