import pytest

from trainlab.data.reading import Reading
from trainlab.data.tables.columns import check_names, choose_columns
from trainlab.errors import DataError


def chosen(names, target=None, texts=(), ignore=()):
    return choose_columns(names, Reading(target=target, ignore=tuple(ignore)), "f", texts)


def test_the_target_is_the_one_asked_for_or_the_only_usual_name():
    assert chosen(["a", "b"], "b") == (["b"], ["a"], "")
    assert chosen(["a", "Class"]) == (["Class"], ["a"], "")
    with pytest.raises(DataError, match=r"f does not say which column is the target: .*, of a, b"):
        chosen(["a", "b"])
    with pytest.raises(DataError, match=r"name one with target='COLUMN', of y, label"):
        chosen(["y", "label"])
    with pytest.raises(DataError, match="unknown target column 'is_fke': did you mean 'is_fake'"):
        chosen(["a", "is_fake"], "is_fke")


def test_several_targets_are_named_with_commas():
    assert chosen(["a", "x", "y"], "y,x") == (["y", "x"], ["a"], "")
    assert chosen(["a", "x, y", "y"], "x, y") == (["x, y"], ["a", "y"], "")
    with pytest.raises(DataError, match="unknown target column 'z'"):
        chosen(["a", "x"], "x,z")


def test_the_only_column_of_text_is_the_target_and_it_is_said():
    target, features, note = chosen(["a", "species", "b"], texts=["species"])
    assert (target, features) == (["species"], ["a", "b"])
    assert note.startswith("f holds text in one column only, 'species', which is taken for the class")
    with pytest.raises(DataError, match="does not say which"):
        chosen(["a", "species", "place"], texts=["species", "place"])
    assert chosen(["a", "species", "y"], texts=["species"])[0] == ["y"]


def test_ignored_columns_are_neither_inputs_nor_target():
    assert chosen(["id", "a", "y"], ignore=["id"]) == (["y"], ["a"], "")
    assert chosen(["a", "name", "species"], texts=["name", "species"], ignore=["name"])[0] == ["species"]
    with pytest.raises(DataError, match="unknown column to ignore 'ids': did you mean 'id'"):
        chosen(["id", "a", "y"], ignore=["ids"])
    with pytest.raises(DataError, match="'y' cannot be the target and be ignored as well"):
        chosen(["a", "y"], "y", ignore=["y"])
    with pytest.raises(DataError, match="no column besides the target 'y'"):
        chosen(["a", "y"], ignore=["a"])


def test_one_column_may_be_several_that_were_not_cut():
    with pytest.raises(
        DataError, match=r"has one column only, 'a:b:y': say what separates .* separator='CHARACTER'"
    ):
        chosen(["a:b:y"])


def test_every_column_needs_a_name_of_its_own():
    check_names(["a", "b"], "f")
    with pytest.raises(DataError, match="column 'a' is in f more than once"):
        check_names(["a", "b", "a"], "f")
    with pytest.raises(DataError, match="column 1 of f has no name"):
        check_names(["", "b"], "f")
