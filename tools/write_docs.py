"""Write the pages of docs/ that are made from code: ``python tools/write_docs.py [--check]``.

With ``--check`` nothing is written, and the exit code is 1 if a page is not what the code would write.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from trainlab.settings import SETTINGS, Setting

DOCS = Path(__file__).parent.parent / "docs"

OWNERS = {
    "data": "Settings of the data",
    "net": "Settings of the net",
    "recipe": "Settings of the recipe",
}

COLUMNS = ("Name", "Kind", "Allowed", "Scale", "Usual range", "Default", "Meaning")

SETTINGS_INTRODUCTION = """\
# Settings

<!-- Written by `make docs` from the declarations in src/trainlab/settings/: edit there. -->

Every hyperparameter trainlab knows. Each name works in `--set NAME=VALUE` and `--vary NAME=VALUES`, in an
experiment file, and as an argument of `trainlab.run`; `trainlab settings` prints this table in the terminal.

- **Kind.** A *static* setting changes the compiled program: each of its values is a program of its own.
  A *traced* setting is a number that the program takes as data: any number of its values train together.
  A *host* setting never enters a program: it says what a trial starts from, how long it trains, or when it is
  measured. Its values train together, too.
- **Scale.** How a range of it is best spaced: `log:LO:HI:N` or `lin:LO:HI:N`.
- **Usual range.** What it is drawn from where it is varied without values, as in `--vary l2 --trials 64`. A
  setting with names to choose from is drawn from all of them.
- **Default.** Where it depends on another setting it is listed by that setting's value (or by a word of the
  net's notation); without an *else*, the values that are not listed make no use of it. `off`: the mechanism
  is not used unless the setting is given. `-`: the setting is left out unless given.
"""


def settings_page() -> str:
    """The reference of the settings table, grouped by owner."""
    sections = [SETTINGS_INTRODUCTION]
    for owner, title in OWNERS.items():
        rows = [_row(setting) for setting in SETTINGS.values() if setting.owner == owner]
        sections.append(
            "\n".join([f"## {title}", "", _line(COLUMNS), _line(["---"] * len(COLUMNS)), *rows, ""])
        )
    return "\n".join(sections)


def _row(setting: Setting) -> str:
    usual = f"`{setting.usual}`" if setting.usual else "-"
    if setting.name == "learning_rate":
        usual = "that of the optimizer"
    cells = [
        setting.kind, setting.allowed, setting.scale or "-", usual, setting.default_text(), setting.meaning,
    ]  # fmt: skip
    return _line([f"`{setting.name}`", *(_escape(cell) for cell in cells)])


def _escape(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


PAGES: dict[str, Callable[[], str]] = {"settings.md": settings_page}


def main(arguments: list[str] | None = None) -> int:
    """Write the pages, or with ``--check`` compare them; returns the exit code."""
    parser = argparse.ArgumentParser(description="Write the pages of docs/ that are made from code.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a page is out of date")
    parser.add_argument("--folder", type=Path, default=DOCS, help="where the pages are (docs/)")
    options = parser.parse_args(arguments)
    stale = []
    for name, page in PAGES.items():
        path, text = options.folder / name, page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not options.check:
                path.write_text(text, encoding="utf-8")
                print(f"wrote {path}")
    if stale and options.check:
        print(f"out of date: {', '.join(stale)}. Run `make docs`.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
