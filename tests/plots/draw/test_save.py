from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from trainlab.errors import PlotError, StorageError
from trainlab.plots import curve_figure, save_figure
from trainlab.plots.draw.style import DPI


@pytest.fixture
def figure(make_study):
    return curve_figure(*make_study([({}, [1.0, 0.5])]))


@pytest.mark.parametrize(("ending", "start"), [("png", b"\x89PNG"), ("PDF", b"%PDF"), ("svg", b"<?xml")])
def test_the_ending_chooses_the_format(figure, tmp_path, ending, start):
    path = save_figure(figure, tmp_path / "new" / f"curve.{ending}")
    assert path.read_bytes().startswith(start)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_png_holds_the_pixels_that_were_drawn(figure, tmp_path):
    with Image.open(save_figure(figure, tmp_path / "curve.png")) as saved:
        assert saved.mode == "RGB"
        assert saved.info["dpi"] == pytest.approx((DPI, DPI), abs=0.1)
        pixels = np.asarray(saved)
    np.testing.assert_array_equal(pixels, np.asarray(figure.canvas.buffer_rgba())[..., :3])


def test_a_figure_of_another_canvas_that_shines_through_is_saved_as_it_is(tmp_path):
    figure = Figure(facecolor="none")
    canvas = figure.canvas
    with Image.open(save_figure(figure, tmp_path / "curve.png")) as saved:
        assert saved.getpixel((0, 0)) == (255, 255, 255, 0)
    assert figure.canvas is canvas


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

    monkeypatch.setattr(figure.canvas, "draw", fail)
    with pytest.raises(StorageError, match="No space left on device"):
        save_figure(figure, path)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["curve.png"]
