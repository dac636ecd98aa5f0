"""Values that no study has, for the rows of its database and for its JSON."""

from __future__ import annotations

import json
from random import Random
from typing import Any

WORDS = (
    "", "x", "nan", "done", "running", "planned", "diverged", "../../outside/victim", "/etc/passwd",
    "\x1b[31m", "\0", "a\nb", "\ud800", "x" * 5000, "0x1", "[", "{}", "2-4-2", "2-3-2", "full", "best",
    "part-000009.parquet", "[[[" * 1000, "\u202e", "adam", "seed/0", "seed:0", "None", "true", "1e400",
)  # fmt: skip
"""Texts, some of which are right elsewhere."""

NUMBERS = (
    0, 1, -1, 2, 3, 7, 40, 41, 255, 256, 1000, 65_536, 10**6, 2**31 - 1, 2**31, 2**32, 2**53,
    2**63 - 1, -(2**63), 0.5, -0.0, 1e-320, 1e38, 1e39, 1e300, -1e300,
)  # fmt: skip
"""Numbers at which programs go wrong."""

ONLY_JSON = (
    None, True, False, [], {}, [0], [0, 1, 2], [[]], {"a": 1}, {"$float": "nan"}, {"$float": "inf"},
    {"$float": "x"}, float("nan"), float("inf"), 2**64, 10**400, -(10**30),
)  # fmt: skip
"""What only JSON can hold."""


def any_value(random: Random) -> Any:
    """A value for JSON."""
    return random.choice(random.choice((WORDS, NUMBERS, ONLY_JSON)))


def sql_value(random: Random) -> str:
    """A value, as SQL writes it."""
    kind = random.randrange(6)
    if kind == 0:
        word = random.choice(WORDS).encode("utf-8", "replace").decode().replace("'", "''").replace("\0", "?")
        return f"'{word}'"
    if kind == 1:
        return random.choice(("NULL", "x'00ff'", "1e999", "-1e999", "zeroblob(100000)", "'a' || char(0)"))
    return repr(random.choice(NUMBERS))


def changed_json(text: str, random: Random) -> str:
    """JSON with something in it replaced, left out, added or nested."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return text
    places: list[tuple[Any, Any]] = []
    _walk(whole, places)
    how = random.randrange(8)
    if not places or how == 0:
        return _written(any_value(random))
    container, key = random.choice(places)
    if how == 1:
        del container[key]
    elif how == 2 and isinstance(container, dict):
        container[random.choice(WORDS[1:12])] = any_value(random)
    elif how == 3:
        container[key] = [container[key]] * random.choice((1, 2, 1000))
    elif how == 4 and isinstance(container, list):
        container.extend(container * random.choice((1, 3)))
    else:
        container[key] = any_value(random)
    return _written(whole)


def _walk(value: Any, places: list[tuple[Any, Any]]) -> None:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        places.append((value, key))
        _walk(item, places)


def _written(value: Any) -> str:
    return json.dumps(value)
