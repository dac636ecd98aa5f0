"""The live line: what is compiled, how far training is, how fast, how long it still takes."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

import trainlab as tl
from trainlab.counted import short
from trainlab.errors import UsageError
from trainlab.record import Place, Population, Trial
from trainlab.study.running import progress as module
from trainlab.study.running.progress import RunProgress


def trial(number: int, status: str, steps: int) -> Trial:
    return Trial(
        number,
        settings={},
        population=0,
        length=9,
        steps_per_epoch=1,
        parameters=1,
        status=status,
        steps=steps,
    )


@pytest.fixture
def screen(monkeypatch):
    """A terminal, and what was written to it."""
    written = io.StringIO()

    def console(**_: Any) -> Console:
        return Console(file=written, force_terminal=True, width=120, color_system=None)

    monkeypatch.setattr(module, "Console", console)
    return written


def test_the_line_shows_trials_steps_speed_and_time_left(screen):
    with RunProgress() as progress:
        progress.planned(20, 0)
        progress.compiling(1, 3)
        progress._bar.refresh()
        assert "compiling" in screen.getvalue()
        assert "3 programs" in screen.getvalue()
        progress.training(15_000, 40_000, [trial(0, "done", 9), trial(1, "running", 5)], 2.0)
        progress._bar.refresh()
        line = screen.getvalue().splitlines()[-1]
        assert "training" in line
        assert "1/20 trials  15k/40k steps  7500 steps/s" in line
        assert ":" in line.split("steps/s")[1], "the time left"
        progress.training(40_003, 40_003, [trial(1, "diverged", 6)], 4.0)
        progress._bar.refresh()
        assert "2/20 trials" in screen.getvalue()
    last = screen.getvalue().splitlines()[-1]
    assert "compiled 3 programs in " in last
    assert last.endswith("trained 20 trials, 40k steps in 4.0 s (10k steps/s)")


def test_steps_that_trials_no_longer_need_are_done_but_were_not_made(screen):
    with RunProgress() as progress:
        progress.planned(3, 0)
        progress.compiling(1, 1)
        stopped = [trial(0, "stopped", 4), trial(1, "diverged", 2), trial(2, "running", 8)]
        progress.training(26, 27, stopped, 2.0)
        progress.training(27, 27, [*stopped[:2], trial(2, "done", 9)], 3.0)
        progress._bar.refresh()
        assert "3/3 trials  27/27 steps  5 steps/s" in screen.getvalue()
    last = screen.getvalue().splitlines()[-1]
    assert last.endswith("trained 3 trials, 15 steps in 3.0 s (5 steps/s), 1 stopped early")


def test_nothing_is_summed_up_after_an_error(screen):
    with pytest.raises(KeyboardInterrupt), RunProgress():
        raise KeyboardInterrupt
    assert "compiled" not in screen.getvalue()


def test_nodes_of_a_cluster_are_shown_with_their_speed(screen):
    with RunProgress() as progress:
        progress.planned(2, 0)
        for number, node in enumerate(["one", "other"]):
            progress.placed(Population(number, {}, (number,), 1, 1, places=(Place(node, "cpu"),)))
        progress.training(5, 18, [replace(trial(1, "running", 5), population=1)], 2.0)
        progress._bar.refresh()
        assert re.search(r"steps/s  \(other [\d.kM]+/s\)", screen.getvalue())


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (9999, "9999"), (10_000, "10k"), (999_499, "999k"), (999_900, "1M"), (1_234_567, "1.23M")],
)
def test_large_numbers_are_short(number, text):
    assert short(number) == text


def test_from_python_it_is_shown_where_somebody_watches(screen, monkeypatch):
    with module.watched(None) as observer:
        assert isinstance(observer, RunProgress)
    monkeypatch.setattr(module, "Console", lambda **_: Console(file=io.StringIO(), force_terminal=False))
    with module.watched(None) as observer:
        assert not isinstance(observer, RunProgress)
    with module.watched(True) as observer:
        assert isinstance(observer, RunProgress)


def test_an_observer_of_ones_own_is_taken_and_nothing_else(screen):
    own = tl.Observer()
    with module.watched(own) as observer:
        assert observer is own
    with pytest.raises(UsageError, match="progress is True, False or an Observer"), module.watched(3):  # type: ignore[arg-type]
        pass


def test_a_notebook_counts_as_somebody(monkeypatch):
    console = Console(file=io.StringIO(), force_jupyter=True)
    assert module._is_watched(console)


def test_python_prints_the_line_at_the_end(study, tmp_path, capsys):
    tl.run("moons", "2-4-2", steps=5, batch_size=100, root=tmp_path, check=False, progress=True)
    assert "trained 1 trial, 5 steps" in capsys.readouterr().err
    tl.run("moons", "2-4-2", steps=5, batch_size=100, root=tmp_path, check=False)
    assert capsys.readouterr().err == ""
