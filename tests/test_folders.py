"""Folders that the environment names: ``~`` is the home folder in every variable, and everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

import trainlab as tl
from trainlab.data.named import locate
from trainlab.errors import DataError, StudyError
from trainlab.folders import cache_root, expanded
from trainlab.scale.programs.program_cache import cache_folder

VARIABLES = ("TRAINLAB_CACHE", "TRAINLAB_DATA", "XDG_CACHE_HOME", "HOME")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "root"),
    [
        ({"TRAINLAB_CACHE": "~/a", "XDG_CACHE_HOME": "/b"}, "/home/me/a"),
        ({"TRAINLAB_CACHE": "a"}, "a"),
        ({"XDG_CACHE_HOME": "~/b"}, "/home/me/b/trainlab"),
        ({"XDG_CACHE_HOME": "b"}, "/home/me/.cache/trainlab"),
        ({"XDG_CACHE_HOME": "", "TRAINLAB_CACHE": ""}, "/home/me/.cache/trainlab"),
    ],
    ids=["own", "relative", "user's", "user's, relative", "empty"],
)
def test_programs_and_data_lie_in_one_cache(monkeypatch, environment, root):
    monkeypatch.setenv("HOME", "/home/me")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cache_root() == Path(root)
    assert cache_folder() == Path(root) / "programs"
    assert locate.cache_folder() == Path(root) / "data"


def test_data_lies_where_it_is_said_to(monkeypatch):
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setenv("TRAINLAB_DATA", "~/data")
    assert locate.places()[0].folder == Path("/home/me/data")


def test_without_a_home_nothing_is_kept(monkeypatch):
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert cache_root() is None
    assert cache_folder() is None
    assert [place.title for place in locate.places()] == ["the system's datasets"]
    from trainlab.data.named.openml import download

    with pytest.raises(DataError, match="there is no home folder to keep it in"):
        download("mnist")


def test_roots_and_studies_may_begin_with_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert expanded("~/runs") == tmp_path / "runs"
    study = tl.run("moons", "2-3-2", steps=2, name="mine", root="~/runs")
    assert study.folder.parent == tmp_path / "runs"
    assert tl.open("mine", root="~/runs").folder == study.folder
    assert tl.open(f"~/runs/{study.folder.name}").folder == study.folder
    assert tl.resume("mine", root="~/runs").folder == study.folder
    with pytest.raises(StudyError):
        tl.open("mine", root=tmp_path / "elsewhere")
