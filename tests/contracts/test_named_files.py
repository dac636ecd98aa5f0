"""Files of the repository that pages name are there."""

from __future__ import annotations

import re
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def named_by(page: Path) -> list[str]:
    """The scripts, tests and folders that a page names, in words or in a diff."""
    text = page.read_text(encoding="utf-8")
    return re.findall(r"(?:`|\+\+\+ b/)((?:src|tests|bench|tools|evidence)/[\w/.]*\w)", text)


def test_every_file_that_a_page_names_is_there():
    pages = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")])
    named = {(page.name, path) for page in pages for path in named_by(page)}
    assert ("CONTRIBUTING.md", "src/trainlab/optimizers/lamb.py") in named
    assert {page for page, _ in named} >= {"README.md", "architecture.md"}
    assert [(page, path) for page, path in sorted(named) if not (REPOSITORY / path).exists()] == []
