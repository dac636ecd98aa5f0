"""The page in a real browser, used as a person uses it. Every test fails where the browser says an error, or
where a request leaves the machine."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import trainlab as tl
from trainlab.web.serve import Server
from trainlab.web.shelf import Shelf

sys.path.insert(0, str(Path(__file__).parent))

from opened_pages import Seen, opened

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = os.environ.get("TRAINLAB_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
REQUIRED = os.environ.get("TRAINLAB_BROWSER") == "required"
"""Set by .ci/run: without a browser the tests fail there."""

HOW = "these tests need a browser: 'apt-get install chromium', or name one in TRAINLAB_CHROMIUM."


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.fail(HOW) if REQUIRED else pytest.skip(HOW)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="session")
def runs(tmp_path_factory) -> Path:
    """Studies of learning rates and weight decays with seeds, of optimizers, and one with hostile names."""
    root = tmp_path_factory.mktemp("browser") / "runs"
    shared: dict[str, Any] = {"steps": 80, "batch_size": 100, "root": root, "progress": False}
    rates = tl.log(1e-2, 1e3, 6)
    tl.run(
        "moons",
        "2-4-2",
        optimizer="sgd",
        learning_rate=rates,
        l2=[0.001, 0.1],
        seeds=3,
        name="rates",
        **shared,
    )
    tl.run("moons", "2-4-2", optimizer=["sgd", "adam"], learning_rate=0.1, name="optimizers", **shared)
    return root


@pytest.fixture(scope="session")
def server(runs) -> Iterator[Server]:
    made = Server(Shelf(runs))
    yield made
    made.close()


@pytest.fixture(params=[1280, 400], ids=["wide", "narrow"])
def width(request) -> int:
    return request.param


@pytest.fixture
def seen(browser, server, width) -> Iterator[Seen]:
    """A page of that width. What the console says, and every request, is looked at when the test is over."""
    yield from opened(browser, server, viewport={"width": width, "height": 900})


@pytest.fixture
def wide(browser, server) -> Iterator[Seen]:
    """A wide page, where the width cannot matter."""
    yield from opened(browser, server, viewport={"width": 1280, "height": 900})
