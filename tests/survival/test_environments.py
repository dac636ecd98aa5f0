"""The main commands in odd environments: the right exit code, no traceback, nothing half made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from environments import COMMANDS, ENVIRONMENTS, QUICK, TRAIN

from trainlab.store import StudyReader, StudyWriter

SECONDS = 600


@pytest.fixture(scope="module")
def studies(tmp_path_factory) -> dict[str, Path]:
    """A study that is finished, and one that is not."""
    from studies.seeds import make_studies

    return make_studies(tmp_path_factory.mktemp("studies"))


def arguments(command: str, root: Path, finished: Path, standing: Path) -> list[str]:
    asked = {
        "run": ["moons", "--net", "2-3-2", "--set", "steps=20", "batch_size=50", "--name", "new"],
        "resume": [standing.name, "--anyway"],
        "show": [finished.name],
        "findings": [finished.name],
        "plot": [finished.name, "--curve", "train_loss", "-o", str(root / "picture.png")],
        "evaluate": [f"{finished.name}:0"],
    }
    return [sys.executable, "-m", "trainlab", command, *asked[command], "--root", str(root)]


def go(name: str, command: str, studies: dict[str, Path], place: Path) -> None:
    """Run a command in an environment, and refuse what must not be."""
    environment, root = ENVIRONMENTS[name], place / "runs"
    finished, standing = (
        shutil.copytree(studies[kind], root / f"{kind}-20250101-00000{number}")
        for number, kind in enumerate(("finished", "standing"))
    )
    variables = {**os.environ, **environment.variables}
    done = subprocess.run(
        ["/bin/sh", "-c", environment.shell, "sh", *arguments(command, root, finished, standing)],
        cwd=place, env={key: value for key, value in variables.items() if value is not None},
        capture_output=True, errors="replace", timeout=SECONDS, check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said
    assert done.returncode == environment.codes.get(command, 0), said
    if done.returncode:
        # Where there is somewhere to say it, the last line says why.
        assert not done.stderr or done.stderr.splitlines()[-1].startswith("trainlab: "), said
    half_made = [path for path in place.rglob("*") if ".tmp" in path.name or "trainlab-" in path.name]
    assert not half_made, half_made
    for folder in root.iterdir():
        if folder.is_dir():
            StudyReader(folder).trials()
            StudyWriter.open(folder).close()  # nobody holds it any more
    if command in TRAIN and not done.returncode:
        new = standing if command == "resume" else next(root.glob("new-*"))
        assert StudyReader(new).finished
    if command == "plot" and not done.returncode:
        assert (root / "picture.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("name", "command"), list(zip(QUICK, COMMANDS[1:], strict=False)))
def test_a_command_in_an_odd_environment(studies, tmp_path, name, command):
    go(name, command, studies, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_command_in_every_environment(studies, tmp_path, name, command):
    go(name, command, studies, tmp_path)
