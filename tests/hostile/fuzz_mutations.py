"""Changing valid files: bits, lengths and pieces, and the same inside of what wraps them.

A change to a file that carries checksums is noticed at once and shows nothing; so half of the changes are
made to what is inside, which is then wrapped again as a program that means harm would.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from random import Random

Parts = list[bytes]

INTERESTING = (
    0, 1, 2, 7, 15, 16, 100, 127, 128, 255, 256, 1024, 4096, 32767, 32768, 65535, 65536, 10**6, 2**24,
    2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**40, 2**53, 2**62, 2**63 - 1, 2**63, 2**64 - 1,
)  # fmt: skip
"""Numbers at which programs go wrong."""

WRITTEN = (
    b"0",
    b"-1",
    b"1e999",
    b"nan",
    b"NaN",
    b"Infinity",
    b"9" * 30,
    b"9" * 5000,
    b"1e-400",
    b"0x1F",
    b"null",
)
"""The same in text."""

MAX_BYTES = 1 << 16


def mutate(content: bytes, others: Sequence[bytes], pieces: Sequence[bytes], random: Random) -> bytes:
    """Some changes to bytes; ``others`` are files to take from, ``pieces`` what such files are made of."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 1, 1, 2, 2, 4))):
        random.choice(_CHANGES)(changed, others, pieces, random)
        if len(changed) > MAX_BYTES:
            del changed[MAX_BYTES:]
    return bytes(changed)


def _place(changed: bytearray, random: Random) -> int:
    return random.randrange(len(changed) + 1)


def _flip(changed: bytearray, others: object, pieces: object, random: Random) -> None:
    if changed:
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)


def _set(changed: bytearray, others: object, pieces: object, random: Random) -> None:
    if changed:
        changed[random.randrange(len(changed))] = random.choice(
            (0, 1, 0x7F, 0x80, 0xFF, random.randrange(256))
        )


def _cut(changed: bytearray, others: object, pieces: object, random: Random) -> None:
    del changed[_place(changed, random) :]


def _remove(changed: bytearray, others: object, pieces: object, random: Random) -> None:
    start = _place(changed, random)
    del changed[start : start + random.choice((1, 2, 4, 8, 64, 512))]


def _repeat(changed: bytearray, others: object, pieces: object, random: Random) -> None:
    start, length = _place(changed, random), random.choice((1, 2, 8, 64, 512))
    place = _place(changed, random)
    changed[place:place] = bytes(changed[start : start + length]) * random.choice((1, 1, 2, 16, 256))


def _splice(changed: bytearray, others: Sequence[bytes], pieces: object, random: Random) -> None:
    other = random.choice(others)
    start = random.randrange(len(other) + 1)
    piece = other[start : start + random.choice((4, 32, 256, len(other)))]
    place = _place(changed, random)
    changed[place : place + random.choice((0, len(piece)))] = piece


def _number(changed: bytearray, others: object, pieces: object, random: Random) -> None:
    width = random.choice((1, 2, 4, 8))
    number = random.choice(INTERESTING) % 256**width
    place = _place(changed, random)
    changed[place : place + width] = number.to_bytes(width, random.choice(("little", "big")))


def _written(changed: bytearray, others: object, pieces: Sequence[bytes], random: Random) -> None:
    """A number in text replaced, or a piece put in."""
    digits = [place for place, octet in enumerate(changed) if 0x30 <= octet <= 0x39]
    if digits and random.random() < 0.5:
        start = end = random.choice(digits)
        while end < len(changed) and 0x30 <= changed[end] <= 0x39:
            end += 1
        changed[start:end] = random.choice(WRITTEN)
    else:
        place = _place(changed, random)
        piece = random.choice(pieces or WRITTEN)
        changed[place : place + random.choice((0, 0, len(piece)))] = piece * random.choice(
            (1, 1, 1, 2, 40, 1000)
        )


_CHANGES = (_flip, _set, _cut, _remove, _repeat, _splice, _number, _number, _written, _written)


def members(content: bytes) -> Parts:
    """The members of a zip archive: name, content, name, ..."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [part for name in archive.namelist() for part in (name.encode(), archive.read(name))]


def as_zip(parts: Parts, random: Random) -> bytes:
    stream = io.BytesIO()
    how = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(stream, "w", how) as archive:
        for name, content in zip(parts[::2], parts[1::2], strict=True):
            # A name may take 65,535 bytes, and a replaced one takes three.
            info = zipfile.ZipInfo(name[:20_000].decode(errors="replace").replace("\0", "?") or "?")
            info.compress_type = how
            if info.filename not in archive.NameToInfo:
                archive.writestr(info, content)
    return stream.getvalue()


def inside_gzip(content: bytes) -> Parts:
    return [gzip.decompress(content)]


def as_gzip(parts: Parts, random: Random) -> bytes:
    return gzip.compress(parts[0], random.choice((0, 1, 9)), mtime=0)


def records(content: bytes) -> Parts:
    """The data of the records of a TFRecord file."""
    parts, at = [], 0
    while at < len(content):
        (length,) = struct.unpack_from("<Q", content, at)
        parts.append(content[at + 12 : at + 12 + length])
        at += 16 + length
    return parts


def as_records(parts: Parts, random: Random) -> bytes:
    from trainlab.files.tfrecord import masked_crc

    out = bytearray()
    lying = random.randrange(len(parts)) if random.random() < 0.1 else -1
    for place, part in enumerate(parts):
        length = struct.pack("<Q", random.choice(INTERESTING) if place == lying else len(part))
        for field in (length, part):
            out += field + struct.pack("<I", masked_crc(field))
    return bytes(out)


def header_and_data(content: bytes) -> Parts:
    """The JSON at the start of a safetensors file, and what follows."""
    (length,) = struct.unpack_from("<Q", content)
    return [content[8 : 8 + length], content[8 + length :]]


def with_header(parts: Parts, random: Random) -> bytes:
    return struct.pack("<Q", len(parts[0])) + parts[0] + parts[1]


def data_and_footer(content: bytes) -> Parts:
    """The pages of a Parquet file, and what describes them."""
    (length,) = struct.unpack_from("<I", content, len(content) - 8)
    return [content[: -8 - length], content[-8 - length : -8]]


def with_footer(parts: Parts, random: Random) -> bytes:
    return parts[0] + parts[1] + struct.pack("<I", len(parts[1])) + b"PAR1"


_NOT_WRAPPED = (
    ValueError, OSError, EOFError, struct.error, zipfile.BadZipFile, zlib.error, NotImplementedError,
    RuntimeError,
)  # fmt: skip
"""What taking an input apart raises that was damaged before."""

Unwrap = Callable[[bytes], Parts]
Wrap = Callable[[Parts, Random], bytes]


def mutate_inside(
    content: bytes,
    unwrap: Unwrap,
    wrap: Wrap,
    others: Sequence[bytes],
    pieces: Sequence[bytes],
    random: Random,
) -> bytes:
    """Some changes to what is inside of a file, wrapped again; to the file where nothing is inside."""
    try:
        parts = unwrap(content)
    except _NOT_WRAPPED:
        return mutate(content, others, pieces, random)
    if not parts:
        return mutate(content, others, pieces, random)
    place = random.randrange(len(parts))
    parts[place] = mutate(parts[place], [*parts], pieces, random)
    if len(parts) > 2 and random.random() < 0.1:
        parts[place - place % 2 : place - place % 2 + 2] *= random.choice((0, 2))
    return wrap(parts, random)
