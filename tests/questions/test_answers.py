"""What answers mean: how long a condition holds, curves of different steps, trials that ended."""

from __future__ import annotations

import math

import pytest
from made_up import MadeUp, curve, one, several, trial

from trainlab.errors import QuestionError

NAN, INF = math.nan, math.inf


def test_the_first_step_epoch_and_second():
    [answer] = one(3, 2, 1, 0.5, 2, 0.4).ask("train_loss < 1")
    assert (answer.step, answer.epoch, answer.seconds) == (3, 0.6, 0.003)
    assert answer.text == "3"


@pytest.mark.parametrize(
    ("hold", "step"), [(1, 1), (2, 3), (3, 3), (4, None), ("2", 3), ("end", 7), ("END", 7), (100, None)]
)
def test_it_must_hold_for_as_long_as_asked(hold, step):
    study = one(2, 0, 2, 0, 0, 0, 2, 0)
    assert study.steps("train_loss < 1", hold) == [step]


@pytest.mark.parametrize("hold", [0, -1, "forever", 1.5, True, None, "", "1" * 20, "²"])
def test_other_lengths_are_refused(hold):
    with pytest.raises(QuestionError, match="hold must be a number of points from 1 on, or 'end'"):
        one(1).ask("train_loss < 1", hold)


def test_nothing_is_true_of_nan():
    study = one(NAN, NAN)
    for sign in ("<", "<=", ">", ">=", "==", "!="):
        assert study.steps(f"train_loss {sign} 1") == [None]
        assert study.steps(f"not train_loss {sign} 1") == [None]
        assert study.steps(f"train_loss {sign} train_loss") == [None]
    assert one(1, 0).steps("train_loss / train_loss != 1") == [None]  # 0 / 0


def test_infinity_is_compared():
    study = one(1, INF, status="diverged", diverged_at=1)
    assert study.steps("train_loss > 1e30") == [1]
    assert study.steps("1 / train_loss == 0") == [1]


def test_an_evaluation_counts_until_the_next_one_and_is_unknown_before_the_first():
    study = one(0, 0, 0, 0, 0, 0, evaluations={2: 0.5, 4: 0.9})
    assert study.steps("train_loss < 1 and validation_accuracy < 0.6") == [2]
    assert study.steps("train_loss < 1 and not validation_accuracy > 0.6") == [2]
    assert study.steps("step == 3 and validation_accuracy == 0.5") == [3]
    assert study.steps("step == 5 and validation_accuracy == 0.9") == [5]
    assert study.steps("validation_accuracy < 0.6", 2) == [None]  # it holds at one evaluation
    assert study.steps("validation_accuracy < 0.6 and step >= 0", 2) == [2]  # and at two steps
    assert study.steps("train_loss < 1 or validation_accuracy < 0.6") == [0]


def test_the_last_evaluation_comes_after_the_last_step():
    study = one(0, 0, evaluations={2: 0.9})
    assert study.steps("train_loss < 1 and validation_accuracy > 85%") == [2]


def test_gaps_are_filled_where_curves_share_their_steps():
    """The second trial ends sooner, but evaluations of both lie on the steps of the first one's losses."""
    trials = (trial(0, 4), trial(1, 2))
    points = {
        "train_loss": (curve(5, 5, 5, 0), curve(5, 0)),
        "validation_accuracy": (curve(0.1, 0.1, 0.1, 0.1), curve(0.1, 0.1, 0.9)),
    }
    study = MadeUp(trials, points)
    assert study.steps("train_loss < 1 and validation_accuracy > 85%") == [None, 2]


def test_nothing_is_held_beyond_the_step_at_which_a_trial_diverged():
    study = one(0, 0, 0, NAN, status="diverged", diverged_at=3, evaluations={2: 0.9})
    assert study.steps("validation_accuracy > 85% and step > 2") == [None]
    assert study.steps("train_loss < 1") == [0]
    assert study.steps("train_loss < 1", "end") == [None]


def test_points_of_other_trials_are_no_points():
    trials = (trial(0, 6), trial(1, 6))
    points = (curve(0.9, 0.9, 0.1, every=2, first=2), curve(0.9, 0.1, every=3, first=3))
    study = MadeUp(trials, {"validation_accuracy": points})
    assert study.steps("validation_accuracy > 85%", 2) == [2, None]
    assert study.steps("mean_over(validation_accuracy, 2) < 0.6") == [6, 6]


@pytest.mark.parametrize(
    ("question", "step"),
    [
        ("min(train_loss) < 1.5", 2),
        ("min(train_loss) < 1.5 and train_loss > 4", 3),
        ("max(train_loss) > 4 and train_loss < 1", 4),
        ("train_loss <= first(train_loss) / 3", 2),
        ("train_loss == last(train_loss)", 4),
        ("train_loss == last(min(train_loss))", 4),
        ("mean_over(train_loss, 3) == 2", 2),
        ("mean_over(train_loss, 2) <= 2", 2),
        ("mean_over(train_loss, 5) <= 100", 4),
        ("mean_over(train_loss, 6) <= 100", None),
        ("train_loss - 1 == 2 * 2", 3),
        ("-train_loss + 10 < 6", 3),
        ("learning_rate * step > 0.25", 3),
        ("batch_size * step >= 64", 2),
        ("epoch >= 0.5", 3),
        ("optimizer == sgd and train_loss < 2", 2),
        ("optimizer != adam and nesterov == false and train_loss < 2", 2),
        ("optimizer == 'SGD' and not nesterov == true and train_loss < 2", 2),
        ("learning_rate > 1 or step > 3", 4),
        ("learning_rate == 0.1", 0),
        ("setting.learning_rate == 0.1", 0),
    ],
)  # fmt: skip
def test_functions_arithmetic_and_settings(question, step):
    assert one(3, 2, 1, 5, 0.5).steps(question) == [step]


def test_a_mean_survives_a_loss_that_was_enormous():
    study = one(1e30, *[0.25] * 40)
    assert study.steps("mean_over(train_loss, 7) == 0.25") == [7]


@pytest.mark.parametrize("points", [1, 2, 3, 5, 8, 13, 31, 40, 41])
def test_a_mean_is_over_as_many_points_as_asked(points):
    study = one(*range(40))
    mean = (points - 1) / 2  # of the first so many numbers
    expected = points - 1 if points <= 40 else None
    assert study.steps(f"mean_over(train_loss, {points}) == {mean}") == [expected]


def test_a_setting_of_numbers_and_words():
    trials = (
        trial(0, 4, settings={"batch_size": 32}),
        trial(1, 4, settings={"batch_size": "full"}),
        trial(2, 4, settings={"momentum": 0.9, "clip_norm": "inf"}),
    )
    study = MadeUp(trials, {"train_loss": (curve(0, 0, 0, 0),) * 3})
    assert study.steps("batch_size == full and step >= 0") == [None, 0, None]
    assert study.steps("batch_size > 100 and step >= 0") == [None, 0, None]
    assert study.steps("batch_size * 2 == 1800") == [None, 0, None]
    assert study.steps("momentum > 0.5") == [None, None, 0]
    assert study.steps("not momentum > 0.5") == [None, None, None]  # it means nothing to the others
    assert study.steps("clip_norm > 1e30") == [None, None, 0]
    assert study.steps("clip_norm == inf") == [None, None, 0]


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("train_los < 1", "unknown name 'train_los': did you mean 'train_loss'? Known: step, epoch, "),
        ("train_loss", "a question is a condition: compare with <"),
        ("train_loss and step < 3", "a condition is needed here, not a number: compare it with <"),
        ("not step", "a condition is needed here, not a number"),
        ("(train_loss < 1) + 1 < 2", "a number is needed here, not a condition"),
        ("(train_loss < 1) < 2", "a number is needed here, not a condition"),
        ("optimizer < 1", "a number is needed here, not a word: compare optimizer with == or !="),
        ("min(optimizer) == 1", "a number is needed here, not a word"),
        ("optimizer < adam", "words are compared with == or !="),
        ("optimizer == adan", "optimizer is never 'adan': did you mean 'adam'? Allowed: sgd,"),
        ("nesterov == maybe", "nesterov is never 'maybe'. Allowed: true, false"),
        ("batch_size == fulll", "batch_size is never 'fulll': did you mean 'full'? Allowed: full"),
        ("'sgd' == 'sgd'", "a number is needed here, not a word"),
        ("rotate > 1", "no trial of this study has the setting rotate"),
        ("min < 1", "min is a function of a curve: write 'min(train_loss)'"),
        ("validation_accuracy > 85", "an accuracy lies between 0 and 1: write 85%"),
        ("85 < validation_accuracy", "an accuracy lies between 0 and 1: write 85%"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_at_its_place(question, problem):
    with pytest.raises(QuestionError) as caught:
        one(1).ask(question)
    assert problem in str(caught.value)
    assert str(caught.value).startswith("in the question, at character ")


def test_a_number_is_taken_for_a_loss_of_that_name():
    study = one(1, settings={"loss": "mse"})
    with pytest.raises(QuestionError, match=r"compare loss with == .* did you mean 'train_loss'\?$"):
        study.ask("loss < 0.5")


def test_an_error_names_only_some_of_very_many_curves():
    points = {
        "train_loss": (curve(1),),
        **{f"gradient_norm.hidden{layer}": (curve(1),) for layer in range(30)},
    }
    with pytest.raises(QuestionError, match=r"gradient_norm\.hidden8 and 21 more curves, and the settings"):
        MadeUp((trial(0, 1),), points).ask("weights < 1")
    with pytest.raises(QuestionError, match=r"did you mean 'gradient_norm\.hidden3'"):
        MadeUp((trial(0, 1),), points).ask("gradient_nrom.hidden3 < 1")


def test_answers_come_sorted_and_say_why_there_is_none():
    trials = (
        trial(0, 3),
        trial(1, 3, status="diverged", diverged_at=2),
        trial(2, 3, status="running"),
        trial(3, 3),
        trial(4, 3, seconds_per_step=None),
    )
    rows = (curve(9, 9, 9), curve(9, 9, NAN), curve(9, 9, 9), curve(9, 9, 0), curve(9, 0, 0))
    answers = MadeUp(trials, {"train_loss": rows}).ask("train_loss<1")
    assert [answer.trial.id for answer in answers] == [4, 3, 0, 1, 2]
    assert [answer.text for answer in answers] == [
        "1", "2", "never in 3", "never (diverged at 2)", "not yet (step 3)",
    ]  # fmt: skip
    assert answers[0].seconds is None
    assert answers.steps.tolist() == [INF, INF, INF, 2, 1]
    assert (len(answers), answers.reached) == (5, 2)
    [group] = answers.groups()
    assert (group.seconds, group.late) == (None, "not yet")
    assert repr(answers) == (
        "<'train_loss < 1' holds in 2 of 5 trials, first in trial 4 (learning_rate=0.1) at step 1>"
    )
    assert repr(one(9).ask("train_loss < 1")) == "<'train_loss < 1' holds in 0 of 1 trials>"


def test_seeds_are_grouped_and_never_counts_as_later_than_all():
    study = several((9, 0), (9, 9, 0), (9, 9, 9), (9, 9, 9, 0), (0,))
    [group] = study.ask("train_loss < 1").groups()
    assert (group.reached, group.late) == (4, "never")
    assert (group.step.value, group.step.low, group.step.high) == (2, 0, INF)
    assert group.step.coverage == 1 - 2 / 2**5
    assert group.epoch.value == 0.4
    assert group.seconds is not None
    assert group.seconds.value == 0.002


def test_settings_come_sorted_by_their_median():
    trials = tuple(
        trial(id, 4, settings={"learning_rate": rate, "seed": seed})
        for id, (rate, seed) in enumerate([(0.1, 0), (0.2, 0), (0.3, 0), (0.1, 1), (0.2, 1), (0.3, 1)])
    )
    losses = [(9, 9, 9, 9), (9, 0, 9, 9), (0, 9, 9, 9), (9, 9, 9, 9), (9, 9, 9, 0), (9, 9, 9, 9)]
    study = MadeUp(trials, {"train_loss": tuple(curve(*values) for values in losses)})
    groups = study.ask("train_loss < 1").groups()
    assert [group.first_trial.settings["learning_rate"] for group in groups] == [0.2, 0.3, 0.1]
    assert [group.step.value for group in groups] == [2, INF, INF]
    assert [group.reached for group in groups] == [2, 1, 0]


def test_an_empty_study_has_no_answers():
    study = MadeUp((), {"train_loss": ()})
    assert list(study.ask("train_loss < 1")) == []
    assert study.ask("step > 1").groups() == []


def test_many_trials_are_answered_block_by_block(monkeypatch):
    study = several(*[(9,) * number + (0,) for number in range(20)])
    whole = study.steps("train_loss < 1")
    monkeypatch.setattr("trainlab.questions.asking.BLOCK_VALUES", 3 * 20)
    assert study.steps("train_loss < 1") == whole == list(range(20))
