"""Whose events a folder holds, and one table for all studies in it."""

from dataclasses import replace
from pathlib import Path

import pytest

from trainlab.errors import StudyError
from trainlab.event_files.hparams import EXPERIMENT_TAG
from trainlab.event_files.logdir import MARK, Mark, claim, study_folder, write_columns


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("moons-1", "moons-1"),
        ("..hidden", "hidden"),
        ("a b\n\x1b<i>", "a-b---i-"),
        ("...", "study"),
        ("ü", "-"),
    ],
)
def test_the_folder_of_a_study_is_a_plain_name(tmp_path, name, folder):
    (tmp_path / name).mkdir()
    assert study_folder(Path("logdir"), tmp_path / name) == Path("logdir") / folder


@pytest.fixture
def mark(made):
    def make(study: Path, **changes) -> Mark:
        made.info = replace(made.info, **changes)
        return Mark.of(study, made.look())

    return make


def test_a_folder_is_kept_by_the_study_that_was_moved_or_replaced(tmp_path, mark):
    claim(tmp_path / "events", mark(tmp_path / "study"))
    claim(tmp_path / "events", mark(tmp_path / "moved"))
    claim(tmp_path / "events", mark(tmp_path / "moved", created="later"))
    with pytest.raises(
        StudyError, match=r"holds the events of another study, '.*moved': choose another folder"
    ):
        claim(tmp_path / "events", mark(tmp_path / "other", created="even later"))


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"study": 1, "created": "", "columns": [], "metrics": {}}']
)
def test_a_mark_of_another_program_is_not_overwritten(tmp_path, mark, content):
    (tmp_path / MARK).write_text(content)
    with pytest.raises(StudyError, match="is not as trainlab wrote it"):
        claim(tmp_path, mark(tmp_path / "study"))
    assert (tmp_path / MARK).read_text() == content


def test_a_file_is_no_folder_for_events(tmp_path, mark):
    (tmp_path / "logdir").write_text("")
    with pytest.raises(StudyError, match=r"'.*logdir' is not a folder"):
        claim(tmp_path / "logdir" / "study", mark(tmp_path / "study"))


def test_the_table_has_the_columns_of_all_studies(made, tmp_path, hparams_of, mark):
    made.add(settings={"net": "2-4-2", "batch_size": 32}, best={"validation_loss": 1.0}, best_step=0)
    claim(tmp_path / "one", mark(tmp_path / "study1"))
    made.trials.clear()
    made.add(settings={"net": "2-8-2", "batch_size": "full"}, best={"error": 1.0}, best_step=0)
    claim(tmp_path / "two", mark(tmp_path / "study2", created="later"))
    write_columns(tmp_path, 7.0)
    write_columns(tmp_path, 8.0)
    table = hparams_of(tmp_path)[EXPERIMENT_TAG].experiment
    columns = {
        info.name: [value.string_value for value in info.domain_discrete.values]
        for info in table.hparam_infos
    }
    assert columns == {"data": ["moons"], "net": ["2-4-2", "2-8-2"], "batch_size": ["32", "full"]}
    assert {metric.name.tag for metric in table.metric_infos} == {
        "best/validation_loss", "best/error", "validation_loss", "error", "facts/parameters",
        "facts/examples",
    }  # fmt: skip
    assert table.time_created_secs == 8.0
