"""Spaces of nets: ``784-{64..512}x{1..3}-10``, and what such a text stands for."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from trainlab.errors import NetError
from trainlab.nets.notation import MAX_LAYERS
from trainlab.nets.spelling import shorten
from trainlab.nets.tokens import MAX_UNITS

MAX_REPEATS = 100
"""Times that a layer may be repeated."""

MAX_DEPTH = 10
"""Parentheses within parentheses."""

FORMS = (
    "784-{128,256}-10 (one of them), 784-{64..512}x{1..3}-10 (one to three layers of a width; with ^ for x "
    "each of its own) or (conv3x3x{4..32} maxpool2)x{1..2} flatten dense10"
)


@dataclass(frozen=True, slots=True)
class _Text:
    """What is the same in every net."""

    text: str
    dimensions: int = 0
    size: int = 1
    words: int = 1

    def at(self, place: Iterator[float]) -> str:
        return self.text

    def every(self) -> Iterator[str]:
        yield self.text


@dataclass(frozen=True, slots=True)
class _Choice:
    """One of several texts, each with the same chance."""

    options: tuple[str, ...]
    dimensions: int = 1
    words: int = 1

    @property
    def size(self) -> int:
        return len(self.options)

    def at(self, place: Iterator[float]) -> str:
        return self.options[min(int(next(place) * len(self.options)), len(self.options) - 1)]

    def every(self) -> Iterator[str]:
        yield from self.options


@dataclass(frozen=True, slots=True)
class _Range:
    """A whole number, log-uniform: each has the share of the logarithm that rounds to it."""

    low: int
    high: int
    dimensions: int = 1
    words: int = 1

    @property
    def size(self) -> int:
        return self.high - self.low + 1

    def at(self, place: Iterator[float]) -> str:
        share = next(place)
        low, high = math.log(self.low - 0.5), math.log(self.high + 0.5)
        return str(min(max(round(math.exp(low + (high - low) * share)), self.low), self.high))

    def every(self) -> Iterator[str]:
        yield from map(str, range(self.low, self.high + 1))


@dataclass(frozen=True, slots=True)
class _Sequence:
    """Parts one after the other."""

    parts: tuple[_Part, ...]
    joiner: str

    @property
    def dimensions(self) -> int:
        return sum(part.dimensions for part in self.parts)

    @property
    def words(self) -> int:
        """Parts of the longest net."""
        return sum(part.words for part in self.parts)

    @property
    def size(self) -> int:
        return math.prod(part.size for part in self.parts)

    def at(self, place: Iterator[float]) -> str:
        return self._join([part.at(place) for part in self.parts])

    def every(self) -> Iterator[str]:
        for texts in product(*(list(part.every()) for part in self.parts)):
            yield self._join(texts)

    def _join(self, texts) -> str:
        return self.joiner.join(text for text in texts if text or not self.joiner)


@dataclass(frozen=True, slots=True)
class _Repeated:
    """A part several times: all of them alike, or each drawn by itself."""

    body: _Part
    counts: tuple[int, ...]
    alike: bool
    joiner: str

    @property
    def dimensions(self) -> int:
        drawn = 1 if len(self.counts) > 1 else 0
        return drawn + self.body.dimensions * (1 if self.alike else max(self.counts))

    @property
    def words(self) -> int:
        return self.body.words * max(self.counts)

    @property
    def size(self) -> int:
        if self.alike:
            return self.body.size * len(self.counts)
        return sum(self.body.size**count for count in self.counts)

    def at(self, place: Iterator[float]) -> str:
        count = self.counts[0]
        if len(self.counts) > 1:
            count = self.counts[min(int(next(place) * len(self.counts)), len(self.counts) - 1)]
        if self.alike:
            return self.joiner.join([self.body.at(place)] * count)
        # All coordinates are used up, so that those of later parts do not depend on the number of layers.
        drawn = [self.body.at(place) for _ in range(max(self.counts))]
        return self.joiner.join(drawn[:count])

    def every(self) -> Iterator[str]:
        for count in self.counts:
            if self.alike:
                yield from (self.joiner.join([text] * count) for text in self.body.every())
            else:
                for texts in product(list(self.body.every()), repeat=count):
                    yield self.joiner.join(texts)


_Part = _Text | _Choice | _Range | _Sequence | _Repeated


@dataclass(frozen=True, slots=True)
class NetSpace:
    """Nets that a text with braces stands for.

    Attributes:
        text: as it was written, without blanks that mean nothing.
    """

    text: str
    _part: _Part

    @property
    def dimensions(self) -> int:
        """Numbers between 0 and 1 that choose a net."""
        return self._part.dimensions

    @property
    def size(self) -> int:
        """Nets in it."""
        return self._part.size

    def at(self, place: Iterator[float]) -> str:
        """The net at a place of the unit cube.

        Args:
            place: as many coordinates as there are dimensions, each at least 0 and below 1; more are left.
        """
        return self._part.at(place)

    def every(self) -> Iterator[str]:
        """All nets, one after the other."""
        return self._part.every()

    def ends(self) -> tuple[str, str]:
        """The net of all first options and lowest numbers, and the one of all last options and highest."""
        lowest, highest = (iter([share] * self.dimensions) for share in (0.0, 1.0))
        return self.at(lowest), self.at(highest)


def is_net_space(notation: str) -> bool:
    """Whether a net is written as a space: with braces, parentheses or repetitions.

    >>> is_net_space("784-{128,256}-10"), is_net_space("784-128x2-10"), is_net_space("conv3x3x8 dense10")
    (True, True, False)
    """
    repeated = re.search(r"\dx[\d{]", notation) is not None and not _has_words(notation)
    return repeated or re.search(r"[{}()^]", notation) is not None


@lru_cache(maxsize=256)
def read_net_space(notation: str) -> NetSpace:
    """Read a space of nets.

    ``784-{128,256}-10`` is two nets, ``784-{64..512}-10`` one for each width from 64 to 512, drawn evenly in
    the logarithm. ``784-{64..512}x{1..3}-10`` has one to three hidden layers of the same width, with ``^``
    in place of ``x`` each has its own. Among layers written as words parentheses hold what is repeated:
    ``(conv3x3x{4..32} maxpool2)^{1..3} flatten dense10``; there a brace may hold words, and nothing:
    ``dense64 {,batchnorm} dense10``.

    Args:
        notation: the text.

    Raises:
        NetError: it cannot be read.

    >>> space = read_net_space("784-{128,256}x{1..2}-10")
    >>> space.size, list(space.every())
    (4, ['784-128-10', '784-256-10', '784-128-128-10', '784-256-256-10'])
    """
    text = re.sub(r"\s*([{},]|\.\.)\s*", _without_blanks, " ".join(notation.lower().split()))
    if _has_words(text):
        read = _read_words(text, text, 0)
    else:
        read = _Sequence(tuple(_read_link(text, part) for part in _split(text, text, "-")), "-")
    if read.words > MAX_LAYERS or read.dimensions > MAX_LAYERS:
        raise _refuse(text, f"stands for nets of more than {MAX_LAYERS:,} layers")
    return NetSpace(text, read)


def _has_words(notation: str) -> bool:
    return re.search(r"[a-wyzA-WYZ]", notation) is not None


def _without_blanks(found: re.Match) -> str:
    """Blanks within braces mean nothing; those around them part words."""
    mark, text = found.group(1), found.group(0)
    before, after = text.split(mark)
    return (before if mark == "{" else "") + mark + (after if mark == "}" else "")


def _read_link(net: str, part: str) -> _Part:
    """A number of a chain, or a brace, and how often it comes."""
    body, mark, counts = _repetition(part)
    if not re.fullmatch(r"[0-9{},.-]+", body):
        raise _refuse(net, f"has '{shorten(part)}', which cannot be read")
    read = _read_braces(net, body)
    if not mark:
        return read
    return _Repeated(read, _read_counts(net, counts), mark == "x", "-")


def _read_words(net: str, text: str, depth: int) -> _Part:
    if depth > MAX_DEPTH:
        raise _refuse(net, f"has more than {MAX_DEPTH} parentheses within each other")
    parts: list[_Part] = []
    for word in _split(net, text, " "):
        if not word.startswith("("):
            parts.append(_read_braces(net, word))
            continue
        close = word.rfind(")")
        found = re.fullmatch(r"([x^])(.+)", word[close + 1 :])
        if found is None:
            raise _refuse(
                net, f"has '{shorten(word)}' without its number: write (...)x2, x{{1..3}} or ^{{1..3}}"
            )
        body = _read_words(net, word[1:close], depth + 1)
        parts.append(_Repeated(body, _read_counts(net, found.group(2)), found.group(1) == "x", " "))
    return _Sequence(tuple(parts), " ")


def _read_braces(net: str, word: str) -> _Part:
    """A word, some of which is in braces."""
    parts: list[_Part] = []
    for number, piece in enumerate(re.split(r"\{([^{}]*)\}", word)):
        if number % 2:
            parts.append(_read_brace(net, piece))
        elif re.search(r"[{}()^]", piece):
            raise _refuse(net, f"has '{shorten(word)}', which cannot be read")
        elif piece:
            parts.append(_Text(piece))
    return parts[0] if len(parts) == 1 else _Sequence(tuple(parts), "")


def _read_brace(net: str, inside: str) -> _Choice | _Range:
    if ".." in inside:
        low, high = _read_ends(net, inside)
        if high > MAX_UNITS:
            raise _refuse(net, f"has {{{inside}}}: at most {MAX_UNITS:,} are allowed")
        return _Range(low, high)
    options = tuple(inside.split(","))
    if len(options) < 2:
        raise _refuse(net, f"has {{{inside}}} with nothing to choose from")
    if len(set(options)) < len(options):
        raise _refuse(net, f"has {{{inside}}}, where something is twice")
    if "" in options and not _has_words(net):
        raise _refuse(net, f"has {{{inside}}}, where a number is missing")
    return _Choice(options)


def _read_ends(net: str, inside: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,9})\.\.([0-9]{1,9})", inside)
    if found is None:
        raise _refuse(net, f"has {{{inside}}}: a range is two whole numbers, such as {{64..512}}")
    low, high = int(found.group(1)), int(found.group(2))
    if not 1 <= low < high:
        raise _refuse(net, f"has {{{inside}}}: a range starts at 1 or above, with the lower number")
    return low, high


def _read_counts(net: str, written: str) -> tuple[int, ...]:
    """How often something comes: ``2``, ``{1,3}`` or ``{1..3}``."""
    inside = written[1:-1] if written.startswith("{") and written.endswith("}") else written
    if ".." in inside:
        low, high = _read_ends(net, inside)
        counts: tuple[int, ...] = tuple(range(low, min(high, MAX_REPEATS + 1) + 1))
    elif re.fullmatch(r"[0-9]{1,9}(,[0-9]{1,9})*", inside):
        counts = tuple(dict.fromkeys(int(count) for count in inside.split(",")))
    else:
        raise _refuse(net, f"has '{shorten(written)}' where a number of layers belongs, such as {{1..3}}")
    if not 1 <= min(counts) <= max(counts) <= MAX_REPEATS:
        raise _refuse(net, f"repeats layers {shorten(written)} times: 1 to {MAX_REPEATS} are allowed")
    return counts


def _repetition(part: str) -> tuple[str, str, str]:
    """What is repeated, ``x`` or ``^``, and how often, each as text; empty where nothing is."""
    found = re.fullmatch(r"([^x^]*|.*\})([x^])([^x^]*)", part)
    return (found.group(1), found.group(2), found.group(3)) if found else (part, "", "")


def _split(net: str, text: str, separator: str) -> list[str]:
    """The parts of a text between separators that are in no brace and no parenthesis."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter in "({") - (letter in ")}")
        if depth < 0:
            break
        if letter == separator and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    if depth:
        raise _refuse(net, "has a brace or a parenthesis without its other half")
    parts.append(text[start:])
    if not all(parts):
        raise _refuse(net, "has an empty place")
    return parts


def _refuse(net: str, what: str) -> NetError:
    return NetError(f"net '{shorten(net)}' {what}. Nets to try are written {FORMS}.")
