"""False alarms of findings in made-up curves: few, and as many as the docs tell."""

from __future__ import annotations

import json

import pytest

from evidence.simulations.false_alarms import NULLS, alarms
from evidence.simulations.false_alarms_page import PAGE, RESULTS, page


def test_the_docs_tell_what_was_measured():
    told = json.loads(RESULTS.read_text())
    assert page(told) in PAGE.read_text()
    shares = [share for row in told["false alarms"] for share in row["shares"]]
    assert max(shares) <= 0.06
    assert sum(share > 0.05 for share in shares) <= 1


@pytest.mark.parametrize("evaluations", [0, 11])
@pytest.mark.parametrize("noise", ["independent", "dependent", "heavy tails", "batches of one"])
def test_noise_seldom_looks_like_a_finding(noise, evaluations):
    for null in NULLS:
        # 10 of 100 where 5 are expected at most: once in 30 simulations
        assert alarms(null, noise, evaluations, 100) <= 0.1, null.finding
