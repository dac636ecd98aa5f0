"""A search: its budget, its rungs, and that it ends the same however often it is interrupted."""

from __future__ import annotations

import random
import signal
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial

import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import ExperimentError, Interrupted, StudyError, UsageError
from trainlab.record import Trial
from trainlab.scale.observer import Observer
from trainlab.scale.population.pace import Pace
from trainlab.store import StudyReader
from trainlab.store.weights.tensors import KINDS
from trainlab.study import Study, search
from trainlab.study.running.quiet import Quiet
from trainlab.tasks import OF_CLASSES

ASKED = {
    "data": "moons", "net": "2-{4,6}-2", "learning_rate": tl.random_log(0.01, 30), "momentum": "usual",
    "epochs": 18, "batch_size": 128, "budget": "260epochs", "leaders": 2, "repeats": 3, "check": False,
    "name": "best",
}  # fmt: skip


class Stops(Quiet):
    """Asks for a stop after so many chunks."""

    def __init__(self, chunks: int) -> None:
        super().__init__()
        self.left = chunks

    def training(self, trial_steps: int, of: int, trials: Sequence[Trial], seconds: float) -> None:
        self.left -= 1
        if self.left == 0:
            signal.raise_signal(signal.SIGINT)


@pytest.fixture(scope="module", autouse=True)
def short_chunks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainlab.scale.executors.local.Pace", partial(Pace, steps=30))
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory, short_chunks) -> Study:
    return search(**ASKED, root=tmp_path_factory.mktemp("whole"))


def epochs_of(study: Study) -> float:
    return sum(trial.record.steps / trial.record.steps_per_epoch for trial in study.trials)


def test_it_spends_its_budget_and_not_more(whole):
    assert 200 <= epochs_of(whole) <= 260


def test_its_rounds_follow_one_another_and_hold_all_trials(whole):
    rounds = whole._reader.rounds()
    assert [one.proposed_by for one in rounds[:2]] == ["sobol", "model"]
    assert rounds[-1].proposed_by == "repeats"
    assert [id for one in rounds for id in one.ids] == [trial.id for trial in whole.trials]
    varied = {(t.settings["net"], t.settings["learning_rate"], t.settings["momentum"]) for t in whole.trials}
    assert len(varied) == len(whole.trials) - rounds[-1].trials, "no setting is tried twice with one seed"


def test_at_a_rung_as_many_go_on_as_its_round_says(whole):
    for one in whole._reader.rounds():
        trials = [whole.trial(id).record for id in one.ids]
        for share, kept in one.rungs:
            if share < 1:
                stopped_here = [
                    trial for trial in trials
                    if trial.stopped_by == "search" and trial.steps <= share * trial.length
                ]  # fmt: skip
                diverged = sum(trial.status == "diverged" for trial in trials)
                assert len(trials) - len(stopped_here) - diverged <= kept
        if not one.rungs:
            assert {trial.status for trial in trials} <= {"done", "diverged"}


def test_those_that_go_on_were_the_better_ones_at_the_rung(whole):
    first = whole._reader.rounds()[0]
    share, _ = first.rungs[0]
    losses = whole.recorded("validation_loss")
    gone, stayed = [], []
    for id in first.ids:
        trial = whole.trial(id).record
        steps, values = losses.row(losses.rows[id])
        at = values[steps <= share * trial.length]
        at_rung = trial.stopped_by == "search" and trial.steps <= share * trial.length
        (gone if at_rung else stayed).append(at.min())
    assert np.median(stayed) < np.median(gone)
    assert min(stayed) <= min(gone)


def test_the_best_are_repeated_with_other_seeds(whole):
    repeats = whole._reader.rounds()[-1]
    settings = [whole.trial(id).settings for id in repeats.ids]
    keys = [{name: value for name, value in one.items() if name != "seed"} for one in settings]
    assert len({str(key) for key in keys}) == repeats.trials // 2
    assert {one["seed"] for one in settings} == {1, 2}
    known = [
        {name: value for name, value in trial.settings.items() if name != "seed"}
        for trial in whole.trials
        if trial.id not in repeats.ids and trial.record.status == "done"
    ]
    assert all(key in known for key in keys)


def test_a_trial_that_was_stopped_can_be_used(whole):
    stopped = next(trial for trial in whole.trials if trial.record.stopped_by == "search")
    assert 0 <= stopped.evaluate("test")["accuracy"] <= 1
    assert "the search went on with others" in stopped.record.status_text


def assert_same(one: Study, other: Study) -> None:
    assert one._reader.rounds() == other._reader.rounds()
    for name in ("train_loss", *OF_CLASSES):
        mine, theirs = one.recorded(name), other.recorded(name)
        np.testing.assert_array_equal(mine.borders, theirs.borders)
        assert mine.recorded.tobytes() == theirs.recorded.tobytes()
    for mine, theirs in zip(one.trials, other.trials, strict=True):
        np.testing.assert_equal(
            asdict(replace(mine.record, seconds_per_step=None)),
            asdict(replace(theirs.record, seconds_per_step=None)),
        )
        for which in KINDS:
            for name, weights in mine.weights(which).items():
                assert weights.tobytes() == theirs.weights(which)[name].tobytes()


def ends_the_same(root, whole: Study, stops: list[int]) -> None:
    """Interrupt a search after each number of chunks in turn, then let it end."""
    for chunks in stops:
        try:
            search(**ASKED, root=root, progress=Stops(chunks))
        except Interrupted:
            continue
        break
    study = search(**ASKED, root=root)
    assert study.finished
    assert len([*root.iterdir()]) == 1
    assert_same(study, whole)


@pytest.mark.parametrize("stops", [[1], [3, 2], [9, 4, 5]], ids=str)
def test_an_interrupted_search_ends_as_if_it_had_never_stopped(tmp_path, whole, stops):
    ends_the_same(tmp_path, whole, stops)


@pytest.mark.endurance
@pytest.mark.parametrize("instant", range(50))
def test_interrupted_at_50_random_instants_it_ends_the_same(tmp_path, whole, instant):
    draw = random.Random(instant)
    ends_the_same(tmp_path, whole, [draw.randint(1, 12) for _ in range(draw.randint(1, 4))])


def test_resume_goes_on_with_a_search(tmp_path, whole):
    with pytest.raises(Interrupted):
        search(**ASKED, root=tmp_path, progress=Stops(5))
    assert_same(tl.resume("best", root=tmp_path), whole)


def test_a_search_that_died_before_its_first_round_was_entered_goes_on(tmp_path, whole, monkeypatch):
    from trainlab.store import StudyWriter

    def dies(*given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(StudyWriter, "extend", dies)
        with pytest.raises(KeyboardInterrupt):
            search(**ASKED, root=tmp_path)
    [folder] = tmp_path.iterdir()
    assert StudyReader(folder).rounds() == []
    assert_same(tl.resume("best", root=tmp_path), whole)


def test_a_function_may_be_the_objective(tmp_path):
    asked = {**ASKED, "budget": "120epochs", "proposer": "sobol", "name": "steep"}
    seen = []

    def objective(trial):
        seen.append(trial.id)
        return -trial.settings["learning_rate"]

    study = search(**asked, objective=objective, root=tmp_path)
    [first, *_] = study._reader.rounds()
    through = [study.trial(id) for id in first.ids if study.trial(id).record.status == "done"]
    rates = sorted((study.trial(id).settings["learning_rate"] for id in first.ids), reverse=True)
    assert through
    assert min(one.settings["learning_rate"] for one in through) >= rates[len(first.ids) // 3]
    assert set(first.ids) <= set(seen)


def test_a_function_is_needed_again_to_go_on(tmp_path):
    asked = {**ASKED, "budget": "120epochs"}
    with pytest.raises(Interrupted):
        search(**asked, objective=lambda trial: 0.0, root=tmp_path, progress=Stops(2))
    with pytest.raises(StudyError, match="is a function of Python"):
        tl.resume("best", root=tmp_path)
    assert search(**asked, objective=lambda trial: 0.0, root=tmp_path).finished


def test_a_small_space_is_tried_whole(tmp_path):
    noted = []

    class Notes(Observer):
        def noted(self, lines):
            noted.extend(lines)

    study = search(
        "moons", "2-{4,6}-2", learning_rate=[0.1, 1.0], epochs=12, batch_size=128, budget="300epochs",
        repeats=2, check=False, root=tmp_path, progress=Notes(),
    )  # fmt: skip
    first, last = study._reader.rounds()
    assert (first.trials, last.proposed_by) == (4, "repeats")
    assert "the space holds 4 settings: each is tried once." in noted


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"budget": "10"}, ExperimentError, "budget of a search must be an amount such as 10min"),
        ({"budget": "-3epochs"}, ExperimentError, "budget of a search must be"),
        ({"budget": None}, ExperimentError, "budget of a search must be .* not None"),
        ({"objective": "validation_los"}, ExperimentError, "validation_loss"),
        ({"objective": 3}, UsageError, "the name of a curve or a function"),
        ({"proposer": "modell"}, ExperimentError, "model"),
        ({"eta": 1}, ExperimentError, "eta of a search must be a number > 1"),
        ({"repeats": True}, ExperimentError, "repeats of a search must be a whole number"),
        ({"epochs": [3, 4]}, ExperimentError, "epochs cannot be varied in a search"),
        ({"seed": [3, 4]}, ExperimentError, "seed"),
        (
            {"net": "2-4-2", "learning_rate": 0.1, "momentum": 0.9},
            ExperimentError,
            "something to choose from",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_what_cannot_be_searched_is_said_before_anything_is_written(tmp_path, changes, error, says):
    with pytest.raises(error, match=says):
        search(**{**ASKED, **changes}, root=tmp_path)
    assert [*tmp_path.iterdir()] == []
