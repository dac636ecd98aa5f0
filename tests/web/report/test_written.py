from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trainlab.record import Curves, Finding, StudyInfo, Trial
from trainlab.web.report import written

INFO = StudyInfo(
    "demo", "2026-01-01", "moons", {"train": 1500, "validation": 100, "test": "?"}, ("learning_rate",), {}
)


def trial(id: int, rate: float, accuracy: float, **more) -> Trial:
    settings = {"net": "2-4-2", "learning_rate": rate, "seed": id % 2, "optimizer": "sgd", "batch_size": 10}
    best = {"validation_accuracy": accuracy, "validation_loss": 1 - accuracy}
    made = Trial(id, settings, 0, length=2000, steps_per_epoch=9, parameters=22)
    return replace(made, **{"status": "done", "steps": 2000, "best_step": 1500, "best": best, **more})


TRIALS = [trial(0, 0.1, 0.9), trial(1, 0.1, 0.95), trial(2, 0.5, 0.7), trial(3, 0.5, 0.2, status="diverged")]
ABOUT = Finding("mattered", (), "learning_rate explains 80%.", "Look at it first.")
BEST = Finding("still falling", (1,), "trial 1 was still falling.", "Train longer.")
OTHER = Finding("exploded", (3,), "trial 3 exploded.", "Lower learning_rate.")


def test_what_was_asked_counts_trials_values_and_seeds():
    assert written.asked(INFO, TRIALS) == [
        "4 trials of the net 2-4-2 on moons (1,500 training, 100 validation examples).",
        "Varied: learning_rate (0.1, 0.5); seed (2 values).",
        "All trials have optimizer=sgd and batch_size=10.",
        "Each trial is trained for 2,000 steps at most.",
    ]


def test_many_values_are_counted_and_different_lengths_are_said():
    many = [trial(id, 10.0**-id, 0.5, length=100 + id) for id in range(8)]
    said = written.asked(INFO, many)
    assert said[1] == "Varied: learning_rate (8 values, 1e-07 to 1); seed (2 values)."
    assert said[-1] == "Each trial is trained for 100 to 107 steps at most."


def test_what_came_out_names_the_best_trial_that_did_not_diverge():
    said = written.came_out(INFO, TRIALS, "validation_accuracy", "4 trials, all finished.", None)
    assert said == [
        "4 trials, all finished.",
        "The best by validation accuracy is trial 1 (learning_rate=0.1, seed 1): it reached 95.0% validation "
        "accuracy at step 1,500.",
    ]


def test_of_trials_that_were_never_evaluated_no_best_one_is_named():
    begun = [replace(one, best={}, best_step=None, status="running") for one in TRIALS]
    assert written.came_out(INFO, begun, "validation_accuracy", "Unfinished.", None) == ["Unfinished."]
    assert written.best_of(begun, "validation_accuracy") is None


def test_symptoms_count_trials_once_each():
    twice = [OTHER, replace(OTHER, trials=(2,)), OTHER, BEST, ABOUT]
    said = written.symptoms_line(twice)
    assert said == (
        "Symptoms of trials, and how many trials have them: exploded (2), still falling (1); a trial may "
        "have several."
    )
    assert written.symptoms_line([ABOUT]) == ""


def test_what_to_do_next_is_advised_for_the_study_and_its_best_trial_only():
    assert written.next_steps([ABOUT, OTHER, BEST], 1, "demo-1", True) == [
        ("mattered", "Look at it first."),
        ("still falling (the best trial)", "Train longer."),
    ]
    [first, *_] = written.next_steps([ABOUT], None, "demo-1", False)
    assert first[0] == "unfinished"
    assert "trainlab resume demo-1" in first[1]
    assert written.next_steps([replace(ABOUT, advice="")], 1, "demo-1", True) == []


def test_the_table_holds_the_best_trials_in_the_order_of_their_ranks():
    losses = Curves("train_loss", np.arange(4), np.arange(3), np.ones((4, 3), np.float32))
    html = written.best_table(INFO, TRIALS, "validation_accuracy", losses, {1: "still falling"})
    rows = html.split("<tr>")[2:]
    assert [row[4 : row.index("</td>")] for row in rows] == ["1", "0", "2", "3"]
    assert "<td>95.0%</td><td>0.05</td><td>done</td><td>still falling</td><td><svg" in rows[0]


@pytest.mark.parametrize("name", ["</script>", "<img src=x onerror=alert(1)>", "a&b\u202e"])
def test_names_are_text(name):
    trials = [trial(0, 0.1, 0.9), trial(1, 0.2, 0.8)]
    info = replace(INFO, data=name, varied=(name,))
    trials = [replace(one, settings={**one.settings, name: name}) for one in trials]
    losses = Curves("train_loss", np.arange(2), np.arange(3), np.ones((2, 3), np.float32))
    html = written.paragraph(written.asked(info, trials)) + written.listed([(name, name)])
    html += written.best_table(info, trials, "validation_accuracy", losses, {0: name})
    for harm in ("</script>", "<img", "\u202e"):
        assert harm not in html
    assert "&amp;" in html or "&lt;" in html
