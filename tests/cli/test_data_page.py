"""The commands of docs/data.md run, in a process of the shell where they are of the shell."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

PAGE = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(?:^ {4,}\S.*\n)+", PAGE, re.MULTILINE)
COMMANDS = [line.strip() for block in BLOCKS for line in block.splitlines() if "data: " not in block]
EXPERIMENT = next(block for block in BLOCKS if "data: " in block)
SHELL = ("printf", "for ")


@pytest.fixture(scope="module")
def page(tmp_path_factory, trainlab) -> dict[str, str]:
    """What each command prints; they build on one another."""
    said = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("page"))
        for command in [one for one in COMMANDS if one.startswith(("trainlab", *SHELL))]:
            if command.startswith(SHELL):
                subprocess.run(["bash", "-c", command], check=True)
                continue
            done = trainlab(*shlex.split(command)[1:])
            assert done.code == 0, command
            said[command] = done.out + done.err
        Path("my/experiment.yaml").write_text(
            "\n".join(line.removeprefix("    ") for line in EXPERIMENT.splitlines())
        )
        done = trainlab("run", "my/experiment.yaml", "--no-check")
        assert done.code == 0
    return said


def shown(page: dict[str, str], start: str) -> str:
    (found,) = (said for command, said in page.items() if command.startswith(start))
    return found


def test_the_page_has_commands_and_they_run(page):
    assert len(page) == 6
    assert yaml.safe_load(EXPERIMENT)["validation"] == "moons_validation.csv"


def test_gaps_are_left_out(page):
    assert "2 rows of 8 left out for lack of a value" in shown(page, "trainlab data show my/gaps.csv")


def test_the_marks_of_another_country_are_read(page):
    said = shown(page, "trainlab data show my/more.csv")
    assert "seems to have no header: its first row (1.234,5, 0,5, ja)" in said
    assert "2000" in said
    assert "nein" in said


def test_files_of_splits_are_used(page):
    assert "145 steps" in shown(page, "trainlab run my/moons_train.csv --validation"), "of 900 examples"
    assert "115 steps" in shown(page, "trainlab run my/moons_train.csv --net"), "of 720 examples"
