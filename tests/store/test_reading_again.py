"""A reader that stays: it is told what a new one would be told, and reads nothing twice."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainlab.errors import StudyError
from trainlab.record import OVER, STEP_CURVES, Chunk, Evaluations, StudyInfo
from trainlab.store import StudyReader, StudyWriter
from trainlab.store.curves import _reading_cache as reading_cache
from trainlab.store.curves._reading_cache import Answer, Answers
from trainlab.store.curves.curve_rows import Rows, build_curves
from trainlab.tasks import OF_CLASSES

MakeChunk = Callable[..., Chunk]
TRIALS = 4


def evaluated(trials: list[int], steps: list[int], value: float = 0.5) -> Evaluations:
    return Evaluations(np.array(trials), np.array(steps), np.full((len(trials), len(OF_CLASSES)), value))


@st.composite
def histories(draw: st.DrawFn, make_chunk: MakeChunk) -> list[Chunk]:
    """Chunks of two populations in turn; a trial that ends may be evaluated at a step that has passed."""
    alive, reached, chunks = {0: [0, 2], 1: [1, 3]}, {0: 0, 1: 0}, []
    for _ in range(draw(st.integers(1, 8))):
        population = draw(st.sampled_from([0, 1]))
        trials, first = alive[population], reached[population]
        if not trials:
            continue
        steps = draw(st.integers(1, 4))
        ending = {trial: draw(st.sampled_from([*OVER, None, None, None])) for trial in trials}
        rows = {(trial, first + steps): None for trial in trials if draw(st.booleans())}
        for trial in (trial for trial, status in ending.items() if status and first):
            rows |= (
                {(trial, 4 * draw(st.integers(0, (first - 1) // 4)) + 1): None} if draw(st.booleans()) else {}
            )
        earlier = {(int(t), int(s)) for chunk in chunks
                   for t, s in zip(chunk.evaluations.trial, chunk.evaluations.step, strict=True)}  # fmt: skip
        rows = [row for row in rows if row not in earlier]
        values = np.arange(len(trials) * steps, dtype=np.float32).reshape(len(trials), steps) + 100 * len(
            chunks
        )
        evaluations = evaluated([trial for trial, _ in rows], [step for _, step in rows], len(chunks) + 0.25)
        chunk = make_chunk(trials, first, values, evaluations=evaluations if rows else None)
        progress = tuple(replace(trial, status=ending[trial.id] or "running") for trial in chunk.progress)
        chunks.append(replace(chunk, progress=progress))
        alive[population] = [trial for trial in trials if not ending[trial]]
        reached[population] = first + steps
    return chunks


@settings(max_examples=25)
@given(data=st.data())
def test_asked_again_it_says_what_a_new_reader_says(
    data: st.DataObject,
    create_study: Callable[..., StudyWriter],
    make_chunk: MakeChunk,
    info: StudyInfo,
) -> None:
    chunks = data.draw(histories(make_chunk))
    asked = data.draw(st.lists(st.integers(0, TRIALS - 1), max_size=TRIALS, unique=True))
    with TemporaryDirectory() as root, create_study(Path(root), trials=TRIALS) as writer:
        staying = StudyReader(writer.folder)

        def compare() -> None:
            for name in (*STEP_CURVES, *OF_CLASSES):
                for trials in (None, asked):
                    old, new = staying.curves(name, trials), StudyReader(writer.folder).curves(name, trials)
                    np.testing.assert_array_equal(old.steps, new.steps)
                    np.testing.assert_array_equal(old.values, new.values)
            for together in staying.evaluations(OF_CLASSES):
                np.testing.assert_array_equal(together.values, staying.curves(together.name).values)

        last, pieces = None, list[Rows]()

        def follow() -> None:
            """What is recorded since the last time, put behind what was, is the whole curve."""
            nonlocal last

            def begin(whole: bool) -> Callable[[Rows], None]:
                if whole:
                    pieces.clear()
                return pieces.append

            last = staying.recorded_since("train_loss", begin, last, sum(len(piece[0]) for piece in pieces))
            whole = StudyReader(writer.folder).curves("train_loss")
            built = build_curves("train_loss", np.arange(TRIALS), pieces, np.float32)
            np.testing.assert_array_equal(built.recorded, whole.recorded)
            np.testing.assert_array_equal(built.borders, whole.borders)

        for chunk in chunks:
            writer.commit(chunk)
            if data.draw(st.booleans()):
                compare()
                follow()
        compare()
        follow()
        look = staying.look()
        assert (look.info, look.trials, look.finished) == (staying.info, staying.trials(), staying.finished)
        assert look.curve_names == staying.curve_names()
        writer.finish(info)
        compare()


def test_parts_are_read_once(study: StudyWriter, make_chunk: MakeChunk) -> None:
    staying = StudyReader(study.folder)
    for step in range(3):
        study.commit(make_chunk([0, 2], step, [[step], [10 * step]]))
    assert staying.curves("train_loss", [2]).values.tolist() == [[0, 10, 20]]
    for part in (study.folder / "curves").iterdir():
        part.unlink()
    study.commit(make_chunk([0, 2], 3, [[3], [30]]))
    assert staying.curves("train_loss", [2]).values.tolist() == [[0, 10, 20, 30]]
    with pytest.raises(StudyError, match="has lost curves"):
        StudyReader(study.folder).curves("train_loss", [2])


@pytest.mark.parametrize("value", [0.25, np.nan, np.inf])
def test_evaluations_are_read_together(study: StudyWriter, make_chunk: MakeChunk, value: float) -> None:
    values = np.array([[0.1, 0.2, 0.3, 0.4], [0.5, value, 0.7, 0.8], [0.9, 0.6, 0.0, 1.0]])
    rows = Evaluations(np.array([0, 0, 2]), np.array([1, 2, 2]), values)
    study.commit(make_chunk([0, 2], 0, [[1.0, 1.0]] * 2, evaluations=rows))
    names = ("validation_loss", "train_accuracy")
    losses, accuracies = StudyReader(study.folder).evaluations(names, [2, 0])
    assert (losses.name, accuracies.name) == names
    assert losses.steps.tolist() == accuracies.steps.tolist() == [1, 2]
    np.testing.assert_array_equal(losses.values, [[np.nan, 0.0], [0.3, 0.7]])
    np.testing.assert_array_equal(accuracies.values, [[np.nan, 0.6], [0.2, value]])


def test_evaluations_are_read_once_and_again_when_their_trial_ends(
    study: StudyWriter, make_chunk: MakeChunk
) -> None:
    study.commit(make_chunk([0], 0, [[1.0, 1.0]], evaluations=evaluated([0], [2])))
    study.commit(make_chunk([0], 2, [[1.0, 1.0]], evaluations=evaluated([0], [4])))
    staying = StudyReader(study.folder)
    assert staying.curves("validation_loss", [0]).values.tolist() == [[0.5, 0.5]]
    # No study changes like this: it shows what is looked at.
    study._connection.execute("UPDATE evaluation SET validation_loss = 9 WHERE step = 2")
    study.commit(make_chunk([0], 4, [[1.0, 1.0]], evaluations=evaluated([0], [6])))
    assert staying.curves("validation_loss", [0]).values.tolist() == [[0.5, 0.5, 0.5]]
    last = make_chunk([0], 6, [[1.0, 1.0]], evaluations=evaluated([0, 0], [8, 3]))
    study.commit(replace(last, progress=tuple(replace(trial, status="done") for trial in last.progress)))
    read = staying.curves("validation_loss", [0])
    assert read.steps.tolist() == [2, 3, 4, 6, 8]
    assert read.values.tolist() == [[9, 0.5, 0.5, 0.5, 0.5]]
    study._connection.execute("DELETE FROM evaluation")
    assert staying.curves("validation_loss", [0]).steps.tolist() == [2, 3, 4, 6, 8]


def test_a_study_in_the_place_of_another_is_read_anew(
    tmp_path: Path, create_study: Callable[..., StudyWriter], make_chunk: MakeChunk
) -> None:
    folders = []
    for name, value in (("one", 1.0), ("two", 2.0)):
        with create_study(tmp_path, name=name) as writer:
            writer.commit(make_chunk([0], 0, [[value]], evaluations=evaluated([0], [1], value)))
            writer.commit(make_chunk([0], 1, [[value]], evaluations=evaluated([0], [2], value)))
        folders.append(writer.folder)
    staying = StudyReader(folders[0])
    for name in ("train_loss", "validation_loss"):
        assert staying.curves(name, [0]).values.tolist() == [[1, 1]]
    folders[0].rename(tmp_path / "gone")
    folders[1].rename(folders[0])
    for name in ("train_loss", "validation_loss"):
        assert staying.curves(name, [0]).values.tolist() == [[2, 2]]


def test_what_is_asked_of_a_reader_at_once_is_answered_from_one_commit(
    study: StudyWriter, make_chunk: MakeChunk
) -> None:
    """A commit between two rows of an answer would show half of it."""
    study.commit(make_chunk([0, 1], 0, [[1.0], [1.0]], evaluations=evaluated([0, 1], [1, 1])))

    def commit_between(connection: sqlite3.Connection) -> list[int]:
        counts = []
        for trial, step in ((0, 1), (1, 2)):
            query = "SELECT count(*) FROM evaluation WHERE trial = ?"
            counts.append(connection.execute(query, (trial,)).fetchone()[0])
            more = evaluated([0, 1], [step + 1, step + 1])
            study.commit(make_chunk([0, 1], step, [[1.0], [1.0]], evaluations=more))
        return counts

    assert StudyReader(study.folder)._ask(commit_between) == [1, 1]
    assert len(StudyReader(study.folder).curves("validation_loss").steps) == 3


@pytest.mark.parametrize("step", ["-1", "1.5", "'x'", "3000000000"])
def test_a_step_that_is_none_is_refused(study: StudyWriter, make_chunk: MakeChunk, step: str) -> None:
    study.commit(make_chunk([0], 0, [[1.0]], evaluations=evaluated([0], [1])))
    folder = shutil.copytree(study.folder, study.folder.with_name("copy"))
    with closing(sqlite3.connect(folder / "study.sqlite")) as connection, connection:
        connection.execute(f"UPDATE evaluation SET step = {step}")
    with pytest.raises(StudyError, match="cannot be read"):
        StudyReader(folder).curves("validation_loss")


def rows_of(number: int) -> reading_cache.Rows:
    return np.zeros(number, np.int32), np.zeros(number, np.int32), np.zeros(number, np.float32)


def test_the_oldest_answers_make_room() -> None:
    answers: Answers[None] = Answers(max_bytes=12 * 10)
    for question in "abc":
        answers.keep(question, Answer(rows_of(5), None))
    assert [answers.last(question) is None for question in "abc"] == [True, False, False]
    answers.keep("b", Answer(rows_of(5), None))  # now the latest
    answers.keep("d", Answer(rows_of(4), None))
    assert [answers.last(question) is None for question in "bcd"] == [False, True, False]
    answers.keep("d", Answer(rows_of(11), None))  # grown beyond what is kept: forgotten, the others stay
    assert [answers.last(question) is None for question in "bd"] == [False, True]


def test_no_more_questions_are_remembered_than_it_says() -> None:
    answers: Answers[None] = Answers()
    for question in range(2 * reading_cache.MAX_QUESTIONS):
        answers.keep(question, Answer(rows_of(0), None))
    known = [question for question in range(2 * reading_cache.MAX_QUESTIONS) if answers.last(question)]
    assert known == list(range(reading_cache.MAX_QUESTIONS, 2 * reading_cache.MAX_QUESTIONS))


def test_curves_that_are_too_long_to_be_kept_are_read_all_the_same(
    study: StudyWriter, make_chunk: MakeChunk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainlab.store.curves.step_curves.MAX_BYTES", 30)
    staying = StudyReader(study.folder)
    for step in range(4):
        study.commit(make_chunk([0], step, [[step]]))
        assert staying.curves("train_loss", [0]).values.tolist() == [list(range(step + 1))]
