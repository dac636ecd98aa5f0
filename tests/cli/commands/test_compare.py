from __future__ import annotations

import json

import pytest

MOONS = (
    "moons", "--net", "2-4-2", "--question", "optimizer=sgd,adam", "--tune", "learning_rate", "momentum",
    "--set", "epochs=8", "batch_size=100",
)  # fmt: skip


@pytest.fixture(scope="module")
def compared(trainlab, tmp_path_factory):
    """What a small comparison said, and where it left its study and its picture."""
    root = tmp_path_factory.mktemp("compare")
    answer = trainlab(
        "compare", *MOONS, "--trials", 3, "--seeds", 2, "-o", root / "best.png", "--root", root / "runs"
    )
    return root, answer


def test_it_answers_with_tables_and_sentences(compared):
    root, answer = compared
    assert answer.code == 0, answer.err
    heads = ["optimizer", "validation accuracy", "1 point", "1/2 of steps", "answer", "study:"]
    assert [head for head in heads if head in answer.out] == heads
    assert "after tuning learning_rate and momentum 3 times each" in " ".join(answer.out.split())
    assert (root / "best.png").stat().st_size > 20_000


def test_a_stored_comparison_is_read_again(trainlab, compared):
    root, answer = compared
    again = trainlab("compare", "--study", "moons-compare", "--root", root / "runs")
    assert again.code == 0
    assert again.out == answer.out.replace(f"{root / 'best.png'}\n", "")


def test_json_holds_the_numbers(trainlab, compared):
    root, _ = compared
    answer = trainlab("compare", "--study", "moons-compare", "--root", root / "runs", "--json")
    found = json.loads(answer.out)
    assert found["question"]["values"] == ["sgd", "adam"]
    assert {one["value"] for one in found["values"]} == {"sgd", "adam"}
    assert set(found["pairs"][0]["whole"]) == {"lead", "low", "high", "spread"}


def test_findings_and_the_table_know_it(trainlab, compared):
    root, _ = compared
    said = trainlab("findings", "moons-compare", "--root", root / "runs").out
    assert "comparison" in said
    assert trainlab("show", "moons-compare", "--root", root / "runs").code == 0


def test_another_round_says_why(trainlab, compared):
    root, _ = compared
    answer = trainlab("compare", "--round", "moons-compare", "--trials", 2, "--root", root / "runs")
    assert answer.code == 0, answer.err
    assert "new round" in answer.out
    assert "moons-compare-2" in answer.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "a comparison needs data to train on"),
        (("moons", "--net", "2-4-2"), "a comparison needs a question"),
        (("moons", "--net", "2-4-2", "--question", "optimizer"), "--question takes name=value"),
        (("moons", "--study", "moons-compare"), "give data or --study, one of them"),
        (("--round", "moons-compare", "--net", "2-4-2"), "leave out --net"),
        (("--round", "moons-compare", "--budget", "9epochs"), "leave out --budget"),
        (("--study", "moons-compare", "--trials", "3"), "leave out --trials. --by may be given."),
        ((*MOONS, "--budget", "10epochs", "--trials", "2"), "give one of them"),
        ((*MOONS, "--tune", "l2,learning_rate"), "--tune names learning_rate twice"),
        ((*MOONS, "--vary", "l2"), "No such option: --vary"),
    ],
)
def test_mistakes_end_in_a_sentence(trainlab, compared, words, said):
    root, _ = compared
    assert said in trainlab("compare", *words, "--root", root / "runs").mistake
