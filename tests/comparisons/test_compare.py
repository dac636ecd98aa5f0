from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_comparisons import RATES, Surface, make_comparison
from scipy.stats import norm

from trainlab.comparisons import less_columns, less_rows, lines, rows, sentence
from trainlab.comparisons.examples import added_by_examples, added_without_pairs
from trainlab.comparisons.findings import find_compared
from trainlab.statistics.student import half_width

PLACES = (np.arange(16) + 0.5) / 16


def made(*surfaces: Surface, seeds: int = 5, places: np.ndarray = PLACES, **told):
    return make_comparison(surfaces, places, seeds, np.random.default_rng(0), **told)


def test_the_sentence_says_by_how_much():
    compared = made(Surface(top=0.85), Surface(top=0.95))
    assert compared.ranking == (1, 0)
    assert sentence(compared).startswith("adam is ahead of sgd by ")
    assert " points of validation accuracy after tuning learning_rate 16 times each" in sentence(compared)
    apart = compared.pairs[0].whole
    assert f"by {100 * apart.low:.2g} to {100 * apart.high:.2g} points" in sentence(compared)
    assert [row[0] for row in rows(compared)] == ["adam", "sgd"]


def test_what_cannot_be_told_apart_is_not_told_apart():
    said = sentence(made(Surface(noise=0.05), Surface(noise=0.05, top=0.905), seeds=3))
    assert "cannot be told apart" in said
    assert "ahead" not in said
    assert "add seeds (--seeds 6)" in said


def test_the_same_results_are_called_the_same():
    said = sentence(made(Surface(noise=0), Surface(noise=0)))
    assert "cannot be told apart (0 to 0 points) after tuning learning_rate 16 times each" in said
    assert said.endswith(": they reach exactly the same.")


def test_where_all_are_perfect_a_loss_tells_more():
    said = sentence(made(Surface(top=1.5, noise=0), Surface(top=1.5, noise=0, steep=2), most=1.0))
    assert said.endswith("all reach 100%, so judge by a loss (--by validation_loss).")


def test_one_seed_says_nothing():
    said = sentence(made(Surface(top=0.5), Surface(top=0.9), seeds=1))
    assert "each point has one seed" in said
    assert "ahead" not in said


def test_less_tuning_may_turn_the_order_round():
    # sgd is better at its best, which is hard to find; adam is as good nearly everywhere.
    hard, easy = Surface(top=0.99, steep=10, noise=0.001), Surface(steep=0.05, noise=0.001)
    compared = made(hard, easy, places=(np.arange(64) + 0.5) / 64)
    said = sentence(compared)
    assert said.startswith("sgd is ahead of adam")
    assert said.endswith("; with 1, 2 or 4 points each that is reversed: adam is ahead of sgd.")
    less = [text for head, text in lines(compared) if head == "after tuning less"]
    assert "with 1, 2 or 4 points each adam is ahead of sgd" in less[0]


def test_shorter_training_is_read_off_the_curves():
    compared = made(Surface(), Surface(top=0.95))
    halfway = [one.by_share for one in compared.values]
    for shares, one in zip(halfway, compared.values, strict=True):
        # the curves of these trials rise for a quarter of their steps
        np.testing.assert_allclose(shares, [0.5 * one.score, one.score, one.score], atol=0.02)
    assert less_rows(compared)[0][-1] == rows(compared)[0][1]


def test_shares_of_the_steps_before_the_first_evaluation_are_left_out():
    compared = made(Surface(), Surface(top=0.95), every=100)
    assert np.isnan(compared.values[0].by_share[0])
    assert less_columns(compared) == [
        "optimizer",
        "1 point",
        "best of 4",
        "1/4 of steps",
        "1/2 of steps",
        "all",
    ]
    assert {len(row) for row in less_rows(compared)} == {6}


def test_points_that_diverged_are_tried_and_not_chosen():
    compared = made(Surface(best=0.9, diverges=0.6), Surface())
    sgd = compared.values[0]
    assert sgd.diverged == 6
    assert RATES.low < sgd.settings["learning_rate"] < 10 ** (-4 + 4 * 0.6)
    said = [text for head, text in lines(compared) if head == "diverged"]
    assert said[0].startswith("6 of 16 points of sgd")
    assert not compared.edges  # beyond the best, trials diverged: the range is wide enough


def test_a_best_value_at_the_edge_is_told():
    compared = made(Surface(best=1.1), Surface())
    [edge] = compared.edges
    assert (edge.value, edge.setting, edge.upper, edge.end) == ("sgd", "learning_rate", True, 1.0)
    answer, unfair = find_compared(compared)
    assert (answer.symptom, unfair.symptom) == ("comparison", "unfair comparison")
    assert "upper edge" in unfair.sentence


@pytest.mark.parametrize("better", [0, 1])
def test_errors_are_better_when_they_are_lower(better):
    surfaces = [Surface(top=-1.0, steep=-5), Surface(top=-1.0, steep=-5)]
    surfaces[better] = replace(surfaces[better], top=-2.0)
    # A surface has its top where it is best; an error is the negative.
    compared = made(*[replace(s, top=-s.top, steep=s.steep) for s in surfaces[::-1]], task="regression")
    assert compared.curve == "validation_rmse"
    assert compared.ranking[0] == better
    assert f"is ahead of {['adam', 'sgd'][better]} by " in sentence(compared)
    assert " in validation RMSE after" in sentence(compared)


def test_the_intervals_of_three_values_hold_together():
    alike = Surface(top=0.95), Surface(noise=0)
    [two] = made(*alike).pairs
    three = made(*alike, Surface(top=0.1, noise=0)).pairs[0]  # noise is drawn in the same order
    assert (two.first, two.second) == (three.first, three.second)
    assert two.whole.spread == three.whole.spread
    freedom = two.whole.spread.freedom
    half = half_width(0.95, freedom) * two.whole.spread.variance**0.5
    assert two.whole.high - two.whole.lead == pytest.approx(half)
    wider = norm.ppf(1 - 0.025 / 3) / norm.ppf(0.975)
    assert three.whole.high - three.whole.lead == pytest.approx(wider * half)


def test_examples_add_what_seeds_do_not_show():
    # Both nets get the same examples right with every seed: only the choice of examples makes a difference.
    first = np.tile([1.0, 1.0, 0.0, 1.0], (3, 1))
    second = np.tile([1.0, 0.0, 0.0, 1.0], (3, 1))
    assert added_by_examples(first, second, 0.0) == pytest.approx(np.var([0, 1, 0, 0], ddof=1) / 4)
    # Independent errors of single examples are in the scatter over seeds already.
    random = np.random.default_rng(0)
    noisy = [(random.random((200, 50)) < 0.9).astype(float) for _ in range(2)]
    over_seeds = float(np.var((noisy[0] - noisy[1]).mean(axis=1), ddof=1)) / 200
    assert added_by_examples(noisy[0], noisy[1], over_seeds) < 0.5 * over_seeds
    assert added_by_examples(None, first, 0.1) == 0
    assert added_without_pairs((0.5, 0.5), 100) == pytest.approx(0.005)


def test_the_same_study_always_gets_the_same_answer():
    assert sentence(made(Surface(), Surface(top=0.92))) == sentence(made(Surface(), Surface(top=0.92)))
