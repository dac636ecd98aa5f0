"""``tests/`` mirrors ``src/``: who knows where a module is knows where its tests are."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parents[1]
SOURCE = TESTS.parent / "src" / "trainlab"

OTHERS = {
    "browser": "the page of trainlab view in a real browser",
    "claims": "what is printed and found, worked out again from stored curves",
    "corpus": "the corpus that findings are judged on, which lies in evidence/",
    "contracts": "what holds for the project as a whole",
    "hostile": "files, names and folders made to do harm, through every way in",
    "oracles": "training beside Keras and NumPy",
    "survival": "processes that are killed, interrupted, or run in odd places",
    "store/crashes": "what the tests of crashes share",
    "data/cases": "small files that went wrong",
}
"""Folders that mirror no room, and what they are for."""


def folders() -> list[str]:
    """The folders below ``tests/``; those within one of ``OTHERS`` are its own business."""
    found = (path.relative_to(TESTS) for path in sorted(TESTS.rglob("*")) if path.is_dir())
    names = [path.as_posix() for path in found if not {"__pycache__", ".pytest_cache"} & {*path.parts}]
    return [name for name in names if not any(name.startswith(f"{other}/") for other in OTHERS)]


def mirroring() -> list[Path]:
    """The test files of folders that mirror a room."""
    found = (path.relative_to(TESTS) for path in sorted(TESTS.rglob("test_*.py")))
    return [path for path in found if not any(path.as_posix().startswith(f"{other}/") for other in OTHERS)]


def homes(test: Path) -> list[Path]:
    """Where the module is that a test file bears the name of, in its room or on a floor of it."""
    names = {f"{test.stem.removeprefix('test_')}.py", f"_{test.stem.removeprefix('test_')}.py"}
    room = SOURCE.joinpath(*test.parts[:1]) if len(test.parts) > 1 else SOURCE
    found = room.rglob("*.py") if room != SOURCE else room.glob("*.py")
    return sorted(path.parent.relative_to(SOURCE) for path in found if path.name in names)


def test_every_folder_is_a_room_or_says_what_it_is_for():
    rooms = [folder for folder in folders() if (SOURCE / folder / "__init__.py").exists()]
    assert "diagnose/symptoms" in rooms
    assert [folder for folder in folders() if (folder in OTHERS) == (folder in rooms)] == []
    assert [folder for folder in OTHERS if not (TESTS / folder).is_dir()] == []


def test_a_test_named_after_a_module_lies_where_the_module_does():
    assert [str(test) for test in mirroring() if homes(test) and test.parent not in homes(test)] == []


def test_a_test_in_the_wrong_place_would_be_seen():
    assert homes(Path("diagnose/test_flat.py")) == [Path("diagnose/symptoms")]
    assert homes(Path("diagnose/effects/test_terms.py")) == [Path("diagnose/effects")]
    assert homes(Path("test_errors.py")) == [Path()]
    assert homes(Path("study/test_transfer.py")) == []
