"""What the scripts that time the page share: studies, a browser, and what processes use."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def made_steps(root: Path) -> int:
    """Steps that all trials of the newest study have made."""
    from trainlab.store import StudyReader

    return sum(trial.steps for trial in StudyReader(list_studies(root)[0]).trials())


@contextmanager
def training(root: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A study that trains: its process, and its folder once a step is committed."""
    process = subprocess.Popen([sys.executable, "-c", LIVE, str(root)])
    try:
        while not list_studies(root) or made_steps(root) == 0:
            time.sleep(0.2)
        yield process, list_studies(root)[0]
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def below(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit() and _status(int(name))[1:2] == [str(pid)]:
            found += [int(name), *below(int(name))]
    return found


def tabs(pid: int) -> list[int]:
    """The processes of a browser that hold pages."""
    return [one for one in below(pid) if "--type=renderer" in _command(one)]


def processor_seconds(pids: list[int]) -> float:
    """What processes have used of the processor."""
    ticks = os.sysconf("SC_CLK_TCK")
    return sum(int(status[11]) + int(status[12]) for status in map(_status, pids) if status) / ticks


def resident(pids: list[int]) -> int:
    """Bytes of memory of processes, what they share with others counted in part."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))
    return total


def _status(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""
