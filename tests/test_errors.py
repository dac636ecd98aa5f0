"""The exception tree: its exit codes, its drawing, and the sentence for a name that is not known."""

from __future__ import annotations

import inspect
import re
import time

import pytest

from trainlab import errors

TYPES: dict[str, type[errors.TrainlabError]] = {
    name: value
    for name, value in vars(errors).items()
    if inspect.isclass(value) and issubclass(value, errors.TrainlabError)
}


def test_the_drawing_names_every_type_under_its_parent():
    drawn: dict[str, str | None] = {}
    above: list[tuple[int, str]] = []
    for indent, name in re.findall(r"^([ │├└─]*)([A-Z]\w+Error)\b", errors.__doc__ or "", re.MULTILINE):
        while above and above[-1][0] >= len(indent):
            above.pop()
        drawn[name] = above[-1][1] if above else None
        above.append((len(indent), name))
    parents = {name: kind.__base__.__name__ for name, kind in TYPES.items() if kind.__base__}
    assert drawn == {**parents, "TrainlabError": None}


@pytest.mark.parametrize("name", sorted(TYPES))
def test_one_root_catches_everything(name):
    with pytest.raises(errors.TrainlabError, match=r"^two words$"):
        raise TYPES[name]("two words")


@pytest.mark.parametrize("name", sorted(TYPES))
def test_the_exit_code_is_2_for_a_mistake_of_use_and_1_for_the_rest(name):
    assert TYPES[name].exit_code == (2 if issubclass(TYPES[name], errors.UsageError) else 1)


def test_a_storage_error_is_not_the_users_mistake():
    assert not issubclass(errors.StorageError, errors.UsageError)


@pytest.mark.parametrize(
    ("given", "expected"),
    [("adan", "adam"), ("ADAM", "adam"), ("sdg", "sgd"), ("nesterov", None), ("", None)],
)
def test_nearest(given, expected):
    assert errors.nearest(given, ["adam", "sgd", "rmsprop"]) == expected


def test_nearest_reads_any_iterable_once():
    assert errors.nearest("adan", (name for name in ["sgd", "adam"])) == "adam"


def test_unknown_name_suggests_the_nearest():
    assert errors.unknown_name("dataset", "mmist", ["moons", "mnist"]) == (
        "unknown dataset 'mmist': did you mean 'mnist'? Allowed: moons, mnist."
    )


def test_unknown_name_suggests_nothing_where_nothing_is_near():
    assert errors.unknown_name("dataset", "iris", ["moons", "mnist"]) == (
        "unknown dataset 'iris'. Allowed: moons, mnist."
    )


def test_what_people_shorten_is_known():
    curves = ["train_accuracy", "validation_loss", "validation_accuracy"]
    assert errors.nearest("lr", ["learning_rate", "l1", "l2"]) == "learning_rate"
    assert errors.nearest("val_acc", curves) == "validation_accuracy"
    assert errors.nearest("opt", ["learning_rate", "optimizer"]) == "optimizer"
    for too_little in ("l", "_", "v_", "val_x"):
        assert errors.nearest(too_little, [*curves, "loss"]) is None


def test_unknown_name_of_many_says_where_they_are_listed():
    assert errors.unknown_name("setting", "x", ["l1", "l2"], "trainlab settings") == (
        "unknown setting 'x'. 'trainlab settings' lists all 2."
    )


def test_unknown_name_of_what_is_not_text_and_where_nothing_is_allowed():
    assert errors.unknown_name("split", 3, iter(())) == "unknown split '3'. Allowed: (none)."


def test_a_message_is_one_line_whatever_it_names():
    error = errors.DataError("there is no 'a\nb\r\x1b[2J\x00\u202e\u2028\udcff'.")
    assert str(error) == r"there is no 'a\nb\r\x1b[2J\x00\u202e\u2028\udcff'."
    assert str(errors.DataError("naïve – ‘日本’")) == "naïve – ‘日本’"


def test_a_long_message_loses_its_middle():
    message = str(errors.DataError(f"allowed: {'x, ' * 10**6}that is all."))
    assert len(message) < 2_000
    assert message.startswith("allowed: x, x,")
    assert message.endswith("that is all.")


def test_any_value_is_shown():
    class Broken:
        def __repr__(self):
            raise ValueError

    assert errors.shown("a'b") == '"a\'b"'
    assert errors.shown(10**5000) == "a value of type int that cannot be shown"
    assert errors.shown(Broken()) == "a value of type Broken that cannot be shown"
    assert errors.shown("x" * 100) == f"'{'x' * 76}..."


@pytest.mark.parametrize(
    "text", ["-" * 60_000, "--a" * 20_000, "--vary a=" + "1," * 30_000, "--x (" * 12_000]
)
def test_a_message_is_read_quickly_whatever_it_repeats(text):
    """Patterns put options of messages into Python's words: not in time by the square of the length."""
    started = time.process_time()
    str(errors.DataError(f"value of a file: {text}"))
    assert time.process_time() - started < 0.2
