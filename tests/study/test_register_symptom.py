"""A user's symptom, from a file of its own, is found wherever trainlab's own are."""

from __future__ import annotations

from dataclasses import replace

import pytest

import trainlab as tl
from trainlab.errors import SettingError, UsageError

FILE = '''
"""Symptom: the loss halved."""

import numpy as np

import trainlab as tl
from trainlab.record import Finding


def find(judged):
    halved = judged.levels.long_enough & (judged.levels.values[:, -1] < 0.9 * judged.levels.untrained)
    return [
        Finding(
            symptom="came down", trials=(int(judged.levels.trials[row]),),
            sentence=f"trial {judged.levels.trials[row]} came down to {judged.levels.values[row, -1]:.3g}.",
            advice="Well done.",
            evidence={"end": float(judged.levels.values[row, -1])},
        )
        for row in np.flatnonzero(halved)
    ]


tl.register(tl.Symptom(name="came down", find=find, silences=("still falling", "flat since")))
'''


@pytest.fixture
def came_down(load_file):
    """The module that registers it."""
    return load_file("came_down", FILE)


@pytest.fixture(scope="module")
def falling(tmp_path_factory):
    """A trial that comes down all the time."""
    return tl.run(
        "moons", "2-8-2", steps=120, learning_rate=0.3, batch_size="full", eval_every=6,
        root=tmp_path_factory.mktemp("falling"),
    )  # fmt: skip


def test_it_is_among_findings_and_in_the_table_of_trials(came_down, falling, capsys, monkeypatch):
    import sys

    from trainlab.cli.main import main

    monkeypatch.setenv("COLUMNS", "160")
    study = tl.open(falling.folder)
    (finding,) = (finding for finding in study.findings() if finding.symptom == "came down")
    assert finding.trials == (0,)
    assert not {"still falling", "flat since"} & {finding.symptom for finding in study.findings()}
    for command in ("show", "findings"):
        monkeypatch.setattr(sys, "argv", ["trainlab", command, str(study.folder)])
        with pytest.raises(SystemExit) as stop:
            main()
        assert not stop.value.code
        assert "came down" in capsys.readouterr().out


def test_without_it_nothing_is_said_of_it(falling):
    assert "came down" not in [finding.symptom for finding in tl.open(falling.folder).findings()]


def test_names_of_trainlabs_own_and_of_settings_are_refused():
    with pytest.raises(SettingError, match="trainlab has a symptom 'flat since'"):
        tl.register(tl.Symptom(name="flat since", find=lambda judged: []))
    with pytest.raises(SettingError, match="and blanks, in lower case, such as my symptom, not 'My_own'"):
        tl.register(tl.Symptom(name="My_own", find=lambda judged: []))


def test_a_symptom_that_finds_another_is_refused(came_down, falling):
    def find(judged):
        return [replace(finding, symptom="flat since") for finding in came_down.find(judged)]

    tl.register(tl.Symptom(name="came down", find=find))
    with pytest.raises(UsageError, match="the symptom 'came down' found 'flat since', which is another"):
        tl.open(falling.folder).findings()
