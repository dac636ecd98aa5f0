"""The other parts of a study, and how they follow each other."""

from __future__ import annotations

import io
import re

from opened_pages import in_view
from playwright.sync_api import expect


def test_the_filter_takes_the_language_of_ask(seen):
    seen.open("rates")
    where = seen.page.locator(".where")
    where.fill("learning_rate > bla")
    expect(seen.page.locator("#where-error")).to_contain_text("unknown name 'bla'")
    mark = seen.page.locator(".where-mark .hidden-text")
    assert mark.evaluate("(element) => element.textContent.length") == len("learning_rate > ")
    where.fill("learning_rate > 1 and min(validation_loss) < 100")
    expect(seen.page.locator("#where-error")).to_be_empty()
    expect(seen.note).to_contain_text("filtered out")
    where.fill("")
    expect(seen.note).not_to_contain_text("filtered out")


def test_the_table_is_sorted_by_any_column(seen):
    seen.open("rates")
    panel = seen.tab("Table")
    panel.get_by_role("button", name="learning_rate").click()
    first = panel.locator("tbody tr[data-row]").first
    expect(first).to_contain_text("0.01")
    panel.get_by_role("button", name="learning_rate").click()
    expect(first).to_contain_text("1000")
    expect(panel.locator("th[aria-sort=descending]")).to_contain_text("learning_rate")
    panel.get_by_role("button", name="learning_rate").click()
    assert "sort" not in seen.address


def test_columns_of_the_table_are_chosen_copied_and_saved(wide):
    wide.open("rates")
    panel = wide.tab("Table")
    panel.locator("summary", has_text="columns").click()
    panel.get_by_label("parameters").check()
    expect(panel.locator("thead")).to_contain_text("parameters")
    panel.locator("summary", has_text="columns").click()
    panel.get_by_role("button", name="copy").click()
    expect(wide.page.locator(".message .note")).to_contain_text("36 rows copied")
    text = wide.page.evaluate("() => navigator.clipboard.readText()")
    lines = [line.split("\t") for line in text.splitlines()]
    assert len(lines) == 37
    assert "learning_rate" in lines[0]
    with wide.page.expect_download() as download:
        panel.get_by_role("button", name="CSV").click()
    saved = download.value.path().read_text().splitlines()
    assert saved[0].startswith("trial,")
    assert len(saved) == 37


def test_a_row_is_pointed_at_and_selected_in_the_picture_too(seen):
    seen.open("rates")
    panel = seen.tab("Table")
    rows = panel.locator("tbody tr[data-row]")
    rows.nth(1).click()
    expect(seen.page.locator(".chip")).to_contain_text("1 trial selected")
    rows.nth(3).click(modifiers=["Control"])
    expect(seen.page.locator(".chip")).to_contain_text("2 trials selected")
    rows.nth(3).focus()
    seen.page.keyboard.press("ArrowDown")
    expect(rows.nth(4)).to_be_focused()
    seen.page.keyboard.press(" ")
    expect(seen.page.locator(".chip")).to_contain_text("3 trials selected")
    seen.page.keyboard.press("Escape")
    expect(seen.page.locator(".chip")).to_have_count(0)


def test_a_finding_shows_its_trials_and_marks_its_steps(seen):
    seen.open("rates")
    panel = seen.tab("Findings")
    exploded = panel.locator("button.finding", has_text="exploded in")
    count = int(exploded.inner_text().split("in ")[1].split()[0])
    exploded.click()
    expect(seen.note).to_contain_text(f"{count} trials (")
    expect(seen.page.locator(".chip")).to_contain_text("finding: exploded")
    panel.locator("summary", has_text="each of them").first.click()
    one = panel.locator("li li button.finding").first
    one.click()
    expect(seen.note).to_contain_text("1 trial (")
    seen.page.get_by_role("button", name="Leave the finding").click()
    expect(seen.note).to_contain_text("36 trials.")


def test_a_finding_is_marked_on_the_curves_it_is_about(wide):
    wide.open("rates", logy="1")
    panel = wide.tab("Findings")
    groups = panel.locator("li:has(details summary:text('each of them')) > button.finding")
    groups.first.wait_for()
    marked = 0
    for place in range(groups.count()):
        groups.nth(place).click()
        expect(wide.page.locator(".chip")).to_contain_text("finding:")
        drawn = wide.saved(wide.page.locator(".curves"), "picture as SVG").decode()
        mark = wide.page.evaluate(
            "() => getComputedStyle(document.documentElement).getPropertyValue('--mark').trim()"
        )
        marked += drawn.count(f'stroke="{mark}"')
        wide.page.get_by_role("button", name="Leave the finding").click()
    assert marked > 0


def test_what_a_setting_does_depends_on_the_data_alone(wide):
    wide.open("rates", tab="settings", sx="learning_rate")

    def band() -> str:
        drawn = wide.saved(wide.page.locator("#panel"), "picture as SVG").decode()
        return re.findall(r'<path d="(M[^"]+Z)" fill="#1b1f2424"', drawn)[0]

    whole = band()
    wide.page.locator(".where").fill("l2 > 0.01")
    expect(wide.note).to_contain_text("18 trials")
    assert band() == whole


def test_trials_of_a_setting_are_reached_by_keys(seen):
    seen.open("rates")
    panel = seen.tab("Settings")
    panel.locator(".chart").focus()
    seen.page.keyboard.press("ArrowDown")
    expect(panel.locator(".tip")).to_contain_text("learning_rate=0.01")
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator(".chip")).to_contain_text("1 trial selected")


def test_pictures_of_all_parts_are_saved(wide):
    from PIL import Image

    wide.open("rates", color="l2")
    for tab, words in (("Settings", "against learning_rate"), ("Parallel", "36 trials")):
        panel = wide.tab(tab)
        picture = Image.open(io.BytesIO(wide.saved(panel, "picture as PNG")))
        assert picture.width > 1000
        drawn = wide.saved(panel, "picture as SVG").decode()
        assert words in drawn
        assert drawn.count("<path") >= 36


def test_a_setting_is_drawn_against_a_result_and_a_map_of_two(seen):
    seen.open("rates")
    panel = seen.tab("Settings")
    plot = panel.locator(".u-over")
    expect(plot).to_be_visible()
    expect(panel.locator(".note")).to_contain_text("median")
    box = in_view(plot)
    seen.drag((box["x"] + 2, box["y"] + 2), (box["x"] + box["width"] * 0.5, box["y"] + box["height"] - 2))
    expect(seen.page.locator(".chip")).to_contain_text("selected")
    panel.locator("[data-name=sy]").select_option("l2")
    expect(panel.locator(".legend")).to_contain_text("every trial diverged")
    box = in_view(plot)
    seen.page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.3)
    expect(panel.locator(".tip")).to_contain_text("l2=")


def test_brushes_filter_all_parts(seen):
    seen.open("rates")
    panel = seen.tab("Parallel")
    axis = panel.locator(".axis-hit").first
    box = in_view(axis)
    x = box["x"] + box["width"] / 2
    seen.drag((x, box["y"] + box["height"] * 0.5), (x, box["y"] + box["height"] * 0.98))
    expect(seen.page.locator(".chip")).to_contain_text("brushes")
    expect(seen.note).to_contain_text("18 trials")
    panel.get_by_label("the best").select_option("10")
    expect(seen.note).not_to_contain_text("18 trials")
    panel.get_by_role("button", name="no brushes").click()
    expect(seen.note).to_contain_text("36 trials.")
    handle = panel.locator(".handle").first
    handle.focus()
    seen.page.keyboard.press("PageDown")
    expect(seen.page.locator(".chip")).to_contain_text("brushes")


def test_a_trial_shows_its_settings_and_layers(seen):
    seen.open("rates")
    panel = seen.tab("Trial")
    expect(panel).to_contain_text("hidden1.kernel")
    expect(panel).to_contain_text("2×4")
    expect(panel).to_contain_text("learning_rate")
    expect(panel.locator("h2")).to_contain_text("ranked first of 36 trials")


def test_a_trial_shows_all_its_curves(seen):
    seen.open("rates")
    panel = seen.tab("Trial")
    titles = panel.locator(".trial-curves .panel-title")
    expect(titles).to_have_text(
        [
            "train lossevaluated train lossvalidation loss",
            "learning rate",
            "evaluated train accuracyvalidation accuracy",
        ]
    )
    plot = panel.locator(".trial-curves .u-over").first
    box = in_view(plot)
    seen.drag((box["x"] + 0.4 * box["width"], box["y"] + 5), (box["x"] + 0.8 * box["width"], box["y"] + 6))
    low, high = map(float, seen.wait_address("x").split(","))  # the curves above follow
    assert 20 < low < high < 75
    seen.page.mouse.dblclick(box["x"] + 0.5 * box["width"], box["y"] + 20)
    seen.wait_address("x", lambda text: text == "")


def test_a_trial_shows_what_it_gets_wrong(wide, runs):
    import trainlab as tl

    trial = tl.open("rates", root=runs).best()
    wide.open("rates")
    panel = wide.tab("Trial")
    expect(panel).to_contain_text(f"trainlab evaluate rates:{trial.id} --keep")
    trial.keep_predictions("test")
    table = wide.page.locator("table.confusion")
    expect(table.locator("td").first).to_be_visible()
    counts = [int(cell) for cell in table.locator("td").all_inner_texts()]
    assert sum(counts) == 1000
    right = trial.evaluate("test")["accuracy"]
    assert (counts[0] + counts[3]) / 1000 == right
    expect(panel).to_contain_text("What it gets most wrong")
    for path in trial._reader.folder.glob("predictions-*"):
        path.unlink()


def test_the_command_is_there_to_copy(seen):
    seen.open("rates")
    panel = seen.tab("Command")
    expect(panel.locator("pre").first).to_contain_text("trainlab run moons --net 2-4-2")
    expect(panel.locator("pre").nth(1)).to_contain_text("tl.run('moons', '2-4-2'")
    panel.get_by_role("button", name="copy").first.click()
    assert wait_clipboard(seen).startswith("trainlab run moons")


def wait_clipboard(seen) -> str:
    for _ in range(40):
        text = seen.page.evaluate("() => navigator.clipboard.readText()")
        if text:
            return text
        seen.page.wait_for_timeout(50)
    return ""


def test_tabs_are_changed_by_keys(seen):
    seen.open("rates")
    seen.page.keyboard.press("2")
    expect(seen.page.get_by_role("tab", name="Table")).to_have_attribute("aria-selected", "true")
    seen.page.get_by_role("tab", name="Table").focus()
    seen.page.keyboard.press("ArrowRight")
    expect(seen.page.get_by_role("tab", name="Settings")).to_be_focused()
    seen.page.keyboard.press("?")
    expect(seen.page.get_by_role("dialog")).to_contain_text("logarithmic axis")
    seen.page.keyboard.press("Escape")
    expect(seen.page.get_by_role("dialog")).to_have_count(0)
    seen.page.keyboard.press("/")
    expect(seen.page.locator(".where")).to_be_focused()
