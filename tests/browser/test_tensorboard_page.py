"""The real TensorBoard on event files of ours, looked at in a browser."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

import trainlab as tl

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def logdir(tmp_path_factory) -> Path:
    """Two learning rates and a diverging one, with what was measured of the test split."""
    root = tmp_path_factory.mktemp("tensorboard")
    study = tl.run(
        "moons", "2-4-2", optimizer="sgd", learning_rate=[0.01, 1.0, 1e5], steps=50, batch_size=100,
        name="rates", root=root, progress=False,
    )  # fmt: skip
    study.tensorboard(root / "logdir")
    return root / "logdir"


@pytest.fixture(scope="module")
def tensorboard(logdir) -> Iterator[str]:
    """The address of a TensorBoard that has read the files."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(logdir)]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), "--load_fast", "false"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}/"
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{base}data/runs", timeout=10) as answer:
                if answer.read().count(b"rates-") >= 4:
                    break
        except OSError:
            pass
        time.sleep(0.1)
    yield base
    process.terminate()
    process.wait()


@pytest.fixture
def page(browser, tensorboard):
    opened = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    opened.set_default_timeout(60_000)
    yield opened
    opened.context.close()


def test_its_scalars_are_drawn_a_run_a_trial(page, tensorboard, logdir):
    page.goto(f"{tensorboard}?tagFilter=%5Etrain_loss%24#timeseries")
    card = page.locator("scalar-card")
    rows = card.locator("tr, tb-data-table-content-row")
    expect(rows.filter(has_text=re.compile(r"rates-\S+/1")).first).to_be_visible()
    expect(card.locator("line-chart canvas").first).to_be_attached()
    [study] = tl.studies(logdir.parent)
    for trial in (0, 1):
        steps, losses = study.open().recorded("train_loss", [trial]).row(0)
        cells = rows.filter(has_text=re.compile(rf"rates-\S+/{trial}\b")).first.inner_text().split()
        assert str(steps[-1]) in cells
        assert any(near(cell, losses[-1]) for cell in cells)


def near(text: str, value: float) -> bool:
    try:
        return float(text) == pytest.approx(value, abs=1e-4)
    except ValueError:
        return False


def test_its_table_of_hyperparameters_has_numbers(page, tensorboard):
    page.goto(f"{tensorboard}#hparams")
    for text in ("learning_rate", "0.010000", "1.0000e+5"):  # numbers, which it writes in its own way
        expect(page.get_by_text(text, exact=True).first).to_be_visible()


def test_its_texts_are_the_findings(page, tensorboard):
    page.goto(f"{tensorboard}#text")
    expect(page.get_by_text("exploded").first).to_be_visible()
