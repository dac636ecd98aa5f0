"""The documentation site has every page, every command and every public name; `make site` checks links."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import trainlab
from trainlab.cli.main import COMMANDS

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"
CONFIGURATION = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")

with pytest.MonkeyPatch.context() as patch:
    patch.syspath_prepend(REPOSITORY / "tools")
    python_page, shell_page = importlib.import_module("python_page"), importlib.import_module("shell_page")

MADE = {"reference/python.md", "reference/shell.md"}
"""Pages that are made while the site is built."""


def pages(menu: object) -> Iterator[str]:
    """The pages of a menu, and of those in it."""
    if isinstance(menu, str):
        yield menu
    elif isinstance(menu, dict):
        for below in menu.values():
            yield from pages(below)
    elif isinstance(menu, list):
        for below in menu:
            yield from pages(below)


def test_every_page_is_in_the_menu_once():
    listed = list(pages(yaml.safe_load(CONFIGURATION)["nav"]))
    written = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert sorted(listed) == sorted(written | MADE)


def test_a_broken_link_is_an_error():
    configuration = yaml.safe_load(CONFIGURATION)
    assert configuration["strict"] is True
    assert set(configuration["validation"].values()) == {"warn"}
    assert "mkdocs build\n" in (REPOSITORY / "Makefile").read_text(encoding="utf-8")  # --quiet finds none


def test_every_command_has_a_section_with_its_options():
    page = shell_page.page()
    sections = dict(zip(*[iter(re.split(r"^## (.*)$", page, flags=re.MULTILINE)[1:])] * 2, strict=True))
    assert {f"trainlab {name}" for name in COMMANDS} <= set(sections)
    assert {"trainlab data list", "trainlab data show", "trainlab data get"} <= set(sections)
    assert "| `--vary NAME=VALUES ...` |" in sections["trainlab run"]
    assert all("\n| `" in section for section in sections.values())


def test_help_is_plain_text_in_a_table():
    assert shell_page.escaped("'hidden[12]', a*b, x_y <str>") == r"'hidden\[12\]', a\*b, x\_y \<str\>"
    assert shell_page.cell("a | b\n  c") == r"a \| b c"


def test_every_public_name_is_described():
    described = re.findall(r"^      heading: (\w+)$", python_page.page(), re.MULTILINE)
    assert sorted(described) == sorted(name for name in trainlab.__all__ if not name.startswith("_"))


def test_a_name_that_no_group_knows_is_described_all_the_same(monkeypatch):
    monkeypatch.setattr(trainlab, "__all__", [*trainlab.__all__, "errors"])
    monkeypatch.setattr(python_page, "_entry", lambda name: f"[{name}]")
    assert python_page.page().endswith("\n## Others\n[errors]")


def test_roles_become_names_and_examples_a_section():
    docstring = "See :func:`sub` and :class:`~a.B`.\n\n>>> add(1, 2)\n3\n>>> add(2, 3)\n5\n\nMore.\n"
    assert python_page.shown(docstring) == (
        "See `sub` and `a.B`.\n\nExamples:\n    >>> add(1, 2)\n    3\n    >>> add(2, 3)\n    5\n\nMore.\n"
    )
    assert python_page.shown("Nothing to change.\n") == "Nothing to change.\n"
