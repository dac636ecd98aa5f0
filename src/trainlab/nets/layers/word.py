"""One word of a net's notation: how words of a kind are written, and what one says."""

from __future__ import annotations

from dataclasses import dataclass

from trainlab.activations import ACTIVATIONS
from trainlab.errors import NetError, SettingError
from trainlab.initializers import INITIALIZERS
from trainlab.nets.spelling import shorten

PADDINGS = ("valid", "same")
"""Paddings of a window; see :mod:`trainlab.nets.layers.window`."""


def _check_options() -> None:
    """Refuse an activation or an initialiser whose name means something else as an option.

    Raises:
        SettingError: it does.
    """
    names = [*PADDINGS, "activation", *ACTIVATIONS, *INITIALIZERS]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise SettingError(f"'{twice}' is an option of layers already: choose another name.")


ACTIVATIONS.when_changed(_check_options)
INITIALIZERS.when_changed(_check_options)


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
        outputs: whether the last whole number is how many units come out.
    """

    written: str
    sizes: tuple[int, ...] = (0,)
    window: bool = False
    activated: bool = False
    kernel: bool = False
    decimals: tuple[int, ...] = (0,)
    outputs: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        """The words that may follow a colon."""
        paddings = PADDINGS if self.window else ()
        activations = ("activation", *ACTIVATIONS) if self.activated else ()
        return (*paddings, *activations, *(INITIALIZERS if self.kernel else ()))


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a net, read.

    Attributes:
        notation: the whole net, for messages.
        place: which of its words it is, from 1.
        text: as it was written.
        kind: name of the kind of layer.
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

    def mistake(self, problem: str) -> NetError:
        """The error that says what is wrong with this word, and where in the net it is."""
        return NetError(
            f"net '{shorten(self.notation)}', word {self.place} '{shorten(self.text)}': {problem}"
        )
