"""Names made to do harm, both themes, and what is read aloud."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator

import pytest
from opened_pages import HOSTILE, opened
from playwright.sync_api import expect

from trainlab.web.serve import Server
from trainlab.web.shelf import Shelf


@pytest.fixture(scope="module")
def hostile(runs, tmp_path_factory) -> Iterator[Server]:
    """A server of a study in which every name is made to do harm."""
    root = tmp_path_factory.mktemp("hostile")
    [source] = runs.glob("rates-*")
    folder = root / "<img src=x onerror=alert(1)>"
    shutil.copytree(source, folder)
    with sqlite3.connect(folder / "study.sqlite") as connection:
        [facts] = connection.execute("SELECT dataset FROM study").fetchone()
        facts = json.loads(facts) | {"classes": 2, HOSTILE: HOSTILE, "source": HOSTILE}
        connection.execute(
            "UPDATE study SET name = ?, data = ?, dataset = ?, varied = ?, departures = ?",
            (
                HOSTILE,
                HOSTILE,
                json.dumps(facts),
                json.dumps(["optimizer", "learning_rate", HOSTILE]),
                json.dumps([HOSTILE]),
            ),
        )
        for id, settings in connection.execute("SELECT id, settings FROM trial").fetchall():
            found = json.loads(settings)
            found |= {"net": HOSTILE, HOSTILE: f"{HOSTILE}{id % 2}", "optimizer": f"</script>{id % 3}"}
            connection.execute("UPDATE trial SET settings = ? WHERE id = ?", (json.dumps(found), id))
    connection.close()
    (folder / "study.yaml").write_text(f"data: {json.dumps(HOSTILE)}\n")
    made = Server(Shelf(root))
    yield made
    made.close()


def test_names_are_text_wherever_they_are_shown(browser, hostile):
    for seen in opened(browser, hostile, viewport={"width": 1280, "height": 900}):
        page = seen.page
        seen.allowed += ["status of 400", "status of 404"]
        expect(page.locator("tbody")).to_contain_text("<img src=x onerror=")
        page.locator("tbody a").click()
        expect(page.locator("h1")).to_contain_text(
            "<img src=x onerror=document.title='broken'>\\x1b[31m\\u202e"
        )
        expect(seen.note).to_contain_text("36 trials")
        seen.choose("color", HOSTILE)
        expect(page.locator(".legend")).to_contain_text("<img src=x")
        seen.find_curve()
        expect(seen.tip).to_contain_text("<img src=x")
        for tab in ("Table", "Settings", "Parallel", "Trial", "Command", "Findings"):
            panel = seen.tab(tab)
            page.wait_for_timeout(150)
            assert panel.locator("img").count() == 0
        seen.choose("panels", HOSTILE)
        expect(page.locator(".panel-title:visible").first).to_contain_text("<img src=x")
        assert page.locator("img, script:not([src]), iframe").count() == 0
        texts = page.locator("body").inner_text()
        assert "\x1b" not in texts
        assert "\u202e" not in texts


CONTRAST = """() => {
  const number = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c +
  0.055) / 1.055) ** 2.4))
    .reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const rgb = number(getComputedStyle(one).backgroundColor);
      if (rgb.length < 4 || rgb[3] === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.disabled || element.closest("svg, .u-wrap")) continue;
    const [a, b] = [light(number(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y -
    x); if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(`${element.tagName}.${element.className}:
    ${element.textContent.slice(0, 30)}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_has_enough_contrast_in_both_themes(browser, server, theme):
    for seen in opened(browser, server, viewport={"width": 1280, "height": 900}, color_scheme=theme):
        expect(seen.page.locator("tbody tr")).to_have_count(2)
        assert seen.page.evaluate(CONTRAST) == []
        seen.open("rates", where="bla", sel="3", color="l2")
        expect(seen.page.locator("#where-error")).to_contain_text("bla")
        for tab in ("Findings", "Table", "Settings", "Parallel", "Trial", "Command"):
            seen.tab(tab)
            seen.page.wait_for_timeout(100)
            assert seen.page.evaluate(CONTRAST) == []
        ground = seen.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert (int(ground.strip("rgb()").split(",")[0]) < 128) == (theme == "dark")


UNNAMED = """() => {
  const reached = "button, input, select, summary, a[href], [role=slider], [role=img], [tabindex='0']";
  const named = (one) => one.getAttribute("aria-label") || one.textContent.trim() || one.labels?.length;
  return [...document.querySelectorAll(reached)]
    .filter((one) => one.checkVisibility() && !named(one))
    .map((one) => one.outerHTML.slice(0, 80));
}"""


def test_everything_that_is_reached_by_keys_has_a_name(wide):
    assert wide.page.evaluate(UNNAMED) == []
    wide.open("rates")
    for tab in ("Findings", "Table", "Settings", "Parallel", "Trial", "Command"):
        wide.tab(tab)
        assert wide.page.evaluate(UNNAMED) == []


FOCUSED = """() => {
  const element = document.activeElement;
  return element.getAttribute("data-name") || element.className || element.id;
}"""


def test_the_order_of_focus_is_that_of_the_page(wide):
    wide.open("rates")
    page = wide.page
    page.locator("body").evaluate("() => document.activeElement.blur()")
    places = []
    for _ in range(14):
        page.keyboard.press("Tab")
        places.append(page.evaluate(FOCUSED))
    assert places[0] == "skip"
    wanted = ["home", "where", "curve", "along", "toggle", "color", "group", "panels", "smooth"]
    order = [places.index(name) for name in wanted]
    assert order == sorted(order)


BOTH = """async () => {
  const { glLayer } = await import("/page/lines_gl.js");
  const { drawColumns } = await import("/page/lines_columns.js");
  const layer = glLayer();
  if (!layer) return null;
  const vertices = Float32Array.from([0, 0, 10, 10, 0, 5, 10, 5]);
  const lines = { vertices, firsts: [0, 2], counts: [2, 2] };
  const geometry = { toX: (x) => x };
  const view = { x0: 0, x1: 10, y0: -1, y1: 11, logY: false };
  const groups = [{ lines, geometry, color: "#ff0000", alpha: 1, places: [0, 1] }];
  return [layer.draw.bind(layer), drawColumns].map((draw) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 120;
    const context = canvas.getContext("2d");
    draw(context, { left: 10, top: 10, width: 100, height: 100 }, view, groups);
    const data = context.getImageData(0, 0, 120, 120).data;
    const every = Array.from({ length: 120 * 120 }, (_, i) => i);
    return every.filter((i) => data[4 * i + 3] > 0);
  });
}"""


def test_the_graphics_card_draws_the_same_picture(browser, server):
    """Software stands in for it here, which the page otherwise leaves aside."""
    for seen in opened(browser, server, viewport={"width": 1280, "height": 900}):
        [study] = [id for id in server.shelf.folders() if id.startswith("rates")]
        seen.page.goto(f"http://127.0.0.1:{server.port}/?webgl#study={study}")
        expect(seen.note).to_contain_text("36 trials")
        drawn = seen.page.evaluate(BOTH)
        if drawn is None:
            pytest.skip("this browser has no WebGL2 at all")
        with_card, by_columns = map(set, drawn)
        assert len(with_card) > 150
        near = {place + by for place in by_columns for by in (0, 1, -1, 120, -120, 121, -121, 119, -119)}
        assert with_card <= near
