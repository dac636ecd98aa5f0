"""The page's modules as one script: a browser loads no modules from files beside the page on the disk."""

from __future__ import annotations

import re
from pathlib import Path

_IMPORT = re.compile(r'import (?:\{ (?P<names>[^}]*) \}|(?P<default>\w+)) from "\./(?P<file>[\w.]+)\.js";')
_EXPORT = re.compile(r"export (?P<rest>(?:const|class|(?:async )?function\*?) (?P<name>\w+)\b.*)", re.DOTALL)
_EXPORT_DEFAULT = re.compile(r"export \{ (?P<name>\w+) as default \};")
_ANY = re.compile(r"\s*(import\b(?!\()|export\b)|.*\bimport\.meta\b|.*\bimport\(")


def one_script(entry: str, folders: tuple[Path, ...]) -> str:
    """A module and all that it needs, as one script in which each module is a function that is called once.

    Args:
        entry: the module's name, without its ending.
        folders: where modules are; the first that has a module of a name counts.

    Raises:
        ValueError: a module imports or exports in a way that is not known here, or in a circle.
    """
    made: dict[str, str] = {}
    _add(entry, folders, made, ())
    script = "\n".join(['"use strict";', *made.values(), ""])
    if "</script" in script.lower() or "<!--" in script:
        raise ValueError("a module holds what would end a script in a page.")
    return script


def _add(name: str, folders: tuple[Path, ...], made: dict[str, str], above: tuple[str, ...]) -> None:
    if name in made:
        return
    if name in above:
        raise ValueError(f"modules import each other in a circle: {' -> '.join((*above, name))}.")
    path = next(folder / f"{name}.js" for folder in folders if (folder / f"{name}.js").exists())
    body, exported, needed = _read(path)
    for other in needed:
        _add(other, folders, made, (*above, name))
    listed = ", ".join(exported)
    made[name] = f"const module_{name} = (() => {{\n{body}\nreturn {{ {listed} }};\n}})();"


def _read(path: Path) -> tuple[str, list[str], list[str]]:
    """A module's text without imports and exports, the names it exports, and the modules it needs."""
    lines, exported, needed, comment = [], [], [], False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        comment = comment or line.startswith("/*")
        if comment:
            comment = "*/" not in line
            lines.append(line)
        elif found := _IMPORT.fullmatch(line):
            needed.append(found["file"])
            names = (
                f"default: {found['default']}" if found["default"] else found["names"].replace(" as ", ": ")
            )
            lines.append(f"const {{ {names} }} = module_{found['file']};")
        elif found := _EXPORT_DEFAULT.fullmatch(line):
            exported.append(f"default: {found['name']}")
        elif found := _EXPORT.fullmatch(line):
            exported.append(found["name"])
            lines.append(found["rest"])
        elif _ANY.match(line):
            raise ValueError(f"{path.name}, line {number}, imports or exports in a way that is not known.")
        else:
            lines.append(line)
    return "\n".join(lines), exported, needed
