"""Journals, logs and indexes of logs beside a database: what SQLite reads, replays, makes and deletes."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from random import Random

import fuzz_mutations as mutations
from studies.files import ENDLESS, MAGIC, content_of, remove


def journal(folder: Path, outside: Path, random: Random) -> None:
    """A rollback journal, which may name a file to be deleted, or put pages into the database."""
    database = folder / "study.sqlite"
    content = content_of(database)
    size = random.choice((4096, 4096, 4096, 512, 65536, 0, 3, 1 << 31))
    sector = random.choice((512, 512, 4096, 1 << 16, 0, 1 << 31))
    pages = random.choice((len(content) // 4096, 1, 0, 1000, 2**31, 2**32 - 1))
    nonce = random.randrange(2**32)
    records = b"".join(_record(content, nonce, random) for _ in range(random.choice((0, 0, 1, 3))))
    count = random.choice((len(records) // 4104, 0, 1, 2**32 - 1))
    header = MAGIC + struct.pack(">IIIII", count, nonce, pages, sector, size)
    end = b"" if random.random() < 0.4 else _super_journal(outside, random)
    journal = folder / "study.sqlite-journal"
    remove(journal)
    journal.write_bytes(header.ljust(min(sector, 4096) or 512, b"\0") + records + end)
    if random.random() < 0.1:
        os.truncate(journal, ENDLESS)
    if random.random() < 0.2:
        _no_log(folder)


def _record(content: bytes, nonce: int, random: Random) -> bytes:
    """A page that undoing writes back, with the checksum SQLite asks for."""
    count = max(len(content) // 4096, 1)
    number = random.randrange(1, count + 1)
    page = bytearray(content[(number - 1) * 4096 : number * 4096].ljust(4096, b"\0"))
    for _ in range(random.choice((0, 1, 40))):
        page[random.randrange(4096)] = random.randrange(256)
    checksum = (nonce + sum(page[place] for place in range(4096 - 200, 0, -200))) % 2**32
    number = random.choice((number, number, number, 2**31, 0))
    return struct.pack(">I", number) + bytes(page) + struct.pack(">I", checksum)


def _super_journal(outside: Path, random: Random) -> bytes:
    name = os.fspath(
        random.choice((outside / "victim", outside / "pipe", outside / "folder", outside / "missing"))
    )
    written = random.choice((name, name, os.path.join("..", "..", "outside", "victim"), "")).encode()
    total = sum(written) + random.choice((0, 0, 0, 1))
    length = random.choice((len(written), len(written), len(written), 2**31, 0))
    end = struct.pack(">I", 0x40000000 // 4096 + 1) + written + struct.pack(">II", length, total % 2**32)
    return end + random.choice((MAGIC, MAGIC, MAGIC, MAGIC + b"\0"))


def _no_log(folder: Path) -> None:
    """The database says that it is undone by journals, not by a log."""
    _set_versions(folder, b"\1\1")
    for ending in ("-wal", "-shm"):
        remove(folder / f"study.sqlite{ending}")


def _set_versions(folder: Path, versions: bytes) -> None:
    database = folder / "study.sqlite"
    if database.is_file() and database.stat().st_size > 100:
        with database.open("r+b") as file:
            file.seek(18)
            file.write(versions)


def log(folder: Path, outside: Path, random: Random) -> None:
    """A log whose frames hold whatever one likes, with the checksums SQLite asks for; its index, or none."""
    path = folder / "study.sqlite-wal"
    if (found := content_of(path)) and random.random() < 0.6:
        content = bytearray(found)
    else:
        content = bytearray(_log_header(random)) + _frame(random) * random.choice((0, 1, 5))
    for _ in range(random.choice((0, 1, 8))):
        if content:
            content[random.randrange(len(content))] = random.randrange(256)
    remove(path)
    path.write_bytes(_checked(content, random) if random.random() < 0.8 else bytes(content))
    if random.random() < 0.05:
        os.truncate(path, ENDLESS)
    if random.random() < 0.8:
        _set_versions(folder, b"\2\2")
    if random.random() < 0.5:
        index(folder, outside, random)


def _log_header(random: Random) -> bytes:
    size = random.choice((4096, 4096, 4096, 512, 65536, 3))
    return struct.pack(">IIIIIIII", 0x377F0682, 3007000, size, 0, 1, 2, 0, 0)


def _frame(random: Random) -> bytes:
    number = random.choice((1, 2, 3, 2**31, 0))
    return struct.pack(">IIIIII", number, random.choice((0, 12, 2**31)), 1, 2, 0, 0) + random.randbytes(4096)


def _checked(content: bytearray, random: Random) -> bytes:
    """The log with checksums that are right: https://www.sqlite.org/fileformat.html, 4.2."""
    if len(content) < 32:
        return bytes(content)
    order = ">" if content[3] & 1 else "<"
    size = struct.unpack_from(">I", content, 8)[0]
    sums = _sum(content[:24], order, (0, 0))
    struct.pack_into(">II", content, 24, *sums)
    if size not in (512, 1024, 4096, 65536):
        return bytes(content)
    for start in range(32, min(len(content), 40 * (size + 24)) - size - 23, size + 24):
        content[start + 8 : start + 16] = content[16:24]
        sums = _sum(content[start : start + 8], order, sums)
        sums = _sum(content[start + 24 : start + 24 + size], order, sums)
        struct.pack_into(">II", content, start + 16, *sums)
    return bytes(content)


def _sum(piece: bytearray, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    one, two = sums
    words = struct.unpack(f"{order}{len(piece) // 4}I", piece)
    for place in range(0, len(words), 2):
        one = (one + words[place] + two) & 0xFFFFFFFF
        two = (two + words[place + 1] + one) & 0xFFFFFFFF
    return one, two


def index(folder: Path, outside: Path, random: Random) -> None:
    """An index of the log that is wrong, cut or huge."""
    path = folder / "study.sqlite-shm"
    content = content_of(path) or random.randbytes(32768)
    remove(path)
    path.write_bytes(mutations.mutate(content, [content], (), random))
    if random.random() < 0.1:
        os.truncate(path, ENDLESS)


def lock(folder: Path, outside: Path, random: Random) -> None:
    """A lock that says something odd about its holder."""
    path = folder / "lock"
    remove(path)
    path.write_bytes(
        random.choice((b"{}", b'{"pid": "\x1b", "host": [], "time": 1e999}', b"[" * 5000, b"\xff"))
    )
    if random.random() < 0.2:
        os.truncate(path, ENDLESS)
