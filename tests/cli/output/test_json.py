"""JSON for programs is strict."""

from __future__ import annotations

import json
import math
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trainlab.cli.output.json import print_json

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=10,
)


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def same(told: Any, meant: Any) -> bool:
    if isinstance(meant, float) and not math.isfinite(meant):
        return told is None
    if isinstance(meant, dict):
        return told.keys() == meant.keys() and all(same(told[key], meant[key]) for key in meant)
    if isinstance(meant, (list, tuple)):
        return len(told) == len(meant) and all(map(same, told, meant))
    return told == meant


@given(value=plain)
def test_everything_but_what_is_not_finite_reads_back(value):
    with redirect_stdout(StringIO()) as printed:
        print_json(value)
    assert same(json.loads(printed.getvalue(), parse_constant=refuse), value)


def test_it_is_printed_for_people_too(capsys):
    print_json({"naïve": [math.nan, 1.5]})
    assert capsys.readouterr().out == '{\n  "naïve": [\n    null,\n    1.5\n  ]\n}\n'
