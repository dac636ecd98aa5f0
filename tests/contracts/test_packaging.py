"""What pyproject.toml and the workflows say of the package is so."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
import yaml

import trainlab

REPOSITORY = Path(__file__).parents[2]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WORKFLOWS = REPOSITORY / ".github" / "workflows"

with pytest.MonkeyPatch.context() as patch:
    patch.syspath_prepend(REPOSITORY / "tools")
    lowest_versions = importlib.import_module("lowest_versions")


def distribution(text: str) -> str:
    """The name that a requirement begins with, as package indexes compare names."""
    return re.split(r"[^\w.-]", text, maxsplit=1)[0].lower().replace("_", "-")


EXTRAS = {"optuna": "searches/proposers/optuna.py", "ray": "scale/executors/ray_cluster"}
"""Extras that bring a package of their name, and where that is imported."""


def imported(source: Path) -> set[str]:
    """The top-level packages that the modules below a folder import, wherever in them."""
    found = set()
    for path in source.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
    return found - {"trainlab"} - sys.stdlib_module_names


def test_what_is_imported_is_required_and_nothing_else():
    homes = packages_distributions()
    needed = {distribution(homes[name][0]) for name in imported(REPOSITORY / "src")}
    assert needed == {distribution(text) for text in PROJECT["dependencies"]} | EXTRAS.keys()


@pytest.mark.parametrize("extra", EXTRAS)
def test_what_an_extra_brings_is_imported_in_its_place_only(extra):
    home = REPOSITORY / "src" / "trainlab" / EXTRAS[extra]
    importing = re.compile(rf"^\s*(import|from) {extra}\b", re.MULTILINE)
    sources = (REPOSITORY / "src").rglob("*.py")
    found = [path for path in sources if importing.search(path.read_text(encoding="utf-8"))]
    assert found
    assert [path for path in found if path != home and home not in path.parents] == []
    assert extra in {distribution(text) for text in PROJECT["optional-dependencies"][extra]}


def test_types_are_announced_and_there():
    assert "Typing :: Typed" in PROJECT["classifiers"]
    assert (Path(trainlab.__file__).parent / "py.typed").exists()


def test_the_version_is_that_of_the_installed_package_and_read_when_asked_for():
    assert trainlab.__version__ == version("trainlab")
    code = "import sys, trainlab; print('importlib.metadata' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_lowest_versions_are_those_of_every_requirement():
    project = {
        "dependencies": ["numpy>=2", "PyYAML>=6.0.2"],
        "optional-dependencies": {
            "test": ["pyright[nodejs]>=1.1", "trainlab[one,two]"], "dev": ["ruff>=1"],
            "one": ["ray>=2"], "two": ["trainlab[one]"],
        },
    }  # fmt: skip
    assert lowest_versions.lowest(project) == [
        "numpy==2",
        "PyYAML==6.0.2",
        "pyright==1.1",
        "ray==2",
        "ray==2",
    ]
    assert {*lowest_versions.lowest(PROJECT)} >= {
        text.partition("[")[0].replace(">=", "==") for text in PROJECT["dependencies"]
    }


@pytest.mark.parametrize("text", ["numpy", "numpy<3", "numpy>=2,<3", "numpy~=2.0"])
def test_a_requirement_without_a_lowest_version_is_refused(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        lowest_versions.lowest({"dependencies": [text], "optional-dependencies": {"test": []}})


def test_every_python_that_is_announced_is_tested():
    jobs = yaml.safe_load((WORKFLOWS / "ci.yml").read_text(encoding="utf-8"))["jobs"]
    announced = [
        re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", text) for text in PROJECT["classifiers"]
    ]
    versions = [match[1] for match in announced if match]
    assert jobs["check"]["strategy"]["matrix"]["python"] == versions
    assert PROJECT["requires-python"] == f">={versions[0]}"


@pytest.mark.parametrize("path", sorted(WORKFLOWS.glob("*.yml")), ids=lambda path: path.name)
def test_workflows_run_targets_and_files_that_are_there(path):
    text = path.read_text(encoding="utf-8")
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    steps = [step for job in yaml.safe_load(text)["jobs"].values() for step in job["steps"]]
    assert all("run" in step or "uses" in step for step in steps)
    for target in re.findall(r"\bmake (?:-C \S+ )?([a-z-]+)", text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_only_publishing_may_prove_who_it_is():
    release = yaml.safe_load((WORKFLOWS / "release.yml").read_text(encoding="utf-8"))
    assert release["permissions"] == {"contents": "read"}
    allowed = {name: job.get("permissions") for name, job in release["jobs"].items()}
    assert allowed == {"build": None, "publish": {"id-token": "write"}}
    assert "password" not in (WORKFLOWS / "release.yml").read_text(encoding="utf-8")
