"""A study seen while it trains, when its process is killed, and when it is deleted under the reader's
eyes."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from trainlab.store.find import list_studies
from trainlab.web.serve import Server
from trainlab.web.shelf import Shelf

TRAIN = (
    "import sys, trainlab as tl\n"
    "tl.run('moons', '2-4-2', optimizer='sgd', learning_rate=[0.01, 0.1, 1.0], batch_size=100,\n"
    "       steps=50_000_000, eval_every=100_000, name='long', root=sys.argv[1], progress=False)"
)


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    root = tmp_path / "runs"
    root.mkdir()
    made = Server(Shelf(root))
    yield made
    made.close()


@pytest.fixture
def training(server) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen([sys.executable, "-c", TRAIN, str(server.shelf.root)])
    for _ in range(600):
        if list_studies(server.shelf.root):
            break
        time.sleep(0.1)
    yield process
    process.kill()
    process.wait()


def asked(page) -> list[str]:
    """The curves that the page has asked for."""
    return page.evaluate(
        """() => performance.getEntriesByType("resource")
          .map((entry) => entry.name).filter((name) => name.includes("/api/curve"))"""
    )


def test_a_study_is_followed_killed_and_deleted(wide, server, training):
    page = wide.page
    wide.open("long")
    expect(page.locator(".part-head .state")).to_have_text("training", timeout=30_000)
    expect(page.locator(".part-head")).to_contain_text("0 of 3 trials finished")
    assert wide.inked()
    before = len(asked(page))
    for _ in range(100):
        if len(asked(page)) > before + 1:
            break
        page.wait_for_timeout(100)
    assert len(asked(page)) > before + 1, "nothing new was fetched"
    new = asked(page)[before:]
    whole = [name for name in new if "since=" not in name]  # where the end of the axis has moved
    assert len(whole) <= len(new) / 2
    training.send_signal(signal.SIGKILL)
    training.wait()
    expect(page.locator(".part-head .state")).to_have_text("interrupted", timeout=10_000)
    expect(page.locator(".part-head")).to_contain_text("trainlab resume long-")
    shutil.rmtree(list_studies(server.shelf.root)[0])
    wide.allowed.append("status of 400")
    expect(page.locator(".message")).to_contain_text("is not there any more: it was deleted or moved")
    assert wide.inked()


def test_the_page_says_that_the_server_was_closed(wide, server, tmp_path):
    import trainlab as tl

    tl.run("moons", "2-4-2", steps=1, batch_size=100, name="tiny", root=server.shelf.root, progress=False)
    wide.open("tiny")
    expect(wide.note).to_contain_text("1 trial.")
    wide.allowed.append("ERR_CONNECTION_REFUSED")
    wide.allowed.append("ERR_INCOMPLETE_CHUNKED_ENCODING")
    server.close()
    expect(wide.page.locator(".message")).to_contain_text(
        "Start it again with 'trainlab view'", timeout=10_000
    )


def test_an_empty_folder_says_how_to_begin(wide):
    expect(wide.page.locator(".note")).to_contain_text("There is no study in")
    expect(wide.page.locator(".note")).to_contain_text("trainlab run moons --net 2-4-2")
