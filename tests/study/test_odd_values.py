"""Values and paths that cannot be: one sentence, at once, whatever they are given to."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import trainlab as tl
from trainlab.data import load_dataset
from trainlab.data.write import write_dataset
from trainlab.errors import ExperimentError, Interrupted, TrainlabError
from trainlab.files.disk import PUBLIC
from trainlab.plots import save_figure
from trainlab.study.answers.curve_table import write_table

NUL = "/tmp/a\0b"
SMALL = dict(data="moons", net="2-2-2", steps=3, check=False, progress=False)


@pytest.mark.parametrize(
    "asked",
    [
        {"seed": range(10**12)}, {"seed": range(10**40)}, {"batch_size": range(1, 10**12)},
        {"pair": {"seed": range(10**12), "learning_rate": [0.1]}}, {"l2": np.broadcast_to(0.1, 10**12)},
    ],
)  # fmt: skip
def test_a_range_of_any_length_is_refused_at_once(tmp_path, asked):
    with pytest.raises(ExperimentError, match="has more than 1,000,000 values"):
        tl.run(**SMALL, **asked, root=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> tl.Study:
    return tl.run(**SMALL, name="small", root=tmp_path_factory.mktemp("odd"))


WITH_NUL: dict[str, Callable[[tl.Study], object]] = {
    "data": lambda study: tl.run(NUL, "2-2"),
    "root": lambda study: tl.run(**SMALL, root=NUL),
    "name": lambda study: tl.run(**SMALL, name=NUL),
    "start_from": lambda study: tl.run(**SMALL, start_from=f"{NUL}.safetensors"),
    "open": lambda study: tl.open(NUL),
    "open in": lambda study: tl.open(root=NUL),
    "resume in": lambda study: tl.resume(root=NUL),
    "load": lambda study: tl.load_network(NUL),
    "check": lambda study: tl.check("moons", "2-2-2", start_from="x", root=NUL),
    "export": lambda study: study.best().export(NUL),
    "curves": lambda study: write_table(study.curve_table("train_loss"), f"{NUL}.csv"),
    "figure": lambda study: save_figure(study.plot(), f"{NUL}/x.png"),
    "dataset": lambda study: write_dataset(load_dataset("moons"), Path(NUL), "npz"),
}


@pytest.mark.parametrize("place", WITH_NUL)
def test_no_path_holds_nul(study, tmp_path, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TrainlabError) as error:
        WITH_NUL[place](study)
    assert "\0" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_replaced_keeps_its_permissions(study, tmp_path):
    table, picture, net = tmp_path / "x.csv", tmp_path / "x.png", tmp_path / "net"
    write = {
        table: lambda: write_table(study.curve_table("train_loss"), table),
        picture: lambda: save_figure(study.plot(), picture),
        net.with_suffix(".safetensors"): lambda: study.best().export(net, force=True),
    }
    usual = tmp_path / "usual"
    usual.touch(PUBLIC)
    for path, again in write.items():
        again()
        assert path.stat().st_mode == usual.stat().st_mode  # what the umask leaves
        for mode in (0o640, 0o444, 0o666):
            path.chmod(mode)
            again()
            assert path.stat().st_mode & 0o777 == mode


class AtOnce(tl.Observer):
    """Stops a study before anything is trained."""

    def compiling(self, done: int, programs: int) -> None:
        raise Interrupted(Path())


def test_a_folder_of_studies_is_moved_with_what_they_start_from(tmp_path):
    old, new = tmp_path / "old", tmp_path / "elsewhere" / "new"
    first = tl.run(**SMALL, name="first", root=old)
    (old / "nets").mkdir()
    first.best().export(old / "nets" / "net")
    asked = {**SMALL, "freeze": "hidden1", "name": "second", "start_from": "first:0"}
    of_a_file = {**asked, "name": "third", "start_from": str(old / "nets" / "net.safetensors")}
    done = tl.run(**{**asked, "name": "done"}, root=old)
    expected, weights = done.best().evaluate("test"), done.best().initial_weights()
    for again in (asked, of_a_file):
        with pytest.raises(Interrupted):
            tl.run(**{**again, "progress": AtOnce()}, root=old)
    new.parent.mkdir()
    old.rename(new)
    moved = tl.open("done", root=new).best()
    assert moved.evaluate("test") == expected
    for name, array in moved.initial_weights().items():
        np.testing.assert_array_equal(array, weights[name])
    begun = tl.open("second", root=new).folder
    assert tl.run(**asked, root=new).folder == begun  # the same command goes on
    assert tl.resume(tl.open("third", root=new).folder, progress=False).finished
    assert tl.open("second", root=new).finished
    # Weights in its place that are others are not taken.
    with pytest.raises(Interrupted):
        tl.run(**{**asked, "name": "fourth", "progress": AtOnce()}, root=new)
    other = tl.run(**{**SMALL, "seed": 5}, name="first", root=tmp_path / "third")
    shutil.rmtree(tl.open("first", root=new).folder)
    other.folder.rename(new / first.folder.name)
    with pytest.raises(TrainlabError, match="fourth"):
        tl.resume("fourth", root=new, progress=False)
