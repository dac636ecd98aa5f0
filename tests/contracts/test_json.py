"""JSON that trainlab writes comes from one encoder, which knows no bare NaN or Infinity."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
ENCODER = "src/trainlab/files/strict_json.py"

WRITING = {"dump", "dumps", "JSONEncoder", "iterencode"}


def writes(source: str) -> Iterator[ast.Call]:
    """The calls of a module that turn something into JSON; not those of ``pickle``, whose names are alike."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in WRITING and getattr(getattr(node.func, "value", None), "id", "") != "pickle":
                yield node


def strict(call: ast.Call) -> bool:
    """Whether a call refuses what is not finite."""
    given = {word.arg: word.value for word in call.keywords}
    value = given.get("allow_nan")
    return isinstance(value, ast.Constant) and value.value is False


def test_only_the_encoder_writes_json() -> None:
    for path in sorted((REPOSITORY / "src").rglob("*.py")):
        found = list(writes(path.read_text()))
        if path == REPOSITORY / ENCODER:
            assert len(found) >= 2
            assert all(map(strict, found))
        else:
            assert not found, f"{path}:{found[0].lineno} writes JSON itself: use trainlab.files.strict_json"


def test_the_search_finds_what_it_looks_for() -> None:
    assert not list(writes("pickle.dumps(x)"))
    for source in ("json.dumps(x)", "json.dump(x, f, allow_nan=True)", "JSONEncoder().encode(x)"):
        assert not any(map(strict, writes(source)))
        assert list(writes(source))
    assert all(map(strict, writes("json.dumps(x, indent=1, allow_nan=False)")))
