"""What findings are worth on curves that were really trained: the figures docs/findings.md tells.

The corpus and its labels are made by ``bench/findings_corpus.py``; here nothing is trained.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from trainlab.diagnose.symptoms import SYMPTOMS

BENCH = Path(__file__).parents[2] / "bench"
TOLD = json.loads((BENCH / "results" / "findings_corpus.json").read_text())


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCH)
        return importlib.import_module("findings_corpus")


@pytest.fixture(scope="module")
def corpus(bench):
    return bench.read_parts()


@pytest.fixture(scope="module")
def found(bench, corpus):
    return bench.find(corpus)


@pytest.fixture(scope="module")
def thinned(bench, corpus):
    found = bench.find(corpus, bench.SPARSE)
    return {part: bench.scores(corpus, found, part) for part in bench.PARTS}


@pytest.fixture(scope="module")
def measured(bench, corpus, found):
    return {part: bench.scores(corpus, found, part) for part in bench.PARTS}


def test_it_holds_curves_of_every_kind(bench, corpus):
    assert len(corpus.entries) >= 300
    assert {entry["data"] for entry in corpus.entries} == {"moons", "digits", "mnist"}
    seen = [json.dumps([entry["data"], entry["settings"]], sort_keys=True) for entry in corpus.entries]
    parts = [{key for key, entry in zip(seen, corpus.entries, strict=True) if entry["part"] == part}
             for part in bench.PARTS]  # fmt: skip
    assert parts[0].isdisjoint(parts[1]), "no trial is in both parts"


@pytest.mark.parametrize("evaluations", ["findings", "sparse"])
@pytest.mark.parametrize("part", ["tune", "held out"])
def test_the_figures_told_are_those_measured(measured, thinned, part, evaluations):
    scores = {"findings": measured, "sparse": thinned}[evaluations][part]
    for symptom in SYMPTOMS:
        told, score = TOLD["parts"][part][evaluations][symptom], scores[symptom]
        assert (score.true, score.false, score.missed) == (told["true"], told["false"], told["missed"]), (
            symptom
        )


@pytest.mark.parametrize("symptom", SYMPTOMS)
def test_what_is_found_is_so_and_what_is_so_is_found(bench, measured, symptom):
    score = measured["held out"][symptom]
    assert score.true + score.missed >= 10, "too few to speak of a share"
    assert score.precision >= bench.AIM["precision"]
    assert score.recall >= bench.AIM["recall"]


def test_the_docs_tell_these_figures():
    page = (BENCH.parent / "docs" / "findings.md").read_text()
    for symptom, told in TOLD["parts"]["held out"]["findings"].items():
        counts = f"{told['true']} | {told['false']} | {told['missed']}"
        assert f"| `{symptom}` | {told['precision']:.2f} | {told['recall']:.2f} | {counts} |" in page


def test_intervals_of_the_steps_left_hold_as_often_as_they_say(bench, corpus, found):
    left = bench.interval(corpus, found, "held out")
    assert left.trials >= 30
    assert left.held / left.trials >= 0.75


def test_a_verdict_can_be_wrong(bench, corpus, found):
    """The labels have teeth: findings of other trials score far worse."""
    order = np.random.default_rng(0).permutation(len(found))
    shuffled = bench.scores(corpus, [found[row] for row in order], "held out")
    assert max(score.precision for score in shuffled.values()) < 0.5
