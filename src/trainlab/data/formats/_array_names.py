"""What arrays of a file are, by their names: inputs or targets, of which split."""

from __future__ import annotations

import re
from collections.abc import Iterable

from trainlab.errors import DataError

SPLIT_WORDS = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val", "dev", "development"),
    "test": ("test", "testing"),
}
"""What people call the splits."""

INPUT_WORDS = ("x", "input", "inputs", "image", "images", "feature", "features", "data")
TARGET_WORDS = ("y", "label", "labels", "target", "targets")

WHOLE = "whole"
"""The split of arrays whose names say nothing of splits."""

Role = tuple[str, bool]
"""The split of an array, and whether it holds the inputs."""

_SPLITS = {word: split for split, words in SPLIT_WORDS.items() for word in words}
_ROLES = {**dict.fromkeys(INPUT_WORDS, True), **dict.fromkeys(TARGET_WORDS, False)}
_JOINED = re.compile(rf"([xy])({'|'.join(_SPLITS)})|({'|'.join(_SPLITS)})([xy])")


def role_of(name: str) -> Role | None:
    """What an array is; None where its name does not say.

    >>> role_of("x_train"), role_of("val_labels"), role_of("Xtest"), role_of("y"), role_of("ids")
    (('train', True), ('validation', False), ('test', True), ('whole', False), None)
    """
    words = [word for word in re.split(r"[\W_]+", name.lower()) if word]
    if len(words) == 1 and (joined := _JOINED.fullmatch(words[0])):
        words = [word for word in joined.groups() if word]
    splits = [_SPLITS[word] for word in words if word in _SPLITS]
    roles = [_ROLES[word] for word in words if word in _ROLES]
    if len(roles) != 1 or len(splits) > 1 or len(words) != len(splits) + 1:
        return None
    return (splits or [WHOLE])[0], roles[0]


def pairs_of(names: Iterable[str], file: str) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """The names of the inputs and of the targets of every split, and the names that are not used.

    Args:
        names: all arrays of a file.
        file: what errors call it.

    Returns:
        For ``train``, and for the other splits that the file holds, both names; where nothing speaks of
        splits, all of it is ``train``.

    Raises:
        DataError: an array is missing, or two arrays have the same role.
    """
    found: dict[Role, str] = {}
    names = list(names)
    for name in names:
        role = role_of(name)
        if role is None:
            continue
        if role in found:
            split, inputs = role
            what = f"the {'inputs' if inputs else 'targets'}" + (f" of {split}" if split != WHOLE else "")
            raise DataError(f"{file} has two arrays for {what}, {found[role]} and {name}: leave one out.")
        found[role] = name
    splits = [split for split in SPLIT_WORDS if (split, True) in found or (split, False) in found]
    splits = [*dict.fromkeys(["train", *splits])] if splits else [WHOLE]
    pairs, missing = {}, []
    for split in splits:
        given = [found.get((split, inputs)) for inputs in (True, False)]
        usual = ("x", "y") if split == WHOLE else (f"x_{split}", f"y_{split}")
        missing += [name for name, one in zip(usual, given, strict=True) if one is None]
        pairs["train" if split == WHOLE else split] = tuple(given)
    if missing:
        held = ", ".join(names[:20]) or "nothing"
        raise DataError(
            f"{file} lacks {' and '.join(missing)}: an NPZ file must hold x_train and y_train (and may hold "
            f"x_validation, y_validation, x_test, y_test), or x and y; it holds {held}."
        )
    used = {name for pair in pairs.values() for name in pair}
    return pairs, [name for name in names if name not in used]
