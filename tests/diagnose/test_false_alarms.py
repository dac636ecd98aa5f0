"""False alarms of findings in made-up curves: few, and as many as the docs tell."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCH)
        return importlib.import_module("findings_false_alarms")


def test_the_docs_tell_what_was_measured(bench):
    told = json.loads((BENCH / "results" / "findings_false_alarms.json").read_text())
    assert bench.page(told) in bench.PAGE.read_text()
    shares = [share for row in told["false alarms"] for share in row["shares"]]
    assert max(shares) <= 0.06
    assert sum(share > 0.05 for share in shares) <= 1


@pytest.mark.parametrize("evaluations", [0, 11])
@pytest.mark.parametrize("noise", ["independent", "dependent", "heavy tails", "batches of one"])
def test_noise_seldom_looks_like_a_finding(bench, noise, evaluations):
    for null in bench.NULLS:
        # 10 of 100 where 5 are expected at most: once in 30 simulations
        assert bench.alarms(null, noise, evaluations, 100) <= 0.1, null.finding
