from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.diagnose.best.headline import tie_line
from trainlab.diagnose.best.scores import scores
from trainlab.errors import StudyError
from trainlab.record import Trial
from trainlab.record.groups.ranking import best_trial, rank, rank_settings, sort_trials
from trainlab.record.groups.seeds import group_seeds


def ids(trials):
    return [trial.id for trial in trials]


def test_rank_by_accuracy_and_by_loss(make_trial):
    trials = [
        make_trial(0, accuracy=0.5, valued=0.1),
        make_trial(1, accuracy=0.9, valued=0.3),
        make_trial(2, accuracy=0.7, valued=0.2),
    ]
    assert ids(rank(trials)) == [1, 2, 0]
    assert ids(rank(trials, "validation_loss")) == [0, 2, 1]


def test_ties_go_by_loss_then_by_id(make_trial):
    trials = [
        make_trial(2, accuracy=1.0, valued=0.2),
        make_trial(1, accuracy=1.0, valued=0.2),
        make_trial(3, accuracy=1.0, valued=0.1),
    ]
    assert ids(rank(trials)) == [3, 1, 2]


def test_best_and_final_are_different_orders(make_trial):
    trials = [make_trial(0, accuracy=0.6, best=0.9), make_trial(1, accuracy=0.8, best=0.8)]
    assert ids(rank(trials)) == [0, 1]
    assert ids(rank(trials, which="final")) == [1, 0]


def test_diverged_trials_and_those_without_a_value_come_last(make_trial):
    trials = [
        make_trial(0, accuracy=1.0, status="diverged"), make_trial(1), make_trial(2, accuracy=math.nan),
        make_trial(3, accuracy=0.1), make_trial(4, status="diverged"),
    ]  # fmt: skip
    assert ids(rank(trials)) == [3, 1, 2, 0, 4]
    assert ids(rank(trials, "validation_loss"))[-2:] == [0, 4]


def test_sort_by_setting_puts_numbers_first_and_keeps_diverged_in_place(make_trial):
    trials = [
        make_trial(0, batch_size="full"),
        make_trial(1, batch_size=32),
        make_trial(2, batch_size=8, status="diverged"),
    ]
    assert ids(sort_trials(trials, "batch_size")) == [2, 1, 0]
    assert ids(sort_trials(trials[::-1], "id")) == [0, 1, 2]


def test_choices_sort_as_the_settings_table_has_them_and_nets_by_their_numbers(make_trial):
    trials = [make_trial(id, optimizer=name) for id, name in enumerate(["nadam", "adam", "sgd"])]
    assert ids(sort_trials(trials, "optimizer")) == [2, 1, 0]
    nets = [make_trial(id, net=net) for id, net in enumerate(["4-10-1", "4-6-1"])]
    assert ids(sort_trials(nets, "net")) == [1, 0]


def test_trials_a_setting_means_nothing_to_sort_last(make_trial):
    trials = [make_trial(0, optimizer="adam"), make_trial(1, optimizer="sgd", momentum=0.9)]
    assert ids(sort_trials(trials, "momentum")) == [1, 0]


@pytest.mark.parametrize(
    ("by", "guess"), [("validation_acuracy", "validation_accuracy"), ("learnin_rate", "learning_rate")]
)
def test_unknown_names_are_answered_with_the_nearest(make_trial, by, guess):
    with pytest.raises(StudyError, match=f"did you mean '{guess}'"):
        sort_trials([make_trial()], by)


def test_best_trial(make_trial):
    trials = [make_trial(0, accuracy=0.99, status="diverged"), make_trial(1, accuracy=0.5)]
    assert best_trial(trials).id == 1
    with pytest.raises(StudyError, match="all 1 diverged"):
        best_trial(trials[:1])
    with pytest.raises(StudyError, match="none of the 1 has been evaluated"):
        best_trial([make_trial(0)])
    with pytest.raises(StudyError, match="the study holds none"):
        best_trial([])
    with pytest.raises(StudyError, match="unknown curve"):
        best_trial(trials, "seed")


@given(st.lists(st.tuples(st.floats(0, 1) | st.just(math.nan), st.booleans())))
def test_rank_is_an_order_of_all_trials(rows):
    trials = [
        Trial(
            id,
            {},
            0,
            1,
            1,
            1,
            "diverged" if bad else "done",
            best={"validation_accuracy": value, "validation_loss": value},
        )
        for id, (value, bad) in enumerate(rows)
    ]
    ranked = rank(trials)
    assert sorted(ids(ranked)) == list(range(len(rows)))
    good = [
        t.best["validation_accuracy"]
        for t in ranked
        if t.status == "done" and not math.isnan(t.best["validation_accuracy"])
    ]
    assert good == sorted(good, reverse=True)
    assert [trial.status for trial in ranked] == sorted(
        (trial.status for trial in ranked), reverse=True, key=lambda s: s == "done"
    )


def test_settings_are_ranked_as_trials_where_each_has_one_seed(make_trial):
    trials = [
        make_trial(id, accuracy=accuracy, valued=loss, learning_rate=0.1 + id)
        for id, (accuracy, loss) in enumerate([(0.9, 0.2), (1.0, 0.3), (1.0, 0.1), (0.9, 0.2), (0.2, 0.0)])
    ]
    for by in ("validation_accuracy", "validation_loss"):
        for which in ("best", "final"):
            settings = [one.trials[0].id for one in rank_settings(trials, by, which)]
            assert settings == ids(rank(trials, by, which))
    assert [score.trials[0].id for score in scores(trials)] == ids(rank(trials))


def test_the_mean_over_seeds_does_not_depend_on_their_order(make_trial):
    accuracies = [0.1, 0.2, 0.3, 0.7, 0.9]
    trials = [
        make_trial(5 * group + seed, accuracy=accuracy, learning_rate=1.0 + group, seed=seed)
        for group, order in enumerate([accuracies, accuracies[::-1], accuracies[2:] + accuracies[:2]])
        for seed, accuracy in enumerate(order)
    ]
    assert len({one.value for one in rank_settings(trials)}) == 1
    assert rank_settings(trials)[0].trials[0].id == 0


def test_a_setting_that_still_trains_counts_where_it_is_asked_for(make_trial):
    trials = [make_trial(0, accuracy=0.5), make_trial(1, accuracy=0.9, l2=0.1, status="running")]
    assert [one.trials[0].id for one in rank_settings(trials)] == [0]
    assert [one.trials[0].id for one in rank_settings(trials, unfinished=True)] == [1, 0]


def test_ties_are_said_with_what_decided(make_trial, make_info):
    info = make_info("learning_rate")
    losses = [0.4, 0.2, 0.3]
    trials = [
        make_trial(id, accuracy=1.0, valued=loss, learning_rate=0.1 * (id + 1))
        for id, loss in enumerate(losses)
    ]
    first = "trial 1 (learning_rate=0.2) is shown first because its"
    assert tie_line(info, trials) == f"3 trials tie at 100.0%; {first} validation loss is the lowest."
    assert tie_line(info, trials[:2]) == f"2 trials tie at 100.0%; {first} validation loss is lower."
    assert tie_line(info, trials[:1]) == tie_line(info, []) == tie_line(info, trials, "validation_loss") == ""
    level = [make_trial(id, accuracy=0.5) for id in (3, 2)]
    assert tie_line(info, level).endswith("because its number is lower.")
    diverged = make_trial(9, accuracy=1.0, status="diverged", learning_rate=9.0)
    assert tie_line(info, [trials[0], diverged]) == ""


VARIED = {"learning_rate": [0.1, 1], "momentum": [0, 0.5, None], "optimizer": ["sgd", "adam"], "seed": [0, 1]}


@given(st.lists(st.tuples(*map(st.sampled_from, VARIED.values())), max_size=12))
def test_trials_that_differ_in_their_seed_only_are_grouped(rows):
    settings = [{n: value for n, value in zip(VARIED, row, strict=True) if value is not None} for row in rows]
    trials = [Trial(number, given, 0, 10, 5, 22) for number, given in enumerate(settings)]
    groups = group_seeds(trials)
    assert sorted(ids(trial for group in groups for trial in group)) == ids(trials)
    assert [rows[group[0].id][:3] for group in groups] == list(dict.fromkeys(row[:3] for row in rows))
    assert all(rows[trial.id][:3] == rows[group[0].id][:3] for group in groups for trial in group)
