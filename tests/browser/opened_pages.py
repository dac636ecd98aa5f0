"""A page that is open in a browser, and what people do with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error, expect

from trainlab.web.serve import Server

PATIENCE = 30_000
"""Milliseconds a busy machine may take for anything."""

expect.set_options(timeout=PATIENCE)

HOSTILE = "<img src=x onerror=document.title='broken'>\x1b[31m\u202e"


def in_view(locator: Any) -> dict[str, float]:
    """Where something lies once it is scrolled to; again where the page has drawn it anew meanwhile."""
    for _ in range(20):
        try:
            locator.scroll_into_view_if_needed()
            box = locator.bounding_box()
        except Error as error:
            if "not attached" not in error.message:
                raise
            continue
        if box is not None:
            return box
    raise AssertionError(f"{locator} is drawn anew all the time")


COLORS = """(canvas) => {
  const context = canvas.getContext("2d");
  const { width, height } = canvas;
  const data = context.getImageData(width * 0.2, height * 0.05, width * 0.75, height * 0.7).data;
  const found = new Set();
  for (let i = 0; i < data.length; i += 4) {
    const [r, g, b] = [data[i] >> 5, data[i + 1] >> 5, data[i + 2] >> 5];
    if (Math.max(r, g, b) - Math.min(r, g, b) > 2) found.add(`${r}.${g}.${b}`);
  }
  return [...found];
}"""


@dataclass
class Seen:
    """A page that is open, and what people do with it."""

    page: Any
    server: Server
    allowed: list[str] = field(default_factory=list)
    """What the console may say: the browser counts an answer that refuses something as an error."""

    def open(self, *studies: str, **state: str) -> Seen:
        """Open studies by the start of their folders' names, with a state."""
        from urllib.parse import quote

        ids = [next(id for id in self.server.shelf.folders() if id.startswith(study)) for study in studies]
        fields = [("study", id) for id in ids] + list(state.items())
        self.page.goto(
            f"http://127.0.0.1:{self.server.port}/#" + "&".join(f"{n}={quote(v)}" for n, v in fields)
        )
        if studies:
            self.note.filter(has_text=re.compile("trial|group")).wait_for()
        return self

    @property
    def note(self) -> Any:
        return self.page.locator(".curves > .note")

    @property
    def plot(self) -> Any:
        return self.page.locator(".curves .u-over").first

    def tab(self, name: str) -> Any:
        self.page.get_by_role("tab", name=name).click()
        return self.page.locator("#panel")

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A place of the plot, by shares of its width and height."""
        box = in_view(self.plot)
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def drag(self, start: tuple[float, float], stop: tuple[float, float]) -> None:
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move((start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2)
        self.page.mouse.move(*stop)
        self.page.mouse.up()

    def find_curve(self) -> None:
        """Move down the middle of the plot until a curve is near."""
        for share in range(5, 100, 3):
            self.page.mouse.move(*self.place(0.5, share / 100))
            self.page.wait_for_timeout(20)
            if self.tip.is_visible():
                return
        raise AssertionError("no curve is near any place of the middle")

    @property
    def tip(self) -> Any:
        return self.page.locator(".curves .tip").first

    def saved(self, part: Any, name: str) -> bytes:
        """What an entry of the menu of a part saves."""
        part.locator(".menu.right summary", has_text="save").click()
        with self.page.expect_download() as download:
            part.get_by_role("button", name=name).click()
        return download.value.path().read_bytes()

    def choose(self, label: str, value: str) -> None:
        self.page.locator(f".curves [data-name={label}]").select_option(value)

    def inked(self, chart: int = 0) -> set[str]:
        """Colours of the pixels of a plot, coarsely: what is drawn, axes aside. Waits until something is."""
        canvas = self.page.locator(".curves .u-wrap > canvas:not(.above)").nth(chart)
        for _ in range(60):
            if found := set(canvas.evaluate(COLORS)):
                return found
            self.page.wait_for_timeout(50)
        return set()

    @property
    def address(self) -> dict[str, str]:
        from urllib.parse import parse_qsl

        return dict(parse_qsl(self.page.evaluate("() => location.hash.slice(1)")))

    def resting(self, name: str) -> str:
        """What the address says of a name, once it says so for a while."""
        value, since = self.wait_address(name), 0
        while since < 12:
            self.page.wait_for_timeout(50)
            now = self.address.get(name, "")
            value, since = now, since + 1 if now == value else 0
        return value

    def wait_address(self, name: str, known: Callable[[str], bool] = bool) -> str:
        for _ in range(100):
            value = self.address.get(name, "")
            if known(value):
                return value
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{name} is {self.address.get(name)!r}")


def opened(browser: Any, server: Server, **options: Any) -> Iterator[Seen]:
    context = browser.new_context(accept_downloads=True, **options)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.address.partition("#")[0])
    seen = Seen(page, server)
    yield seen
    title = page.title()
    wider = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    context.close()
    assert [line for line in said if not any(words in line for words in seen.allowed)] == []
    foreign = [
        url for url in asked if not url.startswith((f"http://127.0.0.1:{server.port}/", "blob:", "data:"))
    ]
    assert foreign == []
    assert title != "broken"
    assert wider <= 0, "the page is wider than its window"
