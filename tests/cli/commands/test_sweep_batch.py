from __future__ import annotations

import json

import pytest


@pytest.fixture(scope="module")
def swept(trainlab, tmp_path_factory):
    """What a small sweep said, and where it left its study and its picture."""
    root = tmp_path_factory.mktemp("sweep")
    answer = trainlab(
        "sweep-batch", "moons", "--net", "2-4-2", "--batch-sizes", "4,16,64", "--rates", "0.1,0.4,1.6",
        "--seeds", 3, "--steps", 40, "--examples", 800, "-o", root / "batch.png", "--root", root / "runs",
    )  # fmt: skip
    return root, answer


def test_it_says_the_steps_of_every_batch_size(swept):
    root, answer = swept
    assert answer.code == 0, answer.err
    assert answer.out.split()[:4] == ["steps", "to", "validation_loss", "<="]
    assert "which every batch size reached: 3 batch sizes" in answer.out
    rows = [line.split() for line in answer.out.splitlines()]
    assert [row[0] for row in rows if row and row[0] in ("4", "16", "64")] == ["4", "16", "64"]
    assert next(row for row in rows if row and row[0] == "4")[-1] == "1.00"
    assert "noise scale" in answer.out
    assert (root / "batch.png").stat().st_size > 20_000


def test_a_stored_study_is_read_with_another_target(trainlab, swept):
    root, _ = swept
    answer = trainlab(
        "sweep-batch", "--study", "moons-sweep-batch", "--target", "train_accuracy > 75%", "--root",
        root / "runs", "--json",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    sweep = json.loads(answer.out)
    assert sweep["target"] == "train_accuracy > 75%"
    assert sweep["sizes"] == [4, 16, 64]
    assert len(sweep["steps"]) == 3
    assert set(sweep["fit"]) == {"critical", "least_steps", "least_examples", "misfit"}


def test_a_target_out_of_reach_is_told(trainlab, swept):
    root, _ = swept
    answer = trainlab(
        "sweep-batch", "--study", "moons-sweep-batch", "--target", "validation_loss < 1e-9", "--root",
        root / "runs",
    )  # fmt: skip
    assert answer.code == 0
    assert answer.out.count("never") == 3
    assert "no learning rate reached the target" in answer.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            [],
            "sweep-batch needs data to train on, such as 'trainlab sweep-batch moons --net 2-4-2', or "
            "--study STUDY.",
        ),
        (
            ["moons", "--net", "2-4-2", "--batch-sizes", "8"],
            "a batch-size sweep needs several batch sizes, not only 8.",
        ),
        (
            ["moons", "--net", "2-4-2", "--set", "epochs=3"],
            "sweep-batch decides epochs itself: give --steps and --examples.",
        ),
    ],
)
def test_mistakes_are_told_in_a_sentence(trainlab, runs, arguments, sentence):
    assert trainlab("sweep-batch", *arguments, "--root", runs).mistake == sentence
    assert not runs.exists()


def test_a_target_that_cannot_be_read_is_told(trainlab, runs):
    answer = trainlab("sweep-batch", "moons", "--net", "2-4-2", "--target", "species", "--root", runs)
    assert "unknown name 'species'" in answer.mistake
    assert answer.mistake.endswith("A table's target column is target_column here.")
    assert not runs.exists()
