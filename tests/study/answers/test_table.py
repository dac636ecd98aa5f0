"""Studies as tables: every column of one type, the best trials first, nothing of a user's run as HTML."""

from __future__ import annotations

from typing import Any

from trainlab.record import StudyInfo, Trial
from trainlab.study.answers.table import NOTEBOOK_ROWS, frame, html
from trainlab.tasks import OF_CLASSES


def trial(number: int, accuracy: float | None = None, status: str = "done", **settings: Any) -> Trial:
    best = {} if accuracy is None else dict.fromkeys(OF_CLASSES, accuracy)
    return Trial(
        id=number,
        settings={"net": "2-2", "learning_rate": 0.1, "seed": 0, **settings},
        population=0,
        length=10,
        steps_per_epoch=5,
        parameters=6,
        status=status,
        steps=10,
        diverged_at=7 if status == "diverged" else None,
        best=best,
        final=best,
    )


def info(**changes: Any) -> StudyInfo:
    about = {
        "name": "moons",
        "created": "2026-01-01T00:00:00",
        "data": "moons",
        "dataset": {},
        "varied": ("learning_rate",),
        "versions": {},
    }
    return StudyInfo(**about | changes)


def test_a_setting_that_means_nothing_to_a_trial_is_null():
    table = frame([trial(0, rho=0.9), trial(1)], info())
    assert table["rho"].to_pylist() == [0.9, None]
    assert "momentum" not in table.column_names
    assert table["best_validation_loss"].to_pylist() == [None, None]


def test_a_setting_of_numbers_and_words_is_text():
    table = frame([trial(0, batch_size=32), trial(1, batch_size="full"), trial(2)], info())
    assert table["batch_size"].to_pylist() == ["32", "full", None]
    assert frame([trial(0, batch_size=32), trial(1)], info())["batch_size"].to_pylist() == [32, None]


def test_the_columns_come_in_a_fixed_order():
    names = frame([trial(0, 0.5)], info()).column_names
    assert names[:4] == ["id", "net", "learning_rate", "seed"]
    assert names[4:12] == [
        "status", "steps", "length", "diverged_at", "stopped_by", "best_step", "parameters",
        "seconds_per_step",
    ]  # fmt: skip
    assert names[12:14] == ["final_evaluated_train_loss", "best_evaluated_train_loss"]


def test_html_shows_the_best_trials_first_and_says_how_many_there_are():
    page = html(info(), [trial(number, number / 100, learning_rate=float(number)) for number in range(30)])
    assert page.count("<tr>") == NOTEBOOK_ROWS + 1
    assert page.index("<td>29</td>") < page.index("<td>28</td>")
    assert "the best 20 of 30 trials of moons" in page
    assert "2 trials of moons" in html(info(), [trial(0), trial(1, status="diverged")])
    assert "<td>diverged at step 7</td>" in html(info(), [trial(1, status="diverged")])


def test_html_runs_nothing_of_what_a_user_named():
    evil = "<script>alert('1')</script>&"
    page = html(info(name=evil, data=evil, varied=("net",)), [trial(0, 0.5, net=evil)])
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 3
    assert page.count("&amp;") == 3
