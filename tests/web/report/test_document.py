from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import sqlite3

import numpy as np
import pytest
from embedded_data import embedded

from trainlab.web.kept import Kept
from trainlab.web.report import document

HOSTILE = "</script><img src=x onerror=alert(1)>\u202e\x1b[31m"


@pytest.fixture(scope="module")
def page(rates) -> str:
    return document.report(rates)


@pytest.fixture(scope="module")
def held(page):
    return embedded(page)


def test_the_numbers_are_those_of_the_study(held, rates):
    look = rates.look()
    assert held.about["trials"]["id"] == [trial.id for trial in look.trials]
    assert held.about["results"]["best_validation_loss"]["values"] == [
        trial.best["validation_loss"] for trial in look.trials
    ]
    assert held.about["settings"]["learning_rate"]["values"] == [
        trial.settings["learning_rate"] for trial in look.trials
    ]
    assert set(held.about["held"]) == set(look.curve_names)
    for name in look.curve_names:
        recorded = rates.study.recorded(name)
        for row, (steps, values) in enumerate(held.curve(name)):
            at, known = recorded.row(row)
            finite = np.isfinite(known)
            assert steps.tolist() == at[finite].tolist()
            assert values.tobytes() == known[finite].astype(np.float32).tobytes()
    assert held.about["note"] == ""


def test_findings_layers_and_commands_are_those_of_the_study(held, rates):
    found = rates.findings()
    assert [one["sentence"] for one in held.about["findings"]] == [one.sentence for one in found]
    best = held.about["details"][str(rates.study.best().id)]
    assert {layer["name"] for layer in best["layers"]} == set(rates.study.best().weights())
    assert held.about["studies"][0]["commands"]["shell"].startswith("trainlab run moons --net 2-4-2")


def test_the_median_of_a_group_is_that_of_its_trials(held, rates):
    about, arrays = held.bands("validation_loss", "learning_rate")
    rates_given = [group["values"]["learning_rate"] for group in about["groups"]]
    trials = rates.look().trials
    assert rates_given == sorted({trial.settings["learning_rate"] for trial in trials})
    recorded = rates.study.recorded("validation_loss")
    group = about["groups"][1]
    lines = np.array([recorded.row(row)[1] for row in group["rows"]])
    middle = np.median(lines, axis=0).astype(np.float32)
    assert np.nanmin(arrays["low"][1]) == pytest.approx(middle.min(), rel=1e-6)
    assert np.nanmax(arrays["high"][1]) == pytest.approx(middle.max(), rel=1e-6)


def test_only_the_script_and_the_style_of_the_file_are_allowed(page):
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    for tag in ("script", "style"):
        [text] = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<[^>]+\s(src|srcset|style|on\w+)=", page)
    assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)"', page.partition("<style>")[2]))


def test_the_same_study_makes_the_same_file(page, rates):
    assert document.report(Kept(rates.id, rates.folder)) == page


def test_the_path_of_the_study_stays_at_home(page, held, rates):
    assert str(rates.folder.parent) not in page
    assert str(rates.folder.parent) not in json.dumps(held.about)
    assert held.about["studies"][0]["folder"] == rates.folder.name


def test_what_does_not_fit_is_thinned_and_said(rates, page, monkeypatch):
    monkeypatch.setattr(document, "LIMIT", 0)
    small = document.report(rates)
    assert len(small) < len(page)
    held = embedded(small)
    assert "smallest and the largest value of every few steps" in held.about["note"]
    assert not held.about["held"]["train_loss"]["whole"]
    recorded = rates.study.recorded("train_loss")
    for row, (steps, values) in enumerate(held.curve("train_loss")):
        at, known = recorded.row(row)
        known = known[np.isfinite(known)]
        assert (known[np.searchsorted(at, steps)] == values).all()
        assert values.min() == known.min()
        assert values.max() == known.max()


def test_the_text_says_what_was_asked_what_came_out_and_what_to_do(page, rates):
    text = page.partition("<article")[2].partition("</article>")[0]
    heads = re.findall(r"<h2>(.*?)</h2>", text)
    assert heads == ["What was asked", "What came out", "What to do next", "The best trials"]
    assert "12 trials of the net 2-4-2 on moons" in text
    assert "12 trials, all finished" in text
    assert f"trial {rates.study.best().id}" in text


@pytest.fixture
def copied(rates, tmp_path):
    folder = tmp_path / rates.folder.name
    shutil.copytree(rates.folder, folder)
    return folder


def test_names_are_never_markup(copied):
    with sqlite3.connect(copied / "study.sqlite") as connection:
        connection.execute(
            "UPDATE study SET name = ?, data = ?, dataset = ?, varied = ?",
            (HOSTILE, HOSTILE, json.dumps({HOSTILE: HOSTILE}), json.dumps([HOSTILE])),
        )
        for id, settings in connection.execute("SELECT id, settings FROM trial").fetchall():
            changed = json.loads(settings) | {"net": HOSTILE, HOSTILE: f"{HOSTILE}{id}"}
            connection.execute("UPDATE trial SET settings = ? WHERE id = ?", (json.dumps(changed), id))
    connection.close()
    (copied / "study.yaml").write_text(f"data: {json.dumps(HOSTILE)}\n")
    made = document.report(Kept("hostile", copied))
    markup = made.partition("</style>")[2].partition('<script type="application/octet-stream"')[0]
    assert "<img" not in made
    assert "<script" not in markup
    assert not {"\x1b", "\u202e"} & set(made)
    assert made.count("</script>") == made.count("<script")
    assert embedded(made).about["studies"][0]["name"] == HOSTILE


def test_a_study_that_is_not_finished_says_so(copied):
    with sqlite3.connect(copied / "study.sqlite") as connection:
        connection.execute("UPDATE trial SET status = 'running', steps = 30 WHERE id = 0")
        connection.execute("UPDATE study SET finished = 0")
    connection.close()
    made = document.report(Kept(copied.name, copied))
    assert "Unfinished when this report was written: 11 of 12 trials finished, " in made
    assert f"trainlab resume {copied.name}" in made
    state = embedded(made).about["studies"][0]["state"]
    assert state["word"] == "unfinished"
    assert "process" not in state["sentence"]


def test_what_is_committed_meanwhile_begins_the_report_again(rates, monkeypatch):
    kept = Kept(rates.id, rates.folder)
    made = []
    stamps = iter([1, 2, 2, 2])
    monkeypatch.setattr(document, "_report", lambda _: made.append(1) or f"report {len(made)}")
    monkeypatch.setattr(kept, "stamp", lambda: next(stamps))
    assert document.report(kept) == "report 2"
