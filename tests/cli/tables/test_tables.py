from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from trainlab.cli.tables._sparkline import BLOCKS, spark_range, sparkline
from trainlab.cli.tables.tables import settings_table, trials_table
from trainlab.errors import StudyError
from trainlab.record import StudyInfo, Trial
from trainlab.settings import SETTINGS, resolve


def printed(renderable: object, width: int) -> list[str]:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(renderable)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]


def heads(table: Table) -> list[str]:
    return [str(column.header).replace("\n", " ").replace("_ ", "_") for column in table.columns]


def make_study(count: int = 6, **settings: Any) -> tuple[StudyInfo, list[Trial]]:
    trials = []
    for id in range(count):
        given = {"net": "2-4-2", "learning_rate": 0.001 * 3.16227766**id, "seed": id % 2, **settings}
        diverged = id == count - 1
        values = {
            "evaluated_train_loss": 0.5 / (id + 1), "train_accuracy": 0.6 + 0.05 * id,
            "validation_loss": 0.6 / (id + 1), "validation_accuracy": 0.5 + 0.05 * id,
        }  # fmt: skip
        trials.append(
            Trial(
                id=id, settings=resolve(given, "moons"), population=0, length=1200, steps_per_epoch=9,
                parameters=22, status="diverged" if diverged else "done", steps=17 if diverged else 1200,
                diverged_at=17 if diverged else None, best=values, final=values,
            )
        )  # fmt: skip
    info = StudyInfo("moons", "2026-01-01", "moons", {"validation": 100}, ("learning_rate",), {})
    return info, trials


SPARKS = {id: np.exp(-np.arange(1200) / (100.0 * (id + 1))) for id in range(6)}


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_the_table_fits_and_cuts_nothing_off(width):
    lines = printed(trials_table(*make_study(), SPARKS, {0: "still falling"}, width=width), width)
    assert max(map(len, lines)) <= width
    assert "…" not in "".join(lines)
    assert any("still falling" in line for line in lines)


def test_less_telling_columns_go_first():
    wide = heads(trials_table(*make_study(), SPARKS, width=200))
    assert wide == [
        "", "trial", "learning_rate", "seed", "val. accuracy", "final accuracy", "val. loss", "train loss",
        "steps", "finding", "train loss",
    ]  # fmt: skip
    narrow = heads(trials_table(*make_study(), SPARKS, width=80))
    assert "steps" not in narrow
    assert narrow == [head for place, head in enumerate(wide) if head in narrow and place != 7]


def test_rows_are_the_best_trials_in_order():
    info, trials = make_study()
    table = trials_table(info, trials, top=3, width=120)
    lines = printed(table, 120)
    assert lines[0] == "moons: 3 of 6 trials by validation accuracy"
    rows = [line.split() for line in lines[4:7]]
    assert [row[1] for row in rows] == ["4", "3", "2"]
    assert rows[0][:8] == ["1", "4", "0.1", "0", "70.0%", "70.0%", "0.1200", "0.1000"]


def test_a_diverged_trial_comes_last_and_is_marked():
    line = printed(trials_table(*make_study(), {5: np.array([0.7, 9.0, np.nan])}, width=120), 120)[9]
    assert "diverged at 17" in line
    assert line.endswith("×")
    assert line.split()[1] == "5"


def stop(trial: Trial, steps: int, by: str = "early_stopping") -> Trial:
    return replace(trial, status="stopped", steps=steps, stopped_by=by)


@pytest.mark.parametrize("width", [80, 200])
def test_where_trials_stopped_early_the_table_says_where(width):
    info, trials = make_study(epochs=100)
    trials[4], trials[3] = stop(trials[4], 412), stop(trials[3], 90, "until")
    table = trials_table(info, trials, SPARKS, {3: "overfits"}, width=width)
    assert "epochs" in heads(table)
    lines = printed(table, width)
    assert max(map(len, lines)) <= width
    [best] = [line for line in lines if " 45.8 " in line]
    assert " 70.0% " in best
    assert " early stopping " in best
    [second] = [line for line in lines if " 10 " in line]
    assert " overfits " in second
    assert sum(" 133.3 " in line for line in lines) == 3


def test_a_trial_that_met_its_until_says_so():
    info, trials = make_study(until="train_loss<0.3")
    trials[4] = stop(trials[4], 412, "until")
    assert "until reached" in printed(trials_table(info, trials, width=120), 120)[4]


def test_trials_whose_length_is_in_steps_stop_at_a_step():
    info, trials = make_study(steps=1200)
    trials[4] = stop(trials[4], 412)
    table = trials_table(info, trials, SPARKS, width=80)
    assert "steps" in heads(table)
    assert "412" in printed(table, 80)[4].split()


def test_a_varied_length_and_the_training_made_have_columns_of_their_own():
    info, trials = make_study(epochs=100)
    trials[4] = stop(trials[4], 412)
    assert "epochs made" in heads(trials_table(replace(info, varied=("epochs",)), trials, width=200))


@given(st.integers(20, 200), st.lists(st.integers(0, 6), max_size=6, unique=True), st.integers(0, 3000))
def test_a_table_takes_the_room_there_is(width, shown, points):
    """Columns go only where there is no room for all, and as many as it takes to fit."""
    info, trials = make_study(7)
    sparks = {id: np.geomspace(1, 0.1, points) for id in shown}
    console = Console(width=10_000)

    def table(room: int) -> tuple[int, int]:
        made = trials_table(info, trials, sparks, {1: "overfits"}, width=room)
        return len(made.columns), Measurement.get(console, console.options, made).maximum

    (columns, used), (fewest, _), (most, widest) = table(width), table(1), table(1000)
    assert fewest <= columns <= most
    assert used <= width or columns == fewest
    assert used == widest or widest > width


def test_another_order_brings_its_curve_along():
    table = trials_table(*make_study(), sort="train_accuracy", width=120)
    assert "train accuracy" in heads(table)
    assert printed(trials_table(*make_study(), sort="id", width=120), 120)[4].split()[1] == "0"
    with pytest.raises(StudyError, match="did you mean 'learning_rate'"):
        trials_table(*make_study(), sort="lerning_rate")


def test_a_large_validation_split_earns_a_second_decimal():
    info, trials = make_study()
    large = StudyInfo("m", "", "mnist", {"validation": 5000}, (), {})
    assert any("70.00%" in line for line in printed(trials_table(large, trials, width=120), 120))
    assert any("70.0%" in line for line in printed(trials_table(info, trials, width=120), 120))


def test_trials_not_yet_evaluated_and_no_trials_at_all():
    info, _ = make_study()
    settings = resolve({"net": "2-4-2"}, "moons")
    running = Trial(0, settings, 0, 200, 9, 22, "running", steps=40)
    lines = printed(trials_table(info, [running], {}, width=80), 80)
    assert "step 40 of 200" in lines[4]
    assert " - " in lines[4]
    assert printed(trials_table(info, [], width=80), 80)[0] == "moons: 0 trials by validation accuracy"


def test_names_are_not_markup():
    info = StudyInfo("[red]x[/red]", "", "d", {}, (), {})
    assert printed(trials_table(info, [], width=80), 80)[0].startswith("[red]x[/red]: ")


def test_sparkline_falls_evenly_on_a_logarithmic_scale():
    assert sparkline(np.geomspace(1, 1e-7, 8000), width=8) == BLOCKS[::-1]


def test_sparkline_is_as_long_as_the_curve_allows():
    assert len(sparkline(np.ones(3), width=16)) == 3
    assert len(sparkline(np.ones(1000), width=16)) == 16
    assert sparkline(np.array([np.nan, np.inf])) == ""
    assert sparkline(np.array([0.0, -1.0, 1e300])) == "▁▁█"


def test_sparklines_on_one_scale_can_be_compared():
    high, low = np.full(9, 1.0), np.full(9, 0.01)
    ends = spark_range([high, low])
    assert ends == pytest.approx((0.01, 1.0))
    assert sparkline(high, 3, low=ends[0], high=ends[1]) == "███"
    assert sparkline(low, 3, low=ends[0], high=ends[1]) == "▁▁▁"
    assert spark_range([np.array([np.nan])]) is None
    assert spark_range([high]) == pytest.approx((0.5, 1.0))


@pytest.mark.parametrize("width", [80, 120])
def test_the_settings_table_names_every_setting(width):
    lines = printed(settings_table(list(SETTINGS.values()), width), width)
    text = " ".join(" ".join(lines).split())
    assert max(map(len, lines)) <= width
    assert all(name in text for name in SETTINGS)
    assert "…" not in text
