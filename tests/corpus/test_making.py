"""How a part of the corpus is made: trained, labelled, kept without what labels are made of, and compared."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evidence.corpus import __main__ as command
from evidence.corpus.compared import differences
from evidence.corpus.designs import NEUTRAL, Design, Nets
from evidence.corpus.facts import facts
from evidence.corpus.families import CONTINUED
from evidence.corpus.file import HIDDEN, SEEN, Corpus, digest, read_corpus, write_corpus
from evidence.corpus.kept import FOR_LABELS, keep, steps_left
from evidence.corpus.labels import label
from evidence.corpus.tables import Table
from evidence.corpus.train_tables import train_tables


def blobs(seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    y = random.integers(0, 2, 160)
    return random.standard_normal((160, 2)) + 2 * y[:, None], y


def few(inputs: int, classes: int, examples: int, seed: int, nets: Nets) -> list[Design]:
    common = NEUTRAL | {"net": "2-4-2", "activation": "tanh", "steps": 60, "seed": seed}
    return [
        Design("plain", {**common, "learning_rate": 0.3}),
        Design("too slow", {**common, "learning_rate": 1e-5}),
        Design("gradient flipped", {**common, "learning_rate": 0.1}, flipped_from=0),
    ]


def train(path: Path) -> Corpus:
    train_tables(path, [Table("blobs", blobs, 60, 30)], "tables", 7, Nets(), few)
    return read_corpus(path)


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> Corpus:
    return train(tmp_path_factory.mktemp("corpus") / "tables.npz")


@pytest.fixture(scope="module")
def kept(trained) -> Corpus:
    return keep(trained)


def test_trained_twice_it_is_the_same(trained, tmp_path):
    again = train(tmp_path / "tables.npz")
    assert digest(again) == digest(trained)
    assert list(tmp_path.iterdir()) == [tmp_path / "tables.npz"]


def test_the_digest_changes_with_whatever_is_told(kept):
    entries = [{**kept.entries[0], "flattens": 61}, *kept.entries[1:]]
    loss = kept.curves["train_loss"].copy()
    loss[0, 0] *= 1.01
    others = [replace(kept, entries=entries), replace(kept, curves={**kept.curves, "train_loss": loss})]
    assert len({digest(corpus) for corpus in (kept, *others)}) == 3


def test_detectors_see_the_same_and_labels_are_kept(trained, kept):
    for name in SEEN:
        np.testing.assert_array_equal(kept.curves[name], trained.curves[name])
    assert all(kept.curves[name].size == 0 for name in HIDDEN)
    for entry, before, trial in zip(kept.entries, trained.entries, facts(trained), strict=True):
        assert entry["labels"] == label(trial)
        assert {*before, "labels", "flattens"} - {*entry} == {*FOR_LABELS}
    told = {entry["family"]: entry["labels"] for entry in kept.entries}
    assert told["too slow"]["never learned"]
    assert told["gradient flipped"]["train loss rises"]
    assert told["plain"]["never learned"] is False


def test_of_large_data_the_loss_on_train_is_the_beginning_of_what_came_after(trained):
    bare = {**trained.curves, "evaluated_train_loss": np.empty((3, 0), np.float32)}
    made = keep(replace(trained, curves=bare)).curves["evaluated_train_loss"]
    np.testing.assert_array_equal(made, trained.curves["after"][:, :61])


def test_steps_left_are_counted_from_the_end_of_what_is_seen():
    entry = {"settings": {"steps": 120}, "flattens": 90}
    assert steps_left(entry) == (60, True)
    assert steps_left({**entry, "flattens": None}) == (120 * (CONTINUED - 1), False)


def test_the_same_curves_are_the_same_bytes(kept, tmp_path):
    for name in ("first.npz", "second.npz"):
        write_corpus(tmp_path / name, kept)
    assert (tmp_path / "first.npz").read_bytes() == (tmp_path / "second.npz").read_bytes()
    assert digest(read_corpus(tmp_path / "first.npz")) == digest(kept)


def test_what_differs_is_told(kept):
    assert differences(kept, kept) == []
    entries = [dict(entry) for entry in kept.entries]
    entries[0]["labels"] = {**entries[0]["labels"], "jagged": not entries[0]["labels"]["jagged"]}
    loss = kept.curves["train_loss"].copy()
    loss[1, 2] *= 1.01
    assert differences(Corpus(entries, {**kept.curves, "train_loss": loss}), kept) == [
        "labels: differ in 1 of 3 trials", "train_loss: 1 of 180 values differ, by 1.0% at most",
    ]  # fmt: skip
    assert differences(Corpus(entries[:2], kept.curves), kept) == ["2 trials instead of 3"]


@pytest.mark.parametrize(
    ("named", "words"), [(None, "it is not set"), ("/nowhere", "it is no folder: /nowhere")]
)
def test_a_part_whose_tables_are_nowhere_is_refused_before_it_is_trained(monkeypatch, capsys, named, words):
    monkeypatch.delenv("CORPUS_DATA", raising=False)
    if named:
        monkeypatch.setenv("CORPUS_DATA", named)
    monkeypatch.setattr("sys.argv", ["corpus", "--train", "held out"])
    with pytest.raises(SystemExit, match="2"):
        command.main()
    assert f"'held out' has real tables, which are read from the folder that CORPUS_DATA names; {words}." in (
        capsys.readouterr().err
    )


def test_a_part_made_anew_is_compared_with_the_one_in_git(monkeypatch, capsys, tmp_path):
    made = []
    monkeypatch.setattr(command, "FILES", {"tables": tmp_path / "tables.npz"})
    monkeypatch.setattr(command, "DIGESTS", tmp_path / "digests.json")
    monkeypatch.setattr(command, "train_part", lambda part, path: made.append((part, train(path))))
    command.make_part("tables", tmp_path / "cache", replace=True)
    assert read_corpus(tmp_path / "tables.npz").curves["after"].size == 0
    capsys.readouterr()

    command.make_part("tables", tmp_path / "cache", replace=False)
    told = capsys.readouterr().out
    assert told.count("(the same as in digests.json)") == 2
    assert told.endswith("It holds what the one in git holds.\n")
    assert [part for part, _ in made] == ["tables"], "what was trained is not trained again"

    digests = json.loads((tmp_path / "digests.json").read_text())
    (tmp_path / "digests.json").write_text(json.dumps({"tables": {**digests["tables"], "kept": "0"}}))
    command.make_part("tables", tmp_path / "cache", replace=False)
    told = capsys.readouterr().out
    assert (told.count("(the same as in"), told.count("(not that in")) == (1, 1)
