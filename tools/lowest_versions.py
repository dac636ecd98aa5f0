"""Print the lowest versions that ``pyproject.toml`` allows, as constraints for pip."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"

EXTRAS = ("test",)
"""The extras whose lowest versions are asked for, beside those that everybody needs."""

_OWN = re.compile(r"trainlab\[(?P<extras>[\w,-]+)\]")

_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,-]+\])?>=(?P<version>[\d.]+)")


def lowest(project: dict[str, Any]) -> list[str]:
    """``name==version`` for every requirement of a ``[project]`` table.

    Raises:
        ValueError: a requirement does not say the lowest version that will do.
    """
    requirements = [*project["dependencies"], *(one for extra in EXTRAS for one in required(project, extra))]
    found = [(text, _REQUIREMENT.fullmatch(text)) for text in requirements]
    if unclear := [text for text, match in found if match is None]:
        raise ValueError(f"write NAME>=VERSION, not {', '.join(unclear)}")
    return [f"{match['name']}=={match['version']}" for _, match in found if match]


def required(project: dict[str, Any], extra: str) -> list[str]:
    """What an extra asks for, with what the extras ask for that it names."""
    found = []
    for text in project["optional-dependencies"][extra]:
        own = _OWN.fullmatch(text)
        found += (
            [one for name in own["extras"].split(",") for one in required(project, name)] if own else [text]
        )
    return found


if __name__ == "__main__":
    print("\n".join(lowest(tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"])))
