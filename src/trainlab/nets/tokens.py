"""Reading one word of a net's notation, such as ``conv3x3x32/2:same:relu``.

A word is the kind of layer with its sizes, then a stride after a slash, then options after colons.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from trainlab.errors import NetError, unknown_name
from trainlab.nets.spelling import shorten
from trainlab.settings import ACTIVATIONS, WEIGHT_INITS
from trainlab.specs.setting import LARGEST

MAX_UNITS = 1_000_000
"""Units or filters a layer may have: far above what trains, far below what overflows an index."""

MAX_SIDE = 1_000
"""Height and width a window or a stride may have."""

PADDINGS = ("valid", "same")

_WORD = re.compile(r"([a-z_]+)([^/:]*)(?:/([^:]*))?((?::[^:]*)*)")
_SIZES = re.compile(r"[0-9]{1,9}(x[0-9]{1,9})*")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Form:
    """How the word of one kind of layer is written.

    Attributes:
        written: an example, with the names of its numbers.
        sizes: how many whole numbers follow the kind.
        window: whether the first two of them are a window's height and width, which may have a stride and a
            padding; the last is a number of units.
        activated: whether it may name an activation.
        kernel: whether it has kernels, whose initialisation it may name.
        decimals: how many decimal numbers follow the kind, the second as an option.
    """

    written: str
    sizes: tuple[int, ...] = (0,)
    window: bool = False
    activated: bool = False
    kernel: bool = False
    decimals: tuple[int, ...] = (0,)

    @property
    def options(self) -> tuple[str, ...]:
        """The words that may follow a colon."""
        paddings = PADDINGS if self.window else ()
        activations = ("activation", *ACTIVATIONS) if self.activated else ()
        return (*paddings, *activations, *(WEIGHT_INITS if self.kernel else ()))


FORMS: dict[str, Form] = {
    "dense": Form("dense300 (units)", (1,), activated=True, kernel=True),
    "conv": Form("conv3x3x32 (height x width x filters)", (3,), window=True, activated=True, kernel=True),
    "depthwise": Form(
        "depthwise3x3 or depthwise3x3x2 (height x width x multiplier)",
        (2, 3),
        window=True,
        activated=True,
        kernel=True,
    ),
    "separable": Form(
        "separable3x3x32 (height x width x filters)", (3,), window=True, activated=True, kernel=True
    ),
    "maxpool": Form("maxpool2 or maxpool2x3 (height x width)", (1, 2), window=True),
    "avgpool": Form("avgpool2 or avgpool2x3 (height x width)", (1, 2), window=True),
    "globalavgpool": Form("globalavgpool"),
    "flatten": Form("flatten"),
    "batchnorm": Form("batchnorm", activated=True),
    "dropout": Form("dropout (the recipe's rate) or dropout0.5", decimals=(0, 1)),
    "rescale": Form("rescale0.5 or rescale2:-1 (scale:offset)", decimals=(1, 2)),
    "activation": Form("activation (the setting's)"),
    **{name: Form(name) for name in ACTIVATIONS},
    "branch": Form("branch"),
    "add": Form("add", activated=True),
}
"""Every kind of layer a net may be written with."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a net, read.

    Attributes:
        notation: the whole net, for messages.
        place: which of its words it is, from 1.
        text: as it was written.
        kind: a key of ``FORMS``.
        window, stride: (height, width); None where the word has none.
        units: units, filters or multiplier; None where the word has none.
        padding: ``valid`` or ``same``.
        activation: the activation it names, which may be ``activation``; None where it names none.
        weight_init: the initialisation it names; None where it names none.
        decimals: a rate, or a scale and perhaps an offset.
    """

    notation: str
    place: int
    text: str
    kind: str = ""
    window: tuple[int, int] | None = None
    stride: tuple[int, int] | None = None
    units: int | None = None
    padding: str = "valid"
    activation: str | None = None
    weight_init: str | None = None
    decimals: tuple[float, ...] = ()

    @property
    def form(self) -> Form:
        """How words of this kind are written."""
        return FORMS[self.kind]

    def mistake(self, problem: str) -> NetError:
        """The error that says what is wrong with this word, and where in the net it is."""
        return NetError(
            f"net '{shorten(self.notation)}', word {self.place} '{shorten(self.text)}': {problem}"
        )


def read_word(notation: str, place: int, text: str) -> Word:
    """Read one word.

    Args:
        notation: the whole net, for messages.
        place: which of its words it is, from 1.
        text: the word, in lower case.

    Raises:
        NetError: it is no layer, or is not written as that layer is.

    >>> word = read_word("", 1, "conv3x3x32/2:same:relu")
    >>> word.window, word.units, word.stride, word.padding, word.activation
    ((3, 3), 32, (2, 2), 'same', 'relu')
    """
    word = Word(notation, place, text)
    parts = _WORD.fullmatch(text)
    if parts is None:
        raise word.mistake("a layer begins with its kind, such as dense300, conv3x3x32 or flatten.")
    kind, numbers, stride, behind = parts.groups()
    if kind not in FORMS:
        raise word.mistake(unknown_name("layer", kind, FORMS))
    word = replace(word, kind=kind)
    options = behind.split(":")[1:]
    if word.form.decimals != (0,):
        word = _with_decimals(word, numbers, options)
    else:
        word = _with_options(_with_sizes(word, numbers), options)
    return word if stride is None else _with_stride(word, stride)


def _with_sizes(word: Word, written: str) -> Word:
    """The word with its window and its units."""
    form = word.form
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
    if not word.form.window:
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
    allowed = word.form.options
    read: dict[str, str] = {}
    for option in options:
        if option not in allowed:
            if "/" in option and word.form.window:
                raise word.mistake("the stride comes right behind the sizes, as in conv3x3x32/2:same.")
            if not allowed:
                raise word.mistake(f"{word.kind} has no options: leave out ':{option}'.")
            raise word.mistake(unknown_name("option", option, allowed))
        name = "padding" if option in PADDINGS else "activation"
        if option in WEIGHT_INITS:
            name = "weight_init"
        if name in read:
            raise word.mistake(f"{name} is given twice, as {read[name]} and as {option}.")
        read[name] = option
    return replace(word, **read)


def _with_decimals(word: Word, number: str, options: list[str]) -> Word:
    """The dropout with its rate, or the rescale with its scale and offset."""
    written = [number, *options] if number or options else []
    if len(written) not in word.form.decimals or not all(map(_DECIMAL.fullmatch, written)):
        raise word.mistake(f"write {word.form.written}.")
    decimals = tuple(map(float, written))
    if word.kind == "dropout" and not all(0 <= rate < 1 for rate in decimals):
        raise word.mistake("the rate of a dropout must be >= 0 and < 1.")
    if word.kind == "rescale" and (decimals[0] == 0 or max(map(abs, decimals)) > LARGEST):
        raise word.mistake("the scale and the offset must be finite 32-bit numbers, and the scale not 0.")
    return replace(word, decimals=decimals)
