"""Makes the pictures of the page in ``docs/images/``: trains two studies, opens them in a browser, and looks.

It needs chromium, and the package playwright, which is part of the extra ``test``.

Usage: python tools/page_images.py [ROOT]    (ROOT keeps the studies for the next time)
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import trainlab as tl
from trainlab.web.serve import Server
from trainlab.web.shelf import Shelf

IMAGES = Path(__file__).parent.parent / "docs" / "images"


def train(root: Path) -> None:
    """What is not there yet of the two studies."""
    known = {study.info.name for study in tl.studies(root)} if root.exists() else set()
    if "demo" not in known:
        tl.run(
            "moons", "2-4-2", optimizer="sgd", learning_rate=tl.log(1e-3, 10, 24), l2=[0.0, 1e-3],
            seeds=5, steps=300, batch_size=100, name="demo", root=root,
        )  # fmt: skip
    if "digits" not in known:
        study = tl.run(
            "digits", "64-64-32-10", optimizer=["sgd", "adam"], learning_rate=tl.log(1e-3, 1, 7), seeds=2,
            epochs=15, probe="gradients", name="digits", root=root,
        )  # fmt: skip
        study.best().keep_predictions("test")


def shoot(browser: Any, server: Server, name: str, study: str, fields: dict[str, str], **look: Any) -> None:
    """A picture of a study, of the part of the page that fits the window."""
    width, height, theme = look["width"], look["height"], look.get("theme", "light")
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
    page = context.new_page()
    page.goto(server.address.partition("#")[0])
    id = next(id for id in server.shelf.folders() if id.startswith(study))
    state = "&".join(f"{name}={quote(value)}" for name, value in fields.items())
    page.goto(f"http://127.0.0.1:{server.port}/#study={id}&{state}")
    page.locator(".curves > .note").filter(has_text="trial").or_(
        page.locator(".curves > .note").filter(has_text="group")
    ).first.wait_for()
    page.wait_for_timeout(1500)
    if "point" in look:
        box = page.locator(".curves .u-over").first.bounding_box()
        x, y = look["point"]
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        page.wait_for_timeout(300)
    if look.get("part"):
        page.locator(look["part"]).scroll_into_view_if_needed()
        page.evaluate("(part) => document.querySelector(part).scrollIntoView()", look["part"])
        page.wait_for_timeout(300)
    page.screenshot(path=str(IMAGES / name))
    context.close()


def main() -> None:
    """Train, and make the pictures."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("TRAINLAB_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(sys.argv[1]) if sys.argv[1:] else Path(temporary) / "runs"
        train(root)
        server = Server(Shelf(root))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])

            def take(name: str, study: str, fields: dict[str, str], **look: Any) -> None:
                shoot(browser, server, name, study, fields, **{"width": 1280, **look})

            curves = {"curve": "validation_loss", "group": "learning_rate", "logy": "1"}
            take("page-curves.png", "demo", curves, height=900, point=(0.62, 0.5))
            cells = {"tab": "settings", "sx": "learning_rate", "sy": "l2"}
            take("page-map-dark.png", "demo", cells, height=570, theme="dark", part=".tabs")
            take("page-narrow.png", "demo", {"logy": "1"}, width=400, height=900)
            take("page-trial.png", "digits", {"tab": "trial"}, height=1300, part=".tabs")
            best = {"tab": "parallel", "top": "50"}
            take("page-parallel-dark.png", "digits", best, height=490, theme="dark", part=".tabs")
            browser.close()
        server.close()


if __name__ == "__main__":
    main()
