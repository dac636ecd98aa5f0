"""Reading a question: what it means, what is refused, and that nothing else ever happens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_questions import any_numbers, conditions

from trainlab.conditions.tokens import KEYWORDS, LONGEST
from trainlab.conditions.tree import Binary, Name, Node, Number
from trainlab.conditions.until import CURVES as UNTIL_CURVES
from trainlab.conditions.until import read_until
from trainlab.errors import QuestionError
from trainlab.questions import FUNCTIONS, parse, write

PIECES = (
    *("train_loss", "x.y", "0.5", ".5", "1e-3", "85%", "1e999", "'adam'", '"', "'", "é", "１", "\n", "\0"),
    *("<", "<=", "==", "!=", "=", "&&", "+", "-", "*", "/", "(", ")", ",", "%", "#", "__import__", "9" * 400),
    *FUNCTIONS, *KEYWORDS, "NOT", "mean_over(train_loss, 3)", "train_loss < 0.5",
)  # fmt: skip


def read(text: str) -> Node | str:
    """The tree of a text, or the sentence that refuses it."""
    try:
        return parse(text)
    except QuestionError as error:
        return str(error)


@given(conditions(any_numbers, ("sgd", '"', "'", "")))
def test_a_tree_is_read_back_from_its_text(tree):
    assert parse(write(tree)) == tree


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)))
def test_any_text_is_a_tree_or_one_sentence(text):
    found = read(text)
    if isinstance(found, str):
        assert found.endswith((".", "?"))
        assert found.isprintable()
    else:
        assert parse(write(found)) == found


@pytest.mark.parametrize("times", [5, 20, 40, 120, 149, 400, 10_000])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("(", ")"),
        ("not ", ""),
        ("-", ""),
        ("min(", ")"),
        ("1 + (", ")"),
        ("1 < 2 and not (", ")"),
        ("1 +", ""),
    ],
)
def test_depth_never_overflows(opening, closing, times):
    found = read(opening * times + "1" + closing * times)
    if isinstance(found, str):
        assert times > 5
        assert "at most" in found
    else:
        assert parse(write(found)) == found


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("a < 1 or b < 2 and c < 3", "a < 1 or (b < 2 and c < 3)"),
        ("not a < 1 and b < 2", "(not (a < 1)) and b < 2"),
        ("a - b - c < 1", "((a - b) - c) < 1"),
        ("a - b * -c / d < 1", "(a - ((b * (-c)) / d)) < 1"),
        ("a<1 AND not(b>=85%)", "a < 1 and not b >= 0.85"),
        ("mean_over(a-b,20.0)<.5", "mean_over(a - b, 20) < 0.5"),
        ('optimizer == "adam"', "optimizer == 'adam'"),
    ],
)
def test_operators_bind_as_in_python(text, means):
    assert parse(text) == parse(means)


def test_parentheses_change_the_meaning():
    assert parse("(a < 1 or b < 2) and c < 3") != parse("a < 1 or b < 2 and c < 3")
    assert write(parse("(a - (b - c)) < 1")) == "a - (b - c) < 1"


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("a < b < c", "character 7", "cannot be chained: write 'a < b and b < c'"),
        ("a = 3", "character 3", "write '==' instead of '='"),
        ("a < 1 && b < 2", "character 7", "write 'and' instead of '&'"),
        ("a < 1 || b < 2", "character 7", "write 'or' instead of '|'"),
        ("(a < 1", "its end", "expected an operator or ')'"),
        ("a < 1)", "character 6", "expected 'and', 'or' or the end, not ')'"),
        ("a <", "its end", "expected a number, a curve, a setting, a function or '(', but the question ends"),
        ("a < and", "character 5", "not the word 'and'"),
        ("a < not b", "character 5", "not the word 'not'"),
        ("2x < 3", "character 1", "a number ends before the next name begins"),
        ("a == 'adam", "character 6", "a quotation mark is open"),
        ("a < $x", "character 5", "this character means nothing"),
        ("a < 1e999", "character 5", "must be finite"),
        ("mien(a) < 1", "character 1", "unknown function 'mien': did you mean 'min'? Allowed: min, max"),
        ("mean_over(a) < 1", "character 12", "the number of points, as in 'mean_over(train_loss, 20)'"),
        ("mean_over(a, b) < 1", "character 14", "expected the number of points"),
        ("mean_over(a, 2.5) < 1", "character 14", "a whole number from 1 to 1,000,000"),
        ("mean_over(a, 0) < 1", "character 14", "a whole number from 1 to 1,000,000"),
        ("min() < 1", "character 5", "expected a number, a curve"),
        ("min(a, b) < 1", "character 6", "expected an operator or ')'"),
    ],
)
def test_an_error_points_at_its_place(text, place, problem):
    with pytest.raises(QuestionError) as caught:
        parse(text)
    assert place in str(caught.value)
    assert problem in str(caught.value)


def test_limits_are_told():
    with pytest.raises(QuestionError, match="at most 1000 characters, not 1,001"):
        parse("1" * (LONGEST + 1))
    with pytest.raises(QuestionError, match="at most 300 numbers, names and signs, not 401"):
        parse("1 < 1" + "+1" * 199)
    for nothing in ("", "  \n"):
        with pytest.raises(QuestionError, match=r"a question is a condition, such as 'train_loss < 0\.5'"):
            parse(nothing)


@given(
    st.sampled_from(UNTIL_CURVES),
    st.sampled_from(("<", "<=", ">", ">=")),
    st.floats(0, width=32, allow_nan=False, allow_infinity=False),
)
def test_what_until_reads_a_question_reads_the_same(curve, operator, threshold):
    until = read_until(f"{curve}{operator}{threshold!r}")
    asked = parse(f"{curve}{operator}{threshold!r}")
    assert asked == Binary(until.operator, Name(until.curve), Number(until.threshold))


def test_in_is_one_equality_or_another():
    assert parse("batch_size in (1, full)") == parse("batch_size == 1 or batch_size == full")
    assert parse("not l2 in (0.1) and step > 3") == parse("not l2 == 0.1 and step > 3")
    assert parse("l2 IN (1 + 1, -2)") == parse("l2 == 1 + 1 or l2 == -2")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("l2 in 0.1", r"expected '\(' and values"),
        ("l2 in ()", "expected a number"),
        ("l2 in (1", r"expected ',' or '\)'"),
        ("(l2 + 1) in (1)", "'in' follows the name"),
        ("l2 in (" + ", ".join(["1"] * 100) + ")", "too many values"),
    ],
)
def test_a_list_that_is_none_is_refused(text, words):
    with pytest.raises(QuestionError, match=words):
        parse(text)
