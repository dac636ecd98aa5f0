"""How quickly the page shows a study, in a real browser without a graphics card.

1,000 curves of 2,000 steps: from the request for the page to all curves drawn, and the times of frames while
the picture is moved, zoomed and pointed at. Then ten viewers who ask for all curves at once, and 10,000
curves of 200 steps. A study that trains is timed by ``page_live.py``, memory by ``page_memory.py``, and
TensorBoard on the same study by ``page_tensorboard.py``.

Aims: all curves within 1 s; frames of at most 33 ms at the 95th percentile.

It needs chromium, and playwright, which is part of the extra ``test``. About two minutes.

Usage: python bench/page.py [--repeats N] [--root FOLDER] [--results FOLDER]
"""

from __future__ import annotations

import http.client
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import measure
from page_browser import browsing, first_paint, opened, percentile, trained

from trainlab.study.viewing import Viewer

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
    parser.add_argument(
        "--root", type=Path, help="folder in which the studies are, or are left for next time"
    )
    options = parser.parse_args()
    found: dict[str, Any] = {}
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory() as temporary, browsing() as browser:
        root = options.root or Path(temporary)
        many = trained(root, 200, 5, 2000, "many")
        more = trained(root, 2000, 5, 200, "more")
        with Viewer([], root, 0, browser=False) as viewer:
            page, base = opened(browser, viewer)
            for study, count, name in ((many, "1,000", "1,000 x 2,000"), (more, "10,000", "10,000 x 200")):
                taken = [first_paint(page, base, study, count) for _ in range(options.repeats)]
                found[f"first paint, {name}"] = measure.summary(taken)
                first = f"{statistics.median(taken):.2f}", f"{min(taken):.2f}"
                rows.append([f"all curves drawn, {name} (s)", *first])
                for what, times in interactions(page).items():
                    half, most = percentile(times, 0.5), percentile(times, 0.95)
                    found[f"{what}, {name}"] = {"p50": half, "p95": most}
                    rows.append([f"{what}, frame, {name} (ms)", f"{half:.0f}", f"p95 {most:.0f}"])
            waits = ten_at_once(viewer, many)
            found["ten viewers at once"] = measure.summary(waits)
            shown = f"{statistics.median(waits):.2f}", f"max {max(waits):.2f}"
            rows.append(["all curves for ten viewers at once (s)", *shown])
    measure.print_table("The page", ["", "median", ""], rows)
    measure.write_results(options.results, "page", ["trainlab", "playwright"], found)


if __name__ == "__main__":
    main()
