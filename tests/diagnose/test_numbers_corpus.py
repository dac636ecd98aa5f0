"""Findings on curves of nets that predict numbers: as good as told, on what was really trained."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evidence.corpus.file import HIDDEN, digest, read_corpus
from evidence.corpus.parts import DIGESTS, NUMBERS, SCORES
from evidence.corpus.scores import scores
from evidence.corpus.shown import find
from trainlab.diagnose.symptoms import SYMPTOMS

TOLD = json.loads(SCORES.read_text())["numbers"]
PAGE = Path(__file__).parents[2] / "docs" / "findings.md"


@pytest.fixture(scope="module")
def corpus():
    return read_corpus(NUMBERS)


@pytest.fixture(scope="module")
def measured(corpus):
    return scores(corpus, find(corpus), "numbers")


def test_the_file_holds_what_was_made_and_no_more(corpus):
    assert digest(corpus) == json.loads(DIGESTS.read_text())["numbers"]["kept"]
    assert {corpus.curves[name].size for name in HIDDEN} == {0}
    assert TOLD["curves"] == len(corpus.entries) >= 300
    assert len({entry["data"] for entry in corpus.entries}) == 6
    assert {entry["settings"]["task"] for entry in corpus.entries} == {"regression"}


@pytest.mark.parametrize("symptom", SYMPTOMS)
def test_findings_are_as_good_as_told(measured, symptom):
    told = TOLD["findings"][symptom]
    assert measured[symptom].precision >= told["precision"] - 1e-4
    assert measured[symptom].recall >= told["recall"] - 1e-4


def test_the_page_says_the_same():
    part = PAGE.read_text().split("#### Where targets are numbers")[1]
    rows = re.findall(r"^\| `(.+?)` \| ([\d.]+) \| ([\d.]+) \| (\d+) \| (\d+) \| (\d+) \|", part, re.M)
    assert [row[0] for row in rows[: len(SYMPTOMS)]] == list(TOLD["findings"])
    for name, *said in rows[: len(SYMPTOMS)]:
        told = TOLD["findings"][name]
        numbers = [f"{told[share]:.2f}" for share in ("precision", "recall")]
        assert said == [*numbers, *(str(told[count]) for count in ("true", "false", "missed"))]
