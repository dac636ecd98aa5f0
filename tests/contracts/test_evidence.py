"""What findings are judged on is imported from ``evidence/``; scripts that time are imported by nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
SCRIPTS = {path.stem for path in (REPOSITORY / "bench").glob("*.py")}


def uses_of_scripts(source: str, others: frozenset[str] = frozenset()) -> Iterator[str]:
    """What in a module imports a script of ``bench/``, or names its path.

    Args:
        source: the module's text.
        others: modules beside it, which may be called as scripts are.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.fullmatch(r"bench|bench/[\w./]+", node.value):
                yield node.value
            continue
        else:
            continue
        tops = {name.partition(".")[0] for name in names}
        yield from sorted(tops & ((SCRIPTS - others) | {"bench"}))


@pytest.mark.parametrize("room", ["tests", "evidence", "src"])
def test_nothing_imports_a_script_that_times(room):
    files = sorted((REPOSITORY / room).rglob("*.py"))
    own = frozenset(path.stem for path in files) | {path.parent.name for path in files}
    found = {
        str(path.relative_to(REPOSITORY)): used
        for path in files
        if path != Path(__file__) and (used := list(uses_of_scripts(path.read_text("utf-8"), own)))
    }
    assert files
    assert found == {}


def test_the_watch_itself_sees_what_is_used():
    assert list(uses_of_scripts("import measure\nfrom bench.width import main")) == ["measure", "bench"]
    assert sorted(uses_of_scripts('HERE / "bench" / "width.py"\n"bench/width.py"')) == [
        "bench",
        "bench/width.py",
    ]
    assert (
        list(uses_of_scripts('"""See ``bench/width.py``."""\n"bench/"\nimport width', frozenset({"width"})))
        == []
    )
