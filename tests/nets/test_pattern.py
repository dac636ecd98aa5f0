"""Patterns fit what Python's own matcher finds they fit, and never take long."""

from __future__ import annotations

import re
import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainlab.nets.pattern import Pattern, PatternError

LEAVES = st.sampled_from(
    ["a", "b", "1", "_", ".", r"\d", r"\D", r"\w", r"\W", r"\s", "[ab]", "[^a]", "[a-z1]", r"[\d_]", "^", "$",
     r"\b", r"\B", r"\Z", "", "(?i:A)", "(?=a)", "(?!b)", "[^\\W1]"]
)  # fmt: skip
REPEATS = st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "+?", "??", "{3,1000000}"])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    grouped = inner.map(lambda part: f"({part})")
    return st.one_of(
        st.builds(str.__add__, inner, inner),
        st.builds("{}|{}".format, inner, inner).map(lambda part: f"(?:{part})"),
        st.builds(str.__add__, grouped, REPEATS),
        inner.map(lambda part: f"(?i:{part})"),
        inner.map(lambda part: f"(?!{part})"),
    )


PATTERNS = st.recursive(LEAVES, _larger, max_leaves=6)
NAMES = st.text("abA1_", min_size=1, max_size=6)


@settings(max_examples=100)
@given(PATTERNS, st.lists(NAMES, min_size=5, max_size=5))
def test_it_fits_what_python_fits(pattern, names):
    for name in names:
        assert Pattern(pattern).fits(name) == bool(re.fullmatch(pattern, name)), (pattern, name)


@pytest.mark.parametrize(
    "pattern",
    [
        ".*" * 99 + "x",
        "(.*)*" * 33 + "x",
        "(" * 20 + ".*" + ")*" * 20 + "x",
        "(a|a|.|.|.|.|.|.)*x",
        "(.?){4294967294}x",
        "(([a-z]+)+)+x",
    ],
)
def test_no_pattern_takes_long(pattern):
    started = time.process_time()
    assert not Pattern(pattern).fits("batchnorm12")
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "pattern", ["(", "*", "[a", "a{2", "\\", "a**", "(?P<a>b)(?P<a>c)", "(?z)", "\\N{x}"]
)
def test_what_python_cannot_read_is_refused(pattern):
    try:
        re.compile(pattern)
    except re.error:
        with pytest.raises(PatternError):
            Pattern(pattern)
    else:
        Pattern(pattern)


@pytest.mark.parametrize("pattern", [r"(a)\1", "(?<=a)b", "(?<!a)b", "(a)?(?(1)b|c)", "(?>a)", "a*+"])
def test_what_needs_the_past_is_refused(pattern):
    with pytest.raises(PatternError, match="refers to a group, looks behind"):
        Pattern(pattern)


def test_flags_and_comments():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Pattern("(?i)HIDDEN1").fits("hidden1")
        assert Pattern("(?x) hidden 1  # the first").fits("hidden1")
        assert Pattern("(?!output).*").fits("hidden1")
        assert not Pattern("(?!output).*").fits("output")


def test_what_is_nested_too_deeply_is_refused():
    with pytest.raises(PatternError, match="recursion"):
        Pattern("(?:" * 2_000 + "a" + ")*" * 2_000)
