"""Text files of unknown origin: what kind they are, how their characters are written, how they begin."""

from __future__ import annotations

import codecs
from pathlib import Path

from trainlab.errors import DataError
from trainlab.files.opening import open_regular

BEGINNING = 1 << 12
"""Bytes in which a file of another kind shows."""

LOOKED_AT = 1 << 20
"""Bytes in which the layout of a table shows."""

OTHER_KINDS = {
    b"\xff\xfe": "UTF-16: save it as UTF-8",
    b"\xfe\xff": "UTF-16: save it as UTF-8",
    b"PAR1": "a Parquet file: name it so",
    b"PK\3\4": "a zip archive or a spreadsheet: take out the CSV, or save as CSV",
    b"\x1f\x8b": "compressed: decompress it first",
}
"""How files begin that are mistaken for CSV, and what helps."""

UTF_8 = "utf-8-sig"
"""UTF-8, with or without a byte order mark."""

WESTERN = {"cp1252": "Windows-1252", "latin-1": "Latin-1"}
"""What text is that is not UTF-8. Latin-1 gives every byte a meaning, so it comes last."""


def refuse_no_text(path: Path) -> None:
    """Refuse a file of another kind, which would only seem to have a damaged row.

    Raises:
        DataError: it is binary.
    """
    with open_regular(path) as file:
        start = file.read(BEGINNING)
    looks = next((kind for magic, kind in OTHER_KINDS.items() if start.startswith(magic)), None)
    if looks or b"\0" in start:
        hint = f" It looks like {looks}." if looks else ""
        raise DataError(f"{path} cannot be read as CSV: it is not text in UTF-8.{hint}")


def encoding_of(path: Path) -> str:
    """How a file writes its characters: UTF-8 where all of it is, else Windows-1252 or Latin-1."""
    for encoding in (UTF_8, "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with open_regular(path) as file:
                while piece := file.read(LOOKED_AT):
                    decoder.decode(piece)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def beginning(path: Path, encoding: str) -> str:
    """The first lines of a file, whole lines where it has any of usual length."""
    with open_regular(path) as file:
        content = file.read(LOOKED_AT)
        whole = not file.read(1)
    text = content.decode(encoding, errors="replace")
    ends = max(text.rfind("\n"), text.rfind("\r"))
    return text if whole or ends < 0 else text[: ends + 1]


def as_text(value: bytes) -> str:
    """Bytes as the text they write: UTF-8, or Latin-1 where they are not."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
