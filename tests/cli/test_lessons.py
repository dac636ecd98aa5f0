"""Pages show what commands print: those of docs/ are run, and word by word compared with what is shown."""

from __future__ import annotations

import functools
import importlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


with pytest.MonkeyPatch.context() as patch:
    patch.syspath_prepend(REPOSITORY / "tools")
    tool, output = importlib.import_module("run_lesson"), importlib.import_module("compare_output")

PAGES = {path.name: path.read_text(encoding="utf-8") for path in (*tool.PAGES, *tool.SLOW_PAGES)}
BLOCKS = tool.blocks(PAGES["half-moons.md"])
EXERCISES = [block.commands[0] for block in BLOCKS if block.commands[0][1] != "run"]


@pytest.fixture(scope="module")
def printed(tmp_path_factory, trainlab) -> Callable[[str], tuple[Path, list[str]]]:
    """Runs the commands of a page, once: the folder they ran in, and what each block printed."""

    @functools.cache
    def run(page: str) -> tuple[Path, list[str]]:
        folder = tmp_path_factory.mktemp("page")
        outputs = []
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            for block in tool.blocks(PAGES[page]):
                answers = [trainlab(*words[1:], columns=block.columns) for words in block.commands]
                assert [answer.code for answer in answers] == [0] * len(answers)
                outputs.append("".join(answer.err * block.errors + answer.out for answer in answers))
        return folder, outputs

    return run


SLOW = [path.name for path in tool.SLOW_PAGES]
SHOWN_BLOCKS = [
    pytest.param(page, place, marks=[pytest.mark.slow] * (page in SLOW))
    for page, text in PAGES.items() for place in range(len(tool.blocks(text)))
]  # fmt: skip


@pytest.mark.parametrize(("page", "place"), SHOWN_BLOCKS)
def test_a_page_shows_what_its_commands_print(page, place, printed, request):
    commands = [words for block in tool.blocks(PAGES[page]) for words in block.commands]
    if {"banknote", "mnist"} & {word for words in commands for word in words}:
        request.getfixturevalue("data_folder")
    told_on = tool.printed_on(PAGES[page])
    exact = told_on is not None and told_on.startswith(tool.processor())
    shown = tool.blocks(PAGES[page])[place].output
    found = output.differences(shown, printed(page)[1][place], exact)
    assert not found, "run `make lessons`:\n" + "\n".join(found[:10])


@pytest.mark.parametrize("path", tool.LESSONS, ids=lambda path: path.stem)
def test_a_picture_of_a_lesson_is_drawn_by_a_command_above_it(path):
    page = PAGES[path.name]
    for name, shown in tool.pictures(page).items():
        assert shown.exists(), f"run `make lessons` for {name}"
        assert f"-o {name}\n" in page[: page.index(f"/{name})")]
    shown = re.findall(r"!\[.*?\]\((.*?)\)", page)
    assert sorted(shown) == sorted(f"../images/lessons/{name}" for name in tool.pictures(page))


def test_every_exercise_is_one_command():
    assert len(EXERCISES) == 6
    assert all(len(block.commands) == 1 for block in BLOCKS if block.commands[0][1] != "run")


@pytest.mark.parametrize("words", EXERCISES, ids=[words[-1] for words in EXERCISES])
def test_an_exercise_is_answered(words, printed, trainlab, monkeypatch):
    monkeypatch.chdir(printed("half-moons.md")[0])
    told = json.loads(trainlab(*words[1:], "--json").out)
    if words[1] == "ask":
        assert told["settings"][0]["step"]["value"] is not None, "half of the seeds do not answer"
    else:
        found = {finding["symptom"] for finding in told["findings"]}
        assert {"jagged", "exploded", "slow line"} <= found


def test_the_tool_writes_what_commands_print(tmp_path):
    page = "# Data\n\n```sh\ntrainlab --version\ntrainlab data list\n```\n\nThey say\n\n```text\nstale\n```\n"
    assert tool.blocks(page) == []  # what is between is no blank line
    page = page.replace("They say\n\n", "")
    [(commands, shown, errors, columns)] = tool.blocks(page)
    assert (commands, shown) == ([["trainlab", "--version"], ["trainlab", "data", "list"]], "stale\n")
    assert (errors, columns) == (False, "100")
    written = tool.rewritten(page, tmp_path)
    assert written.startswith(
        "# Data\n\n```sh\ntrainlab --version\ntrainlab data list\n```\n\n```text\ntrainlab "
    )
    assert "moons" in written
    assert "stale" not in written
    with pytest.raises(SystemExit, match="trainlab runn ended with exit code 2"):
        tool.rewritten(page.replace("data list", "runn"), tmp_path)


def test_a_comment_may_name_what_printed_a_block(tmp_path):
    page = "<!-- printed by: COLUMNS=70 trainlab --version 2>&1 -->\n```\nstale\n```\n"
    page += "<!-- printed on: elsewhere -->\n"
    assert tool.blocks(page) == [([["trainlab", "--version"]], "stale\n", True, "70")]
    assert tool.printed_on(page) == "elsewhere"
    written = tool.rewritten(page, tmp_path)
    assert "stale" not in written
    assert tool.printed_on(written).startswith(tool.processor())


SHOWN = "a: 3 of 12 trials in 1.6 s\n──────\n1  0.25  81%  ▁▃▅\nstudy: runs/a-20260101-000000\n"


@pytest.mark.parametrize(
    "printed",
    [
        SHOWN.replace("1.6 s", "0.004 s"),
        SHOWN.replace("20260101-000000", "20270202-111111"),
        SHOWN.replace("──────", "───────────"),
        SHOWN.replace("  ", "     ").replace(" trials", "\ntrials"),
    ],
)
def test_times_dates_and_blanks_may_differ(printed):
    assert output.differences(SHOWN, printed) == []


@pytest.mark.parametrize(
    ("old", "new", "on_another_machine"),
    [
        ("81%", "82%", True), ("81%", "91%", False), ("0.25", "0.26", True), ("0.25", "0.4", False),
        ("trials", "settings", False), ("▁▃▅", "▁▃▆", True), ("▁▃▅", "▁▃█", False), ("81%", "81", False),
        ("study:", "more\nstudy:", False), ("of 12 trials", "", False),
    ],
)  # fmt: skip
def test_what_else_differs_is_told(old, new, on_another_machine):
    printed = SHOWN.replace(old, new)
    assert output.differences(SHOWN, printed)
    assert (output.differences(SHOWN, printed, exact=False) == []) is on_another_machine


def test_a_block_that_leaves_lines_out_is_refreshed_entry_by_entry():
    shown = "row 1  0.25\n ...\nhead       two words\n             and more of 3 s\n"
    new = "title\nrow 1  0.35\nrow 2  0.5\nhead       two words\n             and more of 4 s\nlast\n"
    assert tool.refreshed(shown, new) == shown.replace("0.25", "0.35")


def test_lines_may_be_left_out():
    shown = "one 1\n...\nthree 3\n"
    assert output.differences(shown, "one 1\ntwo 2\nthree 3\n") == []
    assert output.differences(shown, "three 3\none 1\n")
    assert output.differences(shown, "one 1\ntwo 2\nthree 4\n")
