"""The curves: what is drawn, zoomed, moved, pointed at, grouped and saved."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from playwright.sync_api import expect


def test_every_trial_is_drawn_in_its_colour(seen):
    seen.open("rates")
    assert len(seen.inked()) >= 3
    expect(seen.note).to_contain_text("36 trials")


def test_a_drag_zooms_and_a_double_click_leaves(seen):
    seen.open("rates")
    seen.drag(seen.place(0.3, 0.2), seen.place(0.6, 0.8))
    low, high = map(float, seen.wait_address("x").split(","))
    assert low == pytest.approx(0.3 * 79, abs=2)
    assert high == pytest.approx(0.6 * 79, abs=2)
    assert seen.address["y"]
    assert seen.inked()
    seen.page.mouse.dblclick(*seen.place(0.5, 0.5))
    seen.wait_address("x", lambda text: text == "")


def test_the_wheel_zooms_at_the_cursor_and_shift_with_a_drag_moves(seen):
    seen.open("rates")
    seen.page.mouse.move(*seen.place(0.5, 0.5))
    for _ in range(3):
        seen.page.mouse.wheel(0, -120)
    low, high = map(float, seen.resting("x").split(","))
    assert 0 < low < 79 / 2 < high < 79
    seen.page.keyboard.down("Shift")
    seen.drag(seen.place(0.5, 0.5), seen.place(0.3, 0.5))
    seen.page.keyboard.up("Shift")
    moved = seen.resting("x")
    assert float(moved.split(",")[0]) > low
    assert float(moved.split(",")[1]) - float(moved.split(",")[0]) == pytest.approx(high - low, rel=0.02)


def test_keys_move_zoom_and_leave(seen):
    seen.open("rates")
    seen.page.locator(".curves .chart").focus()
    seen.page.keyboard.press("+")
    zoomed = seen.wait_address("x")
    seen.page.keyboard.press("ArrowRight")
    seen.wait_address("x", lambda text: text not in ("", zoomed))
    seen.page.keyboard.press("0")
    seen.wait_address("x", lambda text: text == "")
    seen.page.keyboard.press("ArrowDown")
    expect(seen.tip).to_contain_text("trial")
    expect(seen.tip).to_contain_text("at step 79")  # its last point
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator(".chip")).to_contain_text("1 trial selected")


def test_one_key_each_makes_the_axes_logarithmic(seen):
    seen.open("rates")
    before = seen.note.inner_text()
    seen.page.keyboard.press("y")
    expect(seen.page.get_by_role("button", name="log y")).to_have_attribute("aria-pressed", "true")
    assert seen.address["logy"] == "1"
    seen.page.keyboard.press("x")
    expect(seen.page.get_by_role("button", name="log x")).to_have_attribute("aria-pressed", "true")
    assert seen.inked()
    seen.page.keyboard.press("y")
    seen.page.keyboard.press("x")
    expect(seen.note).to_have_text(before)


@pytest.mark.parametrize("along", ["epoch", "examples", "time"])
def test_curves_are_drawn_along(wide, along):
    wide.open("rates")
    wide.choose("along", along)
    wide.page.wait_for_timeout(300)
    assert wide.address["along"] == along
    assert wide.inked()


def test_the_nearest_curve_says_what_it_is(seen):
    seen.open("rates")
    seen.find_curve()
    expect(seen.tip).to_contain_text("trial")
    expect(seen.tip).to_contain_text("learning_rate=")
    expect(seen.tip).to_contain_text("train loss")
    seen.page.mouse.move(2, 2)
    expect(seen.tip).to_be_hidden()


def test_a_click_selects_in_all_parts(seen):
    seen.open("rates")
    seen.find_curve()
    named = seen.tip.locator(".tip-head").inner_text()
    number = named.split("trial ")[1].split(":")[0]
    seen.page.mouse.down()
    seen.page.mouse.up()
    expect(seen.page.locator(".chip")).to_contain_text("1 trial selected")
    panel = seen.tab("Trial")
    expect(panel.locator("h2")).to_contain_text(f"trial {number} ")
    panel = seen.tab("Table")
    chosen = panel.locator("tr.chosen")
    if chosen.count():
        expect(chosen.locator("td").first).to_have_text(number)
    seen.page.get_by_role("button", name="Select none").click()
    expect(seen.page.locator(".chip")).to_have_count(0)


def test_groups_have_a_median_and_a_band_whatever_is_filtered(seen):
    seen.open("rates", curve="validation_loss", group="l2")
    expect(seen.note).to_contain_text("2 groups")
    expect(seen.note).to_contain_text("middle half")
    seen.page.locator(".where").fill("learning_rate < 1")
    expect(seen.note).to_contain_text("trials are filtered out")
    seen.find_curve()
    expect(seen.tip).to_contain_text("18 trials")


def test_side_by_side_shares_the_axes(seen):
    seen.open("rates")
    seen.choose("panels", "l2")
    expect(seen.page.locator(".panel-title:visible")).to_have_text(["l2 = 0.001", "l2 = 0.1"])
    assert seen.inked(0)
    assert seen.inked(1)


def test_smoothing_keeps_the_raw_curve_behind(seen):
    seen.open("rates", smooth="20")
    assert len(seen.inked()) >= 3
    seen.choose("smooth", "1")
    seen.wait_address("smooth", lambda text: text == "")


def test_a_value_of_the_legend_shows_its_trials_only(seen):
    seen.open("rates", color="l2")
    seen.page.locator(".legend .key").first.click()
    expect(seen.note).to_contain_text("18 trials")
    seen.page.locator(".legend .key").first.click()
    expect(seen.note).to_contain_text("36 trials.")


def test_pictures_and_data_are_saved(wide):
    wide.open("rates")

    curves = wide.page.locator(".curves")
    from PIL import Image

    picture = np.asarray(Image.open(io.BytesIO(wide.saved(curves, "picture as PNG"))).convert("RGB"))
    assert picture.shape[1] > 1000
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 50
    drawn = wide.saved(curves, "picture as SVG").decode()
    assert drawn.startswith("<svg")
    assert drawn.count("<path") >= 36
    assert "step (updates)" in drawn
    assert ">learning_rate</text>" in drawn  # what colours mean
    from pyarrow import csv, parquet

    for name, read in (("points as CSV", csv.read_csv), ("points as Parquet", parquet.read_table)):
        table = read(io.BytesIO(wide.saved(curves, name)))
        assert table.column_names == ["trial", "step", "train_loss"]
        assert len(set(table["trial"].to_pylist())) == 36


def test_the_address_holds_the_whole_state(seen):
    seen.open(
        "rates",
        curve="validation_loss",
        logy="1",
        color="l2",
        where="l2 > 0.01",
        tab="table",
        x="10,60",
        sel="19-20",
        sort="learning_rate:up",
    )
    expect(seen.note).to_contain_text("18 trials")
    seen.page.reload()
    expect(seen.note).to_contain_text("18 trials")
    expect(seen.page.locator(".where")).to_have_value("l2 > 0.01")
    expect(seen.page.locator(".chip")).to_contain_text("2 trials selected")
    expect(seen.page.get_by_role("tab", name="Table")).to_have_attribute("aria-selected", "true")
    expect(seen.page.locator("th[aria-sort=ascending]")).to_contain_text("learning_rate")
    assert seen.address["x"] == "10,60"
    expect(seen.page.locator(".curves [data-name=curve]")).to_have_value("validation_loss")


def test_a_saved_picture_of_groups_has_their_bands(wide):
    wide.open("rates", group="l2", color="l2", curve="validation_loss", logy="1")
    drawn = wide.saved(wide.page.locator(".curves"), "picture as SVG").decode()
    assert drawn.count('fill-opacity="0.18"') == 2


def test_curves_that_leave_the_picture_are_shown_by_a_click(seen):
    seen.open("rates")
    expect(seen.note).to_contain_text("curves leave the picture at the top")
    seen.note.get_by_role("button", name="Show them").click()
    assert float(seen.wait_address("y").split(",")[1]) > 1e6
    expect(seen.note).not_to_contain_text("leave the picture")
    seen.page.get_by_role("button", name="whole").click()
    expect(seen.note).to_contain_text("curves leave the picture at the top")


def test_a_study_of_explosions_shows_them_all(wide, tmp_path, browser):
    from opened_pages import opened

    import trainlab as tl
    from trainlab.web.serve import Server
    from trainlab.web.shelf import Shelf

    rates = [1e4, 1e5]
    tl.run(
        "moons",
        "2-4-2",
        optimizer="sgd",
        learning_rate=rates,
        steps=30,
        name="lost",
        root=tmp_path,
        progress=False,
    )
    server = Server(Shelf(tmp_path))
    try:
        for seen in opened(browser, server, viewport={"width": 1280, "height": 900}):
            seen.open("lost")
            expect(seen.page.locator(".part-head")).to_contain_text("Every trial diverged")
            expect(seen.note).to_have_text("2 trials.")
            assert seen.inked()
    finally:
        server.close()


def test_axes_have_numbers_however_large_the_losses_and_however_few_the_steps(width, tmp_path, browser):
    from opened_pages import opened

    import trainlab as tl
    from trainlab.web.serve import Server
    from trainlab.web.shelf import Shelf

    shared = {"optimizer": "sgd", "root": tmp_path, "progress": False}
    # A loss that explodes reaches the end of float32, where uPlot's own axes end at 10^31.
    tl.run("diabetes", "10-8-1", learning_rate=[3.0, 0.01], steps=80, batch_size=50, name="far", **shared)
    tl.run("moons", "2-4-2", learning_rate=0.1, steps=1, name="short", **shared)
    server = Server(Shelf(tmp_path))
    try:
        for seen in opened(browser, server, viewport={"width": width, "height": 900}):
            seen.open("far")
            seen.note.get_by_role("button", name="Show it").click()
            top = float(seen.wait_address("y").split(",")[1])
            assert top > 1e33
            exponent = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in f"{top:e}".split("+")[1])
            expect(seen.note).to_have_text("2 trials.")
            numbers = re.findall(r">([^<]*10[⁰¹²³⁴⁵⁶⁷⁸⁹]+)</text>", drawn := saved_curves(seen))
            assert any(number.endswith(f"10{exponent}") for number in numbers)
            assert ">20</text>" in drawn
            # On a narrow page, wider than for short numbers: none of them reaches the label.
            assert seen.plot.evaluate("over => over.offsetLeft") >= 22 + 56
            seen.open("short")
            numbers = re.findall(r">(-?[\d.]+)</text>", saved_curves(seen))
            assert [number for number in numbers if number in ("-0.5", "-0.25", "0.25")] == []
            assert "0" in numbers
    finally:
        server.close()


def saved_curves(seen) -> str:
    return seen.saved(seen.page.locator(".curves"), "picture as SVG").decode()
