"""docs/settings.md is what the table says, and the check that keeps it so can fail."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from trainlab.settings import SETTINGS

REPOSITORY = Path(__file__).parents[2]


def write_docs(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "tools/write_docs.py", *map(str, arguments)]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def test_the_pages_in_docs_are_up_to_date():
    checked = write_docs("--check")
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("there", [None, "# An old page\n"])
def test_the_check_fails_and_writes_nothing_where_a_page_is_missing_or_old(tmp_path, there):
    page = tmp_path / "settings.md"
    if there is not None:
        page.write_text(there)
    checked = write_docs("--check", "--folder", tmp_path)
    assert checked.returncode == 1
    assert "settings.md" in checked.stderr
    assert (page.read_text() if page.exists() else None) == there


def test_a_written_page_passes_the_check_and_names_every_setting_once(tmp_path):
    assert write_docs("--folder", tmp_path).returncode == 0
    assert write_docs("--check", "--folder", tmp_path).returncode == 0
    rows = re.findall(
        r"^\| `(\w+)` ((?:\|[^|]*){6})\|$", (tmp_path / "settings.md").read_text(), re.MULTILINE
    )
    assert [name for name, _ in rows] == list(SETTINGS)
