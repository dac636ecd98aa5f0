"""Reading one word of a net's notation, such as ``conv3x3x32/2:same:relu``.

A word is the kind of layer with its sizes, then a stride after a slash, then options after colons.
"""

from __future__ import annotations

import re
from dataclasses import replace

from trainlab.errors import unknown_name
from trainlab.initializers import INITIALIZERS
from trainlab.nets.layers import LAYERS
from trainlab.nets.layers.word import PADDINGS, Form, Word
from trainlab.specs.setting import LARGEST

MAX_UNITS = 1_000_000
"""Units or filters a layer may have: far above what trains, far below what overflows an index."""

MAX_SIDE = 1_000
"""Height and width a window or a stride may have."""

_WORD = re.compile(r"([a-z_]+)([^/:]*)(?:/([^:]*))?((?::[^:]*)*)")
_SIZES = re.compile(r"[0-9]{1,9}(x[0-9]{1,9})*")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]{1,3})?")


def read_word(notation: str, place: int, text: str) -> Word:
    """Read one word.

    Args:
        notation: the whole net, for messages.
        place: which of its words it is, from 1.
        text: the word, in lower case.

    Raises:
        NetError: it is not a layer, or is not written as that layer is.

    >>> word = read_word("", 1, "conv3x3x32/2:same:relu")
    >>> word.window, word.units, word.stride, word.padding, word.activation
    ((3, 3), 32, (2, 2), 'same', 'relu')
    """
    word = Word(notation, place, text)
    parts = _WORD.fullmatch(text)
    if parts is None:
        raise word.mistake("a layer begins with its kind, such as dense300, conv3x3x32 or flatten.")
    kind, numbers, stride, rest = parts.groups()
    if kind not in LAYERS:
        raise word.mistake(unknown_name("layer", kind, LAYERS))
    word = replace(word, kind=kind)
    options = rest.split(":")[1:]
    if _form(word).decimals != (0,):
        word = _with_decimals(word, numbers, options)
    else:
        word = _with_options(_with_sizes(word, numbers), options)
    return word if stride is None else _with_stride(word, stride)


def _form(word: Word) -> Form:
    return LAYERS[word.kind].form


def _with_sizes(word: Word, written: str) -> Word:
    """The word with its window and its units."""
    form = _form(word)
    if (written and not _SIZES.fullmatch(written)) or _count(written) not in form.sizes:
        raise word.mistake(f"write {form.written}.")
    sizes = tuple(int(size) for size in written.split("x")) if written else ()
    window, units = (sizes[:2], sizes[2:]) if form.window else ((), sizes)
    for size in window:
        _check_range(word, size, "height and width", MAX_SIDE)
    for size in units:
        _check_range(word, size, "units" if len(sizes) == 1 else "the last number", MAX_UNITS)
    return replace(
        word,
        window=(window[0], window[-1]) if window else None,
        units=units[0] if units else None,
    )


def _count(written: str) -> int:
    return written.count("x") + 1 if written else 0


def _with_stride(word: Word, written: str) -> Word:
    if not _form(word).window:
        raise word.mistake(f"{word.kind} has no stride: leave out '/{written}'.")
    if not _SIZES.fullmatch(written) or _count(written) > 2:
        raise word.mistake(f"the stride '/{written}' is written /2, or /2x1 (height x width).")
    sides = [int(side) for side in written.split("x")]
    for side in sides:
        _check_range(word, side, "the stride", MAX_SIDE)
    return replace(word, stride=(sides[0], sides[-1]))


def _check_range(word: Word, size: int, what: str, most: int) -> None:
    if not 1 <= size <= most:
        raise word.mistake(f"{what} must be 1 to {most:,}, not {size:,}.")


def _with_options(word: Word, options: list[str]) -> Word:
    """The word with its padding, its activation and its initialisation."""
    allowed = _form(word).options
    read: dict[str, str] = {}
    for option in options:
        if option not in allowed:
            if "/" in option and _form(word).window:
                raise word.mistake("the stride comes right after the sizes, as in conv3x3x32/2:same.")
            if not allowed:
                raise word.mistake(f"{word.kind} has no options: leave out ':{option}'.")
            if option in LAYERS:
                raise word.mistake(f"{option} is a layer of its own: write '{_apart(word, option)}'.")
            raise word.mistake(unknown_name("option", option, allowed))
        name = "padding" if option in PADDINGS else "activation"
        if option in INITIALIZERS:
            name = "weight_init"
        if name in read:
            raise word.mistake(f"{name} is given twice, as {read[name]} and as {option}.")
        read[name] = option
    return replace(word, **read)


def _apart(word: Word, option: str) -> str:
    """The word and a layer after it, in place of an option that does not exist."""
    kept = word.text.replace(f":{option}", "", 1)
    return f"{kept}:identity {option}" if _form(word).kernel else f"{kept} {option}"


def _with_decimals(word: Word, number: str, options: list[str]) -> Word:
    """The dropout with its rate, or the rescale with its scale and offset."""
    written = [number, *options] if number or options else []
    if len(written) not in _form(word).decimals or not all(map(_DECIMAL.fullmatch, written)):
        raise word.mistake(f"write {_form(word).written}.")
    decimals = tuple(map(float, written))
    if word.kind == "dropout" and not all(0 <= rate < 1 for rate in decimals):
        raise word.mistake("the rate of a dropout must be >= 0 and < 1.")
    if word.kind == "rescale" and (decimals[0] == 0 or max(map(abs, decimals)) > LARGEST):
        raise word.mistake("the scale and the offset must be finite 32-bit numbers, and the scale not 0.")
    return replace(word, decimals=decimals)
