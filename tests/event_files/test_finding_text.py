"""Findings as Markdown: TensorBoard's own renderer shows every name as it is."""

import html
import re
import warnings

from hypothesis import given
from hypothesis import strategies as st

from trainlab.event_files.finding_text import escaped, text_of_study, texts_of_trials
from trainlab.plain import plain
from trainlab.record import Finding

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it warns of what it brings itself
    from tensorboard.plugin_util import markdown_to_safe_html


def shown(markdown: str) -> str:
    """The text that a browser shows of what TensorBoard makes of Markdown."""
    return html.unescape(re.sub(r"<[^>]*>", "", markdown_to_safe_html(markdown)))


@given(st.text(st.sampled_from("ab _*`[]()<>&|\\!#~-+.1:/\"'\x1b\n"), max_size=40))
def test_a_name_is_shown_as_it_is(name):
    written = markdown_to_safe_html(f"- **flat** x{escaped(name)}x")
    assert set(re.findall(r"</?(\w+)", written)) <= {"ul", "li", "strong", "p"}
    assert f"x{plain(name)}x".split() == shown(f"- **flat** x{escaped(name)}x").removeprefix("\n").split()[1:]


def test_trials_have_what_speaks_of_them_and_the_study_all_of_it(made):
    made.add()
    made.add()
    findings = [
        Finding("mattered", (), "learning_rate matters.", "Vary it."),
        Finding("flat since", (1,), "trial 1 was flat."),
    ]
    assert texts_of_trials(findings) == {1: "- **flat since** trial 1 was flat."}
    text = text_of_study(findings, made.look())
    assert text.splitlines()[0] == r"- **mattered** learning\_rate matters. Vary it."
    assert text_of_study([], made.look()) == ""
