from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from trainlab.errors import StudyError
from trainlab.store import StudyWriter, find_study, list_studies


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, create_study: Callable[..., StudyWriter]) -> Path:
    """Three studies, made in an order that is not that of their times, among other things."""
    root = tmp_path_factory.mktemp("studies") / "runs"
    for name, day in [("moons", 3), ("banknote", 2), ("moons", 1)]:
        create_study(root, trials=1, name=name, created=f"2025-03-0{day}T05:06:07").close()
    (root / "notes.txt").write_text("not a study")
    (root / "empty").mkdir()
    broken = root / "broken-20240101-000000"
    broken.mkdir()
    (broken / "study.sqlite").write_bytes(b"\0" * 4096)
    return root


NEWEST, MIDDLE, OLDEST = "moons-20250303-050607", "banknote-20250302-050607", "moons-20250301-050607"


def test_studies_are_listed_newest_first_and_nothing_else_is(root: Path) -> None:
    assert [path.name for path in list_studies(root)] == [NEWEST, MIDDLE, OLDEST]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (None, NEWEST), (OLDEST, OLDEST), ("moons", NEWEST), ("banknote", MIDDLE), ("ban", MIDDLE),
        ("moons-20250301", OLDEST),
    ],
)  # fmt: skip
def test_a_study_is_found_by_name_and_unique_prefix(root: Path, reference: str | None, expected: str) -> None:
    assert find_study(root, reference) == root / expected


@pytest.fixture
def damaged(tmp_path: Path, create_study: Callable[..., StudyWriter]) -> Callable[[str], Path]:
    """(how) -> a folder with a good study and a newer one that is damaged in some way; gives the newer."""
    create_study(tmp_path, trials=1, name="good", created="2025-01-01T00:00:00").close()
    with create_study(tmp_path, trials=1, name="bad", created="2025-01-02T00:00:00") as writer:
        folder = writer.folder
    database = folder / "study.sqlite"
    content = database.read_bytes()

    def damage(how: str) -> Path:
        database.unlink()
        if how == "pipe":
            os.mkfifo(database)
        elif how == "link":
            outside = tmp_path / "elsewhere"
            outside.write_bytes(content)
            database.symlink_to(outside)
        elif how == "folder":
            database.mkdir()
        else:
            changed = {"header": b"\xff" * 100 + content[100:], "pages": content[:100] + b"\xff" * 8000}
            database.write_bytes(changed[how])
        return folder

    return damage


@pytest.mark.parametrize("how", ["pipe", "link", "folder", "header", "pages"])
def test_a_damaged_study_hides_no_other(damaged: Callable[[str], Path], how: str) -> None:
    folder = damaged(how)
    root = folder.parent
    assert "good-20250101-000000" in [study.name for study in list_studies(root)]
    for reference in ("good", "goo", "good-20250101-000000", str(root / "good-20250101-000000")):
        assert find_study(root, reference).name == "good-20250101-000000"
    # Another study in its place would not be the one that is meant.
    with pytest.raises(StudyError, match=rf"newest study, '{folder}', cannot be used: .*such as good-2025"):
        find_study(root, None)
    if how != "pages":  # its header is good: it is found, and opening it says what is wrong
        for reference in (folder.name, str(folder)):
            with pytest.raises(StudyError, match=r"cannot be read: .*study\.sqlite"):
                find_study(root, reference)


def test_damaged_studies_alone_are_no_empty_folder(damaged: Callable[[str], Path]) -> None:
    folder = damaged("header")
    shutil.rmtree(folder.parent / "good-20250101-000000")
    with pytest.raises(StudyError, match=rf"no study in '.*' can be used; the newest, '{folder}': its study"):
        find_study(folder.parent, None)


def test_what_is_left_of_a_study_that_never_came_to_be_is_passed_over(
    tmp_path: Path, create_study: Callable[..., StudyWriter]
) -> None:
    create_study(tmp_path, trials=1, name="good", created="2025-01-01T00:00:00").close()
    for number, content in enumerate([None, b""]):
        folder = tmp_path / f"x-2026010{number + 1}-000000"
        folder.mkdir()
        if content is not None:
            (folder / "study.sqlite").write_bytes(content)
    assert find_study(tmp_path, None).name == "good-20250101-000000"


def test_a_study_is_found_by_path(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_study(tmp_path, str(root / OLDEST)) == root / OLDEST
    monkeypatch.chdir(root.parent)
    assert find_study(tmp_path, f"runs/{OLDEST}").resolve() == (root / OLDEST).resolve()


def test_a_renamed_study_is_found_by_its_age(
    tmp_path: Path, create_study: Callable[..., StudyWriter]
) -> None:
    with create_study(tmp_path, trials=1, created="2020-01-01T00:00:00") as first:
        pass
    with create_study(tmp_path, trials=1, created="2020-01-02T00:00:00") as second:
        pass
    renamed = first.folder.rename(tmp_path / "kept")
    assert list_studies(tmp_path) == [renamed, second.folder]  # its file time is today
    os.utime(renamed, (0, 0))
    assert list_studies(tmp_path) == [second.folder, renamed]


def test_studies_of_one_second_keep_their_order(
    tmp_path: Path, create_study: Callable[..., StudyWriter]
) -> None:
    folders = []
    for _ in range(2):
        with create_study(tmp_path, trials=1) as writer:
            folders.append(writer.folder)
    assert list_studies(tmp_path) == folders[::-1]


def test_an_ambiguous_prefix_lists_what_it_could_be(root: Path) -> None:
    with pytest.raises(StudyError, match=f"several studies start with 'moo': {NEWEST}, {OLDEST}"):
        find_study(root, "moo")


@pytest.mark.parametrize("reference", ["bnaknote", "", "../x", "/etc/passwd", "a b/ü", "a\0b"])
def test_an_unknown_study_lists_those_there_are(root: Path, reference: str) -> None:
    with pytest.raises(StudyError, match="unknown study") as caught:
        find_study(root, reference)
    assert all(name in str(caught.value) for name in (NEWEST, MIDDLE, OLDEST))
    assert ("did you mean 'banknote'?" in str(caught.value)) == (reference == "bnaknote")


@pytest.mark.parametrize("reference", [None, "moons"])
def test_no_studies_at_all_says_how_to_make_one(tmp_path: Path, reference: str | None) -> None:
    with pytest.raises(StudyError, match=r"no study in '.*runs' yet: make one with 'trainlab run "):
        find_study(tmp_path / "runs", reference)


def test_a_long_list_is_cut(tmp_path: Path) -> None:
    for number in range(25):
        folder = tmp_path / f"s-202503{number + 1:02d}-000000"
        folder.mkdir()
        with closing(sqlite3.connect(folder / "study.sqlite")) as connection:
            connection.execute(f"PRAGMA application_id = {0x74726C62}")
            connection.execute("CREATE TABLE t (a)")
    with pytest.raises(StudyError, match=r"s-20250306-000000 and 5 older ones\."):
        find_study(tmp_path, "x")
