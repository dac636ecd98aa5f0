"""What findings are worth on curves that were really trained: never less than ``docs/findings.md`` tells.

The corpus and its labels are made by ``python -m evidence.corpus``; here nothing is trained.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from evidence.corpus.file import HIDDEN, digest, read_corpus
from evidence.corpus.parts import DIGESTS, FILES, SCORES, read_parts
from evidence.corpus.scores import AIM, scores, share_interval
from evidence.corpus.shown import SPARSE, find
from evidence.corpus.steps_left import interval
from trainlab.diagnose.symptoms import SYMPTOMS

PAGE = Path(__file__).parents[2] / "docs" / "findings.md"
TOLD = json.loads(SCORES.read_text())
PARTS = tuple(TOLD["parts"])

ROUNDED = 0.005
"""Figures told have two decimals."""


@pytest.fixture(scope="module")
def corpus():
    return read_parts()


@pytest.fixture(scope="module")
def found(corpus):
    return find(corpus)


@pytest.fixture(scope="module")
def measured(corpus, found):
    return {part: scores(corpus, found, part) for part in PARTS}


@pytest.fixture(scope="module")
def sparse(corpus):
    return scores(corpus, find(corpus, SPARSE), "large data")


def is_no_worse(score, told):
    for name in ("precision", "recall"):
        if told[name] is not None:
            assert getattr(score, name) >= told[name] - ROUNDED, name


def test_every_part_is_told_of(corpus):
    assert set(PARTS) == set(FILES) == {entry["part"] for entry in corpus.entries}


@pytest.mark.parametrize("part", PARTS)
def test_the_files_hold_what_was_made_and_no_more(part):
    kept = read_corpus(FILES[part])
    assert digest(kept) == json.loads(DIGESTS.read_text())[part]["kept"]
    assert {kept.curves[name].size for name in HIDDEN} == {0}, "what only labels are made of"


def test_parts_share_no_trial(corpus):
    seen = [json.dumps([entry["data"], entry["settings"]], sort_keys=True) for entry in corpus.entries]
    parts = [{key for key, entry in zip(seen, corpus.entries, strict=True) if entry["part"] == part}
             for part in PARTS]  # fmt: skip
    assert sum(map(len, parts)) == len(set().union(*parts))


def test_tables_are_of_many_kinds_and_small(corpus):
    tables = [entry for entry in corpus.entries if entry["part"] != "large data"]
    assert len({entry["data"] for entry in tables}) >= 8
    assert {30 <= entry["validation"] <= 150 for entry in tables} == {True}


@pytest.mark.parametrize("symptom", SYMPTOMS)
@pytest.mark.parametrize("part", PARTS)
def test_findings_are_as_good_as_told(measured, part, symptom):
    is_no_worse(measured[part][symptom], TOLD["parts"][part]["findings"][symptom])


@pytest.mark.parametrize("symptom", SYMPTOMS)
def test_findings_with_few_evaluations_are_as_good_as_told(sparse, symptom):
    is_no_worse(sparse[symptom], TOLD["parts"]["large data"]["sparse"][symptom])


@pytest.mark.parametrize("symptom", SYMPTOMS)
def test_the_docs_tell_these_figures(symptom):
    page = PAGE.read_text()
    told = TOLD["scored_once"]["findings"][symptom]
    counts = f"{told['true']} | {told['false']} | {told['missed']}"
    others = " | ".join(
        f"{other['precision']:.2f}, {other['recall']:.2f}"
        for other in (
            TOLD["parts"][part]["findings"][symptom] for part in ("tables", "more tables", "large data")
        )
    )
    row = next(
        line for line in page.split("\n") if line.startswith(f"| `{symptom}` | {told['precision']:.2f} ")
    )
    assert f"| {told['recall']:.2f} | {counts} |" in row
    assert row.endswith(f"| {others} |")


def test_the_docs_tell_what_changed_since_the_one_scoring():
    page = " ".join(PAGE.read_text().split())
    after = page.partition("**Changed since.**")[2].partition("Nothing else differs.")[0]
    for symptom in SYMPTOMS:
        once, now = (part["findings"][symptom] for part in (TOLD["scored_once"], TOLD["parts"]["held out"]))
        if now != once:
            told = f"`{symptom}` {now['precision']:.2f} and {now['recall']:.2f}"
            assert f"{told} ({now['true']} right, {now['false']} wrong, {now['missed']} missed)" in after
        else:
            assert f"`{symptom}` {once['precision']:.2f}" not in after


@pytest.mark.parametrize("symptom", SYMPTOMS)
def test_nearly_all_that_is_found_on_tables_never_seen_is_so(measured, symptom):
    score = measured["held out"][symptom]
    assert score.true + score.missed >= 25, "too few to speak of a share"
    assert share_interval(score.true, score.true + score.false)[1] >= AIM["precision"]


@pytest.mark.parametrize("part", PARTS)
def test_intervals_of_the_steps_left_hold_as_often_as_told(corpus, found, part):
    left, told = interval(corpus, found, part), TOLD["parts"][part]["steps_left"]
    assert left.held / left.trials >= told["held"] / told["trials"] - ROUNDED


@pytest.mark.parametrize("part", PARTS)
def test_a_verdict_can_be_wrong(corpus, found, part):
    """The labels have teeth: findings of other trials score far worse."""
    order = np.random.default_rng(0).permutation(len(found))
    shuffled = scores(corpus, [found[row] for row in order], part)
    assert max(score.precision for score in shuffled.values() if score.true + score.false > 10) < 0.6
