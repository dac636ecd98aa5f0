"""What a search says, re-derived from its trials."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from evidence.planted_objectives import Objective as Planted
from evidence.planted_objectives import interacting, pointless, quadratic
from trainlab.experiments import random_log
from trainlab.searches.answer import Repeated, answer
from trainlab.searches.findings import Objective, find_answer, find_search
from trainlab.searches.further import further
from trainlab.searches.importance import decompose
from trainlab.searches.proposers import PROPOSERS
from trainlab.searches.ranking import reached
from trainlab.searches.space import SearchSpace

LOSS = Objective("validation loss")


def searched(objective: Planted, name="model", rounds=3, size=24, seed=0):
    history = []
    for number in range(rounds):
        for one in PROPOSERS[name].propose(objective.space, history, size, seed):
            history.append(objective.train(one, 1.0, len(history), seed, number))
    return history


def sentences(findings, symptom):
    return [one.sentence for one in findings if one.symptom == symptom]


def test_what_mattered_is_said_with_its_interval():
    objective = interacting()
    history = searched(objective, "sobol", 4)
    findings = find_search(objective.space, history, LOSS, learns=False)
    shares = {one.names: one for one in decompose(objective.space, history).importances}
    rate, pair = shares["learning_rate",], shares["l2", "momentum"]
    assert sentences(findings, "mattered") == [
        f"learning_rate explains {rate.share:.0%} ({rate.low:.0%} to {rate.high:.0%}) of the variance of "
        "validation loss over what was searched."
    ]
    (together,) = sentences(findings, "act together")
    assert together.startswith("l2 and momentum: which value of one is best depends on the other")
    assert f"explains {pair.share:.0%} ({pair.low:.0%} to {pair.high:.0%})" in together
    idle = sentences(findings, "did not matter")
    assert {one.split()[0] for one in idle} == {"label_smoothing", "batch_size"}
    for one in idle:
        name = one.split()[0]
        whole = sum(part.high for names, part in shares.items() if name in names)
        assert float(re.search(r"at most ([0-9.]+)%", one).group(1)) == pytest.approx(100 * whole, abs=0.06)


def bowl(low: float, high: float) -> Planted:
    """A bowl in the logarithm of the rate, lowest at 0.05, whose range is cut."""
    space = quadratic().space
    cut = SearchSpace({**space.drawn, "learning_rate": random_log(low, high)}, space.fixed, space.data)
    return replace(quadratic(), space=cut)


@pytest.mark.parametrize(
    ("low", "high", "way"), [(1e-5, 5e-3, "upwards"), (0.5, 10.0, "downwards"), (1e-4, 1.0, "")]
)
def test_a_range_that_is_too_narrow_is_named(low, high, way):
    objective = bowl(low, high)
    edges = [
        one
        for one in find_search(objective.space, searched(objective), LOSS, learns=True)
        if one.symptom == "edge of range" and one.evidence["setting"] == "learning_rate"
    ]
    assert [one.advice for one in edges] == ([f"Extend its range {way}."] if way else [])


@pytest.mark.slow
def test_ends_of_ranges_are_seldom_named_wrongly():
    """All three optima lie inside: at most 5% of 60 searches, and its scatter, say otherwise."""
    objective = quadratic().noisy(0.02)
    wrong = sum(bool(decompose(objective.space, searched(objective, seed=seed)).edges) for seed in range(60))
    assert wrong <= 6


def test_a_search_of_noise_says_nothing_of_its_settings():
    objective = pointless()
    findings = find_search(objective.space, searched(objective, "sobol"), LOSS, learns=False)
    assert not {one.symptom for one in findings} & {"mattered", "act together", "edge of range"}


def test_more_budget_is_worth_it_early_and_not_late():
    objective = quadratic()
    early = further(objective.space, searched(objective, "sobol", 1), 24, learns=True)
    late = further(objective.space, searched(objective, rounds=5), 24, learns=True)
    assert early.gain > 5 * abs(late.gain)
    assert early.gain_low <= early.gain <= early.gain_high
    findings = find_search(objective.space, searched(objective, rounds=5), LOSS, learns=True)
    assert sentences(findings, "nearly exhausted") != []
    (said,) = [one for one in find_search(objective.space, searched(objective, "sobol", 1), LOSS, True)
               if one.symptom == "more may be found"]  # fmt: skip
    assert said.sentence.startswith("24 more trials like those of the last round are expected to improve")
    assert float(re.search(r"by ([0-9.]+)% of it", said.sentence).group(1)) / 100 == pytest.approx(
        said.evidence["gain"], abs=0.0006
    )


@pytest.mark.slow
def test_gains_come_as_they_were_expected():
    """Thirty searches: the expected gain is right within a factor of three, 90% intervals hold in 70%."""
    objective = quadratic().noisy(0.01)
    expected, gained, held = 0.0, 0.0, 0
    for seed in range(30):
        history = searched(objective, rounds=2, size=16, seed=seed)
        said = further(objective.space, history, 16, learns=True, seed=seed)
        after = list(history)
        for one in PROPOSERS["model"].propose(objective.space, history, 16, seed):
            after.append(objective.train(one, 1.0, len(after), seed, 2))
        values = [
            objective.value(min(trials, key=lambda one: reached(one.values)).settings)
            for trials in (history, after)
        ]
        gain = 1 - values[1] / values[0]
        expected, gained = expected + said.gain, gained + gain
        held += said.gain_low - 1e-9 <= gain <= said.gain_high + 1e-9
    assert gained / 3 < expected < gained * 3
    assert held >= 21


def test_halves_of_the_draws():
    """By counting: a half holds the k-th best as its best with the hypergeometric chance."""
    objective = quadratic()
    history = searched(objective, "sobol", 2)
    (one,) = [
        one for one in find_search(objective.space, history, LOSS, learns=False)
        if one.symptom == "luck of the draw"
    ]  # fmt: skip
    ordered = sorted(reached(trial.values) for trial in history)
    chance, number = [], len(ordered)
    for place in range(number):  # all better ones are in the other half
        chance.append(math.comb(number - place - 1, number // 2 - 1) / math.comb(number, number // 2))
    low, high = (ordered[int(np.searchsorted(np.cumsum(chance), at))] for at in (0.05, 0.95))
    assert one.evidence["low"] == pytest.approx(low)
    assert one.evidence["high"] in [pytest.approx(value) for value in ordered[ordered.index(high) - 1 :][:3]]
    assert one.evidence["best"] == ordered[0]
    assert not sentences(find_search(objective.space, history, LOSS, learns=True), "luck of the draw")


def test_the_answer_in_words():
    names, chosen_by = ["rate=0.1", "rate=0.2", "rate=0.3"], [0.4, 0.45, 0.5]
    repeated = [
        Repeated(0.4, {1: 0.50, 2: 0.52, 3: 0.48}), Repeated(0.45, {1: 0.90, 2: 0.91, 3: 0.92}),
        Repeated(0.5, {1: math.inf, 2: 0.5, 3: 0.5}),
    ]  # fmt: skip
    found = find_answer(answer(repeated), names, chosen_by, LOSS)
    assert found.symptom == "best setting"
    half = 4.302653 * 0.02 / 3**0.5
    assert found.sentence == (
        f"rate=0.1: validation loss 0.5 on average over 3 other seeds (95% interval {0.5 - half:.4g} to "
        f"{0.5 + half:.4g}), ahead of the other repeated settings by more than seeds scatter. It was chosen "
        "by 0.4 with its first seed, better than these. Left out, because a seed diverged: rate=0.3."
    )


def test_settings_that_are_level_are_all_named():
    repeated = [Repeated(0.5, {1: 0.50, 2: 0.70}), Repeated(0.5, {1: 0.61, 2: 0.60})]
    found = find_answer(answer(repeated), ["l2=0", "l2=0.1"], [0.5, 0.5], LOSS)
    assert found.symptom == "settings level"
    assert "Seeds scatter too much to tell it from l2=0.1." in found.sentence
    assert found.evidence["level"] == 2
    alone = find_answer(answer([replace(repeated[0], chosen_by=0.7)]), ["l2=0"], [0.7], LOSS)
    assert alone.symptom == "best setting"
    assert "ahead" not in alone.sentence
    assert "It was chosen by 0.7 with its first seed, worse than these." in alone.sentence
