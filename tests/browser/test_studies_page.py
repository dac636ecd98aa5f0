"""The list of all studies."""

from __future__ import annotations

from opened_pages import opened
from playwright.sync_api import expect

from trainlab.web.serve import Server
from trainlab.web.shelf import Shelf


def test_the_newest_study_is_first_with_what_is_known_of_it(seen):
    rows = seen.page.locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("optimizers")
    expect(rows.nth(1)).to_contain_text("learning_rate, l2")
    expect(rows.nth(1)).to_contain_text("36")
    expect(rows.nth(1)).to_contain_text("done")
    expect(rows.nth(1).locator(".finding-cell b")).to_be_visible()


def test_several_are_ticked_and_opened_together(seen):
    seen.page.get_by_label("Choose rates").check()
    seen.page.get_by_label("Choose optimizers").check()
    seen.page.get_by_role("button", name="Open 2 together").click()
    expect(seen.page.locator("h1")).to_have_text("optimizers and rates")
    expect(seen.note).to_contain_text("38 trials")
    expect(seen.page.locator(".legend .key")).to_have_text(["optimizers", "rates"])
    assert len(seen.inked()) > 1
    seen.page.locator(".curves [data-name=color]").select_option("learning_rate")
    expect(seen.page.locator(".legend-name")).to_have_text("learning_rate")
    seen.page.keyboard.press("Escape")
    seen.page.get_by_role("link", name="all studies").click()
    expect(seen.page.locator("h1")).to_have_text("Studies")


def test_a_study_opens_by_its_name_and_back_leads_back(seen):
    seen.page.get_by_role("link", name="rates").click()
    expect(seen.page.locator("h1")).to_have_text("rates")
    seen.page.go_back()
    expect(seen.page.locator("h1")).to_have_text("Studies")


def test_a_study_that_is_not_there_has_a_sentence(wide):
    wide.page.goto(f"http://127.0.0.1:{wide.server.port}/#study=nothing")
    wide.allowed.append("status of 400")
    expect(wide.page.locator(".problem")).to_contain_text("there is no study 'nothing'")


def test_a_study_is_a_card_on_a_narrow_screen(seen, width):
    rows = seen.page.locator("tbody tr")
    expect(rows.nth(1).locator(".finding-cell b")).to_be_visible()
    assert all(row.bounding_box()["height"] < 300 for row in rows.all())
    if width < 640:
        expect(rows.nth(1).locator("td", has_text="moons")).to_be_in_viewport()


def test_a_study_of_numbers_is_ranked_by_its_error(browser, tmp_path):
    import trainlab as tl

    tl.run(
        "sine",
        "1-8-1",
        optimizer="adam",
        learning_rate=tl.log(1e-4, 1e-1, 4),
        steps=60,
        name="sine",
        root=tmp_path,
        progress=False,
    )
    best = tl.open("sine", root=tmp_path).best()
    server = Server(Shelf(tmp_path))
    try:
        for seen in opened(browser, server, viewport={"width": 1280, "height": 900}):
            rmse = f"{best.record.best['validation_rmse']:.4g}"
            expect(seen.page.locator("tbody tr")).to_contain_text(f"RMSE {rmse}")
            seen.open("sine", top="20", tab="table", curve="validation_rmse")
            expect(seen.note).to_contain_text("1 trial (3 of 4 trials are filtered out)")
            expect(seen.page.locator("tbody tr[data-row] td").first).to_have_text(str(best.id))
            panel = seen.tab("Trial")
            expect(panel).to_contain_text("validation RMSE")
            expect(panel).not_to_contain_text("--keep")  # it predicts no classes
    finally:
        server.close()
