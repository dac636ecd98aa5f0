from __future__ import annotations

import pytest

from trainlab.errors import PlotError, StorageError
from trainlab.plots import curve_figure, save_figure


@pytest.fixture
def figure(make_study):
    return curve_figure(*make_study([({}, [1.0, 0.5])]))


@pytest.mark.parametrize(("ending", "start"), [("png", b"\x89PNG"), ("PDF", b"%PDF"), ("svg", b"<?xml")])
def test_the_ending_chooses_the_format(figure, tmp_path, ending, start):
    path = save_figure(figure, tmp_path / "new" / f"curve.{ending}")
    assert path.read_bytes().startswith(start)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("name", ["curve.jgp", "curve", "curve.png.exe"])
def test_other_endings_are_refused_before_anything_is_written(figure, tmp_path, name):
    with pytest.raises(PlotError, match="Allowed: png, svg, pdf"):
        save_figure(figure, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said(figure, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="could not be written"):
        save_figure(figure, tmp_path / "file" / "curve.png")


def test_an_old_picture_survives_a_failure(figure, tmp_path, monkeypatch):
    path = tmp_path / "curve.png"
    path.write_bytes(b"old")

    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(figure, "savefig", fail)
    with pytest.raises(StorageError, match="No space left on device"):
        save_figure(figure, path)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["curve.png"]
