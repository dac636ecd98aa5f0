"""Names in figures are drawn as they are written, whatever signs are in them."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from trainlab.data import Dataset
from trainlab.plain import plain
from trainlab.plots import curve_figure, dataset_figure, save_figure, setting_figure
from trainlab.plots.compute.augmented import augmented_plot
from trainlab.plots.draw.augmented import draw_augmented
from trainlab.plots.draw.names import add_legend, make_plain

HOSTILE = (
    r"$\frac{",
    "_hidden",
    "a\x1b[31m\x07",
    "b\x9b\u202ec",
    "<b>&amp;--",
    "$x$ $y$",
    "d\nf",
    r"\$5",
    "中文",
)


def check(figure: Figure, tmp_path, *names: str, formats: tuple[str, ...] = ("svg",)) -> None:
    """It is written, and shows the names."""
    for ending in formats:
        save_figure(figure, tmp_path / f"picture.{ending}")
    ElementTree.parse(tmp_path / "picture.svg")
    shown = [text.get_text() for text in figure.findobj(Text)]
    for name in names:
        assert any(plain(name) in text for text in shown), name
    assert not any(text.get_parse_math() for text in figure.findobj(Text) if "$" in text.get_text())


@pytest.mark.parametrize("columns", [2, 4])
def test_names_of_a_table(tmp_path, columns):
    features, classes = HOSTILE[:columns], HOSTILE[columns : columns + 3]
    rng = np.random.default_rng(0)
    part = rng.normal(size=(30, columns)), np.arange(30) % 3
    table = Dataset.from_arrays(
        *part, validation=part, test=part, name="$_{", classes=classes, features=features
    )
    check(dataset_figure(table), tmp_path, *features, *classes, "$_{", formats=("svg", "png", "pdf"))


@pytest.mark.parametrize("name", HOSTILE)
def test_the_name_of_a_class_of_images(tmp_path, name):
    part = np.zeros((4, 5, 5, 1), np.float32), np.array([0, 1, 0, 1])
    images = Dataset.from_arrays(*part, validation=part, test=part, name=name, classes=(name, "other"))
    check(dataset_figure(images), tmp_path, name)
    shown = augmented_plot(name, ["rotate=5"], [name], part[0][:1], part[0][None, :1].repeat(2, axis=0))
    check(draw_augmented(shown), tmp_path, name)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_of_a_study_and_its_settings(tmp_path, make_study, name):
    rows = [({"optimizer": value}, [1.0, 0.5]) for value in ("adam", "sgd")]
    info, trials, curves = make_study(rows, ["optimizer"], data=f"/somewhere/{name}")
    trials[0].settings["optimizer"] = name  # as a stranger's study may hold it
    check(curve_figure(info, trials, curves), tmp_path, name)
    check(setting_figure(info, trials, "validation_loss", "optimizer"), tmp_path, name)


def test_a_user_who_has_latex_draw_all_text_runs_none_of_ours(tmp_path, make_study):
    info, trials, curves = make_study([({}, [1.0, 0.5])], data=r"\input{/etc/passwd}")
    with rc_context({"text.usetex": True, "axes.formatter.use_mathtext": True}):
        figure = curve_figure(info, trials, curves)
    assert not any(text.get_usetex() for text in figure.findobj(Text) if "input" in text.get_text())


def test_a_legend_names_all_of_its_signs():
    figure = Figure()
    add_legend(figure, [Line2D([], []), Line2D([], [])], ["_first", "second"])
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["_first", "second"]
    assert make_plain(figure) is figure
