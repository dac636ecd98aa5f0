from __future__ import annotations

import json

import pytest


@pytest.fixture(scope="module")
def swept(trainlab, tmp_path_factory):
    """What a short sweep said, and where it left its study and its picture."""
    root = tmp_path_factory.mktemp("sweep")
    answer = trainlab(
        "sweep-lr", "moons", "--net", "2-4-2", "--set", "batch_size=100", "--rates", "log:0.001:100:16",
        "--seeds", 3, "--steps", 60, "-o", root / "rates.png", "--root", root / "runs",
    )  # fmt: skip
    return root, answer


def test_it_says_what_to_take_and_from_where_on_training_explodes(swept):
    root, answer = swept
    assert answer.code == 0, answer.err
    heads = ["swept", "recommended", "fastest stable", "stability edge", "range test", "study:"]
    assert [head for head in heads if head in answer.out] == heads
    assert "16 learning rates from 0.001 to 100, 3 seeds, 60 steps each" in answer.out
    assert "learning_rate=" in answer.out
    assert (root / "rates.png").stat().st_size > 20_000
    assert "compiled" in answer.err


def test_a_stored_study_is_read_again(trainlab, swept):
    root, answer = swept
    again = trainlab("sweep-lr", "--study", "moons-sweep-lr", "--root", root / "runs")
    assert again.code == 0
    assert again.out == answer.out.replace(f"{root / 'rates.png'}\n", "")


def test_json_holds_the_numbers(trainlab, swept):
    root, _ = swept
    answer = trainlab("sweep-lr", "--study", "moons-sweep-lr", "--root", root / "runs", "--json")
    sweep = json.loads(answer.out)
    assert set(sweep["recommended"]) == {"value", "low", "high"}
    assert len(sweep["rates"]) == len(sweep["final"]) == 16
    assert sweep["folder"].startswith(str(root))
    assert len(sweep["range_test"]["picks"]) == 3


def test_what_suits_the_validation_split_is_said_beside_it(trainlab, swept):
    root, answer = swept
    assert "for the train loss" in answer.out.replace("\n", " ")
    assert "for validation loss" in answer.out
    asked = trainlab(
        "sweep-lr", "--study", "moons-sweep-lr", "--root", root / "runs", "--for", "validation_loss", "--json"
    )
    sweep = json.loads(asked.out)
    assert sweep["best_for"] == sweep["goal"] == "validation_loss"
    readings = sweep["readings"]
    assert sweep["recommended"] == readings["validation_loss"]["recommended"]
    assert set(readings) == {"train_loss", "validation_loss", "validation_accuracy"}
    refused = trainlab("sweep-lr", "--study", "moons-sweep-lr", "--root", root / "runs", "--for", "val_loss")
    assert refused.mistake == (
        "a learning rate is recommended for train_loss, validation_loss, validation_accuracy or "
        "validation_rmse, not for 'val_loss'. Did you mean validation_loss?"
    )


@pytest.mark.parametrize(
    ("settings", "rates"),
    [
        (["batch_size=32"], "log:1e-12:1e-9:8"),
        (["batch_size=1"], "log:1e-8:1e-6:8"),
        (["batch_size=full"], "log:1e-8:1e-6:8"),
        (["batch_size=4", "optimizer=adam"], "log:1e-10:1e-8:8"),
    ],
)
def test_where_nothing_was_learned_it_says_so_and_where_to_go(trainlab, runs, settings, rates):
    answer = trainlab(
        "sweep-lr", "banknote", "--net", "4-8-1", "--rates", rates, "--set", *settings, "--root", runs
    )
    said = " ".join(answer.out.split())
    low, high = rates.split(":")[1:3]
    assert answer.code == 0, answer.err
    assert "recommended none for the train loss" in said
    assert "fastest" not in said
    assert "the losses of its 5 runs fall beyond the noise at no steepest descent: it picks no rate." in said
    assert f"Try larger ones: --rates log:{float(low):g}:{100 * float(high):g}:8" in said


def test_show_and_plot_work_on_it(trainlab, swept, tmp_path):
    root, _ = swept
    assert trainlab("show", "--root", root / "runs").code == 0
    picture = tmp_path / "accuracy.png"
    plotted = trainlab(
        "plot", "--curve", "validation_accuracy", "--against", "learning_rate", "-o", picture, "--root",
        root / "runs",
    )  # fmt: skip
    assert plotted.code == 0, plotted.err
    assert picture.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            [],
            "sweep-lr needs data to train on, such as 'trainlab sweep-lr moons --net 2-4-2', "
            "or --study STUDY.",
        ),
        (
            ["moons", "--study", "x"],
            "sweep-lr trains on data or reads a study: give moons or --study, not both.",
        ),
        (
            ["moons", "--net", "2-4-2", "-o", "x.gif"],
            "x.gif: unknown picture format 'gif'. Allowed: png, svg, pdf.",
        ),
        (["moons", "--net", "2-4-2", "--set", "steps=3"], "sweep-lr decides steps itself: give --steps."),
        (
            ["moons", "--net", "2-4-2", "--rates", "0.1,1"],
            "rates=0.1,1 are 2 learning rates above 0: a sweep needs 3 at least, such as log:0.001:10:64.",
        ),
        (
            ["moons", "--net", "2-4-2", "--seeds", "0"],
            "seeds of an experiment must be a whole number >= 1 and <= 100000, not 0.",
        ),
    ],
)  # fmt: skip
def test_mistakes_are_told_in_a_sentence(trainlab, runs, arguments, sentence):
    assert trainlab("sweep-lr", *arguments, "--root", runs).mistake == sentence
    assert not runs.exists()


def test_a_study_that_is_no_sweep_is_refused(trainlab, trained):
    refused = trainlab("sweep-lr", "--study", "demo", "--root", trained.root)
    assert refused.code == 0  # it varied the learning rate and the seed
    [folder] = trained.root.iterdir()
    assert str(folder) in refused.out
