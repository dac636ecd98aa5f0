"""What a search says: its answer, re-derived from its curves; the test split is looked at for one trial."""

from __future__ import annotations

import re

import numpy as np
import pytest

import trainlab as tl
from trainlab.record.search_round import REPEATS


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return tl.search(
        "moons", "2-{4,6}-2", learning_rate=tl.random_log(0.01, 100), momentum="usual", epochs=18,
        batch_size=128, budget="300epochs", leaders=2, repeats=3, check=False,
        root=tmp_path_factory.mktemp("search"),
    )  # fmt: skip


def reached(values: np.ndarray) -> float:
    """The lowest mean of three evaluations in a row, by hand."""
    return min(float(np.mean(values[place : place + 3])) for place in range(len(values) - 2))


def test_the_first_finding_is_the_answer(found):
    first = found.findings()[0]
    assert first.symptom in ("best setting", "settings level")
    [repeats] = [one for one in found.reader.rounds() if one.proposed_by == REPEATS]
    losses = found.recorded("validation_loss")
    means: dict[tuple, list[float]] = {}
    for id in repeats.ids:
        settings = found.trial(id).settings
        key = tuple((name, settings.get(name)) for name in ("net", "learning_rate", "momentum"))
        means.setdefault(key, []).append(reached(losses.row(losses.rows[id])[1]))
    best = min(means, key=lambda key: float(np.mean(means[key])))
    assert first.evidence["value"] == pytest.approx(np.mean(means[best]), rel=1e-12)
    assert first.evidence["seeds"] == 2
    assert first.sentence.startswith(f"net={best[0][1]}, learning_rate={best[1][1]:.4g}")


def test_the_test_split_is_looked_at_for_the_chosen_trial_alone(found):
    measured = [trial for trial in found.trials if "test_accuracy" in trial.record.measured]
    [chosen] = measured
    assert chosen.record.measured["test_accuracy"] == chosen.evaluate("test")["accuracy"]
    [said] = [finding for finding in found.findings() if finding.symptom == "on test"]
    assert said.trials == (chosen.id,)
    assert "no other trial of it was measured there" in said.sentence
    percentage = re.search(r"test accuracy ([\d.]+)%", said.sentence)
    assert percentage is not None
    assert float(percentage[1]) == pytest.approx(100 * chosen.record.measured["test_accuracy"], abs=0.051)


def test_what_says_how_long_to_train_is_not_said_of_trials_that_were_stopped(found):
    stopped = {trial.id for trial in found.trials if trial.record.stopped_by == "search"}
    assert stopped
    for finding in found.findings():
        if finding.symptom in ("still falling", "never learned", "slow line"):
            assert not stopped.issuperset(finding.trials)
