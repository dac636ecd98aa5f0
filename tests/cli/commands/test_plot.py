"""``trainlab plot``: pictures of curves, along training and against a setting."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest


def size(path: Path) -> tuple[int, int]:
    """Width and height of a PNG, from its header (RFC 2083, 4.1.1)."""
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", head[16:24])


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--curve", "train_loss", "--against", "epoch", "--log-y"],
        ["--curve", "validation_accuracy", "--against", "time"],
        ["--curve", "validation_loss", "--against", "step", "--log-x", "--log-y"],
        ["--curve", "validation_accuracy", "--against", "learning_rate"],
        ["--curve", "train_loss", "--curve", "validation_loss", "--curve", "validation_accuracy"],
        ["--against", "step", "--against", "epoch", "--against", "time"],
        ["--epoch-means", "--x-limits", "0:20", "--y-limits", ":2"],
        ["--where", "setting.learning_rate < 0.1 and seed in (0, 1)"],
        ["--where", "learning_rate < 1", "--against", "learning_rate", "--curve", "validation_loss"],
    ],
)
def test_a_picture_is_written_where_it_is_asked_for(trainlab, trained, tmp_path, arguments):
    path = tmp_path / "out.png"
    answer = trainlab("plot", "demo", *arguments, "-o", path, "--root", trained.root)
    assert (answer.code, answer.out, answer.err) == (0, f"{path}\n", "")
    width, height = size(path)
    assert width > 600
    assert height > 400


def test_panels_stand_side_by_side(trainlab, trained, tmp_path):
    trainlab("plot", "-o", tmp_path / "one.png", "--root", trained.root)
    answer = trainlab(
        "plot", "--side-by-side", "learning_rate", "-o", tmp_path / "many.png", "--root", trained.root
    )
    assert answer.code == 0
    assert size(tmp_path / "many.png")[0] > size(tmp_path / "one.png")[0]


def test_without_a_name_the_picture_is_called_after_the_study(trainlab, trained, runs):
    answer = trainlab("plot", trained.folder)
    assert answer.out == f"{trained.folder.name}-train_loss.png\n"
    assert min(size(Path(answer.out.strip()))) > 0


def test_pictures_may_be_drawings(trainlab, trained, tmp_path):
    assert trainlab("plot", "-o", tmp_path / "out.svg", "--root", trained.root).code == 0
    assert "<svg" in (tmp_path / "out.svg").read_text()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--curve", "tran_loss"], "unknown curve 'tran_loss': did you mean 'train_loss'?"),
        (["--against", "momentum"], "study demo did not vary momentum: draw against step, epoch, time, "),
        (["--against", "epok"], "unknown axis to draw against 'epok': did you mean 'epoch'?"),
        (["--against", "sed"], "Allowed: step, epoch, time, learning_rate"),
        (["--against", "learning_rate"], "unknown curve to draw against a setting 'train_loss'"),
        (
            ["--against", "learning_rate", "--curve", "validation_loss", "--log-x"],
            "of the options, only --where goes with it.",
        ),
        (["-o", "out.foo"], "unknown picture format 'foo'. Allowed: png, svg, pdf."),
        (["nope"], "unknown study 'nope'"),
        (["demo", "demo"], "told apart by their names: demo, demo are not"),
        (["--where", "seed > 99"], "no trial of study demo fulfils 'seed > 99'"),
        (["--where", "learning_rat > 1"], "did you mean 'learning_rate'"),
        (["--x-limits", "3"], "--x-limits is two numbers with a colon, such as 0:2 or 0.5:, not '3'."),
        (["--y-limits", "a:3"], "'a' is not a number"),
        (["--y-limits", "3:1"], "goes from a smaller number to a larger one"),
        (["--side-by-side", "momentum"], "unknown varied setting to draw side by side 'momentum'"),
        (
            ["--side-by-side", "learning_rate", "--against", "step", "--against", "epoch"],
            "draw curves of one kind against one axis",
        ),
    ],
)
def test_mistakes_are_one_sentence_and_draw_nothing(trainlab, trained, runs, arguments, sentence):
    assert sentence in trainlab("plot", *arguments, "--root", trained.root).mistake
    assert list(runs.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--fit", "--predicted", "test"], "--predicted and --fit are two pictures: ask for one."),
        (["--steps", "1,2"], "--steps are those that --fit draws: add --fit."),
        (["--fit", "--steps", "1,x"], "--steps are whole numbers, such as 0,100,1000, not '1,x'."),
        (["--predicted", "test"], "predicts classes, and this is a picture of predicted numbers."),
    ],
)
def test_pictures_of_what_a_trial_answers_are_of_numbers(trainlab, trained, arguments, sentence):
    assert trainlab("plot", *arguments, "--root", trained.root).mistake.endswith(sentence)
