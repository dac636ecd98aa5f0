"""A report, opened from the disk with the network off: its numbers are those of the study."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from opened_pages import HOSTILE
from playwright.sync_api import expect

import trainlab as tl
from trainlab.record.groups.ranking import rank
from trainlab.record.wording import percent


@dataclass
class Opened:
    """A report in a browser, and the study that it is of."""

    page: Any
    study: tl.Study

    @property
    def note(self) -> Any:
        return self.page.locator(".curves > .note").first


@pytest.fixture(scope="module")
def reports(runs, tmp_path_factory) -> dict[str, tuple[tl.Study, Path]]:
    folder = tmp_path_factory.mktemp("reports")
    studies = {name: tl.open(name, runs) for name in ("rates", "optimizers")}
    return {name: (study, study.report(folder / f"{name}.html")) for name, study in studies.items()}


@pytest.fixture
def report(browser, reports, width) -> Iterator[Opened]:
    yield from opened(browser, *reports["rates"], viewport={"width": width, "height": 900})


def opened(browser: Any, study: tl.Study, file: Path, **options: Any) -> Iterator[Opened]:
    context = browser.new_context(offline=True, **options)
    context.set_default_timeout(10_000)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    made = Opened(page, study)
    made.note.filter(has_text=re.compile("trial")).wait_for()
    yield made
    wider = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    title = page.title()
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [file.as_uri()]
    assert wider <= 0, "the page is wider than its window"
    assert title != "broken"


def cells(table: Any) -> list[list[str]]:
    return table.evaluate(
        "(table) => [...table.querySelectorAll('tr:not(.gap)')].map((row) => "
        "[...row.cells].map((cell) => cell.innerText.trim()))"
    )


def test_the_table_holds_the_numbers_of_the_study(report):
    report.page.locator(".scroll.tall").evaluate("(box) => (box.style.maxHeight = 'none')")
    report.page.locator(".scroll.tall").dispatch_event("scroll")  # only rows that are seen are elements
    expect(report.page.locator("table.trials tbody tr[data-row]")).to_have_count(36)
    head, *rows = cells(report.page.locator("table.trials"))
    ranked = rank([trial.record for trial in report.study.trials])
    assert [int(row[head.index("trial")]) for row in rows] == [trial.id for trial in ranked]
    for row, trial in zip(rows, ranked, strict=True):
        assert row[head.index("best validation accuracy")] == percent(trial.best["validation_accuracy"])
        assert float(row[head.index("learning_rate")].replace(",", "")) == pytest.approx(
            trial.settings["learning_rate"], rel=1e-3
        )
        assert row[head.index("status")] == trial.status_text


def test_the_best_trials_of_the_text_are_those_of_the_study(report):
    _, *rows = cells(report.page.locator(".written table"))
    ranked = rank([trial.record for trial in report.study.trials])
    assert [int(row[0]) for row in rows] == [trial.id for trial in ranked[:10]]
    expect(report.page.locator(".written")).to_contain_text(f"trial {ranked[0].id} (")


def test_a_curve_says_its_recorded_value(report):
    chart = report.page.locator(".curves .chart")
    chart.focus()
    report.page.keyboard.press("ArrowDown")
    tip = report.page.locator(".curves .tip")
    expect(tip).to_contain_text("train loss")
    said = tip.inner_text()
    trial = int(re.search(r"trial (\d+)", said)[1])
    value, step = re.search(r"train loss ([\d.e-]+) at step (\d+)", said).groups()
    losses = report.study.recorded("train_loss")
    steps, values = losses.row(losses.rows[trial])
    assert float(value) == pytest.approx(values[steps.tolist().index(int(step))], rel=1e-3)


def test_axes_curves_and_zoom_are_chosen_without_a_server(report):
    page = report.page
    page.keyboard.press("y")
    expect(page.get_by_role("button", name="log y")).to_have_attribute("aria-pressed", "true")
    for along in ("epoch", "examples", "time"):
        page.locator(".curves [data-name=along]").select_option(along)
        expect(report.note).to_contain_text("36 trials")
    page.locator(".curves [data-name=along]").select_option("step")
    page.locator(".curves [data-name=curve]").select_option("validation_accuracy")
    expect(report.note).to_contain_text("36 trials")
    page.locator(".curves .chart").focus()
    page.keyboard.press("+")
    page.wait_for_function("() => location.hash.includes('x=')")
    expect(page.locator(".curves [data-name=smooth]")).to_have_count(0)
    expect(page.locator("input.where")).to_have_count(0)


def test_groups_are_medians_of_the_study_or_are_said_to_be_missing(report):
    page = report.page
    page.locator(".curves summary[data-name=group]").click()
    page.locator(".curves .menu-body").get_by_text("learning_rate", exact=True).click()
    expect(report.note).to_contain_text("6 groups")
    expect(report.note).to_contain_text("Lines are medians")
    page.locator(".curves [data-name=curve]").select_option("learning_rate")
    expect(report.note).to_contain_text("This report holds no medians of this curve")


def test_parts_follow_each_other_and_links_scroll_without_losing_the_state(report):
    page = report.page
    page.keyboard.press("y")
    page.locator("table.trials tbody tr").nth(2).click()
    expect(page.locator(".chip")).to_contain_text("1 trial selected")
    third = rank([trial.record for trial in report.study.trials])[2]
    expect(page.locator(".trial-part h2").nth(1)).to_contain_text(f"trial {third.id}")
    expect(page.locator(".trial-part")).to_contain_text("hidden1.kernel")
    page.locator("header nav a", has_text="How it was made").click()
    expect(page.locator(".command-part")).to_be_in_viewport()
    assert "logy=1" in page.url
    expect(page.locator(".command-part")).to_contain_text("trainlab run moons --net 2-4-2")


def test_a_trial_whose_layers_are_not_held_says_so(report):
    table = report.page.locator(".scroll.tall")
    table.evaluate("(box) => (box.scrollTop = box.scrollHeight)")
    report.page.locator("table.trials tbody tr[data-row]").last.click()
    expect(report.page.locator(".trial-part")).to_contain_text("the layers of the best 20 trials only")
    last = rank([trial.record for trial in report.study.trials])[-1]
    expect(report.page.locator(".trial-part h2").nth(1)).to_contain_text(f"trial {last.id}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_prints_its_text_and_no_controls(browser, reports, theme, tmp_path):
    options = {"viewport": {"width": 1280, "height": 900}, "color_scheme": theme}
    for made in opened(browser, *reports["rates"], **options):
        made.page.emulate_media(media="print")
        assert made.page.locator(".controls").first.is_hidden()
        assert made.page.locator("header").is_hidden()
        ground = made.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(255, 255, 255)"
        printed = made.page.pdf(format="A4")
        assert 2 <= len(re.findall(rb"/Type /Page\b", printed)) <= 5


def test_a_study_of_two_trials_opens_as_well(browser, reports):
    for made in opened(browser, *reports["optimizers"], viewport={"width": 1280, "height": 900}):
        expect(made.note).to_contain_text("2 trials")
        expect(made.page.locator(".written")).to_contain_text("Varied: optimizer (sgd, adam)")


@pytest.fixture(scope="module")
def pictured(tmp_path_factory) -> tuple[tl.Study, Path]:
    """A study of images, whose best trial has its predictions kept."""
    root = tmp_path_factory.mktemp("pictured")
    study = tl.run("digits", "64-10", learning_rate=[0.01, 0.1], steps=40, root=root, progress=False)
    study.best().keep_predictions()
    return study, study.report(root / "report.html")


def test_what_the_best_trial_gets_most_wrong_is_seen(browser, pictured):
    for made in opened(browser, *pictured, viewport={"width": 1280, "height": 900}):
        part = made.page.locator(".trial-part")
        expect(part.locator("table.confusion tbody tr")).to_have_count(10)
        expect(part.locator("figure canvas").first).to_be_visible()
        counts = part.locator("table.confusion tbody td").all_inner_texts()
        assert sum(map(int, counts)) == pictured[0].info.dataset["test"]


def test_names_are_text_wherever_they_are_shown(browser, runs, tmp_path):
    [source] = runs.glob("rates-*")
    folder = tmp_path / "<img src=x onerror=alert(1)>"
    shutil.copytree(source, folder)
    with sqlite3.connect(folder / "study.sqlite") as connection:
        connection.execute(
            "UPDATE study SET name = ?, data = ?, dataset = ?, varied = ?",
            (HOSTILE, HOSTILE, json.dumps({HOSTILE: HOSTILE}), json.dumps(["learning_rate", HOSTILE])),
        )
        for id, settings in connection.execute("SELECT id, settings FROM trial").fetchall():
            changed = json.loads(settings) | {"net": f"</script>{HOSTILE}", HOSTILE: f"{HOSTILE}{id % 2}"}
            connection.execute("UPDATE trial SET settings = ? WHERE id = ?", (json.dumps(changed), id))
    connection.close()
    study = tl.open(folder)
    file = study.report(tmp_path / "report.html")
    for made in opened(browser, study, file, viewport={"width": 1280, "height": 900}):
        page = made.page
        expect(page.locator("h1")).to_contain_text(
            "<img src=x onerror=document.title='broken'>\\x1b[31m\\u202e"
        )
        page.locator(".curves [data-name=color]").select_option(HOSTILE)
        expect(page.locator(".curves .legend")).to_contain_text("<img src=x")
        page.locator("table.trials tbody tr[data-row]").first.click()
        expect(page.locator(".trial-part")).to_contain_text("</script><img")
        assert page.locator("img, iframe, script[src]").count() == 0
        texts = page.locator("body").inner_text()
        assert not {"\x1b", "\u202e"} & set(texts)
