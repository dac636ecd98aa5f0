from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.store.folder.names import make_folder, slug, study_slug


@given(st.text())
def test_a_slug_is_always_one_safe_name(name: str) -> None:
    made = slug(name)
    assert made
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")
    assert len(made) <= 80
    assert not made.startswith("-")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../x", "x"),
        ("/etc/passwd", "etc-passwd"),
        ("a b/ü", "a-b"),
        ("..", "study"),
        ("MNIST_l2", "mnist_l2"),
    ],
)
def test_hostile_names_become_plain_ones(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a b/ü", "\0", "x" * 5000])
def test_a_study_lies_directly_in_its_root(tmp_path: Path, name: str) -> None:
    root = tmp_path / "runs"
    folder = make_folder(root, name, "2025-03-04T05:06:07")
    assert folder.parent == root
    assert [path.name for path in tmp_path.iterdir()] == ["runs"]
    assert folder.name.endswith("-20250304-050607")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_taken_name_gets_a_number(tmp_path: Path) -> None:
    made = [make_folder(tmp_path, "x", "2025-03-04T05:06:07").name for _ in range(3)]
    assert made == ["x-20250304-050607", "x-20250304-050607-2", "x-20250304-050607-3"]
    assert {study_slug(tmp_path / name) for name in made} == {"x"}
