"""Files of some kilobytes that would take gigabytes, or minutes, if they were believed."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from fuzz_mutations import as_records
from fuzz_seeds import labels, network


def npy(shape: str, descr: str = "'<f8'") -> bytes:
    """The header of an NPY file, without values."""
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header


def archive(path: Path, x: bytes, y: bytes = b"", how: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", how, compresslevel=9) as file:
        file.writestr("x.npy", x)
        file.writestr("y.npy", y or npy("(2,)", "'<i8'") + np.arange(2).tobytes())
    return path


def npz_of_70_gib(folder: Path) -> Path:
    return archive(folder / "declares.npz", npy("(9395240960,)") + bytes(64))


def npz_1000_to_1(folder: Path) -> Path:
    rows = 2**21
    x = npy(f"({rows}, 16)", "'|u1'") + bytes(16 * rows)
    return archive(
        folder / "deflated.npz", x, npy(f"({rows},)", "'|u1'") + bytes(rows // 2) + b"\1" * (rows // 2)
    )


def npz_whose_directory_lies(folder: Path) -> Path:
    path = archive(folder / "lies.npz", npy("(8589934592,)") + bytes(64))
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\1\2")
    content[entry + 20 : entry + 28] = struct.pack("<II", 2**32 - 2, 2**32 - 2)
    path.write_bytes(content)
    return path


def npz_with_a_long_directory(folder: Path) -> Path:
    path = folder / "directory.npz"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("a", b"")
    content = stream.getvalue()
    start = content.index(b"PK\1\2")
    end = content.index(b"PK\5\6")
    entries = 300_000
    directory = content[start:end] * entries
    # More than 65,535 members: their number stands in a record of ZIP64.
    zip64 = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, entries, entries, len(directory), start)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, start + len(directory), 1)
    last = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)
    path.write_bytes(content[:start] + directory + zip64 + locator + last)
    return path


def npz_of_nothing(folder: Path) -> Path:
    return archive(folder / "nothing.npz", npy("(4, 4)") + bytes(128), npy("(1099511627776,)", "'<U0'"))


def yaml(folder: Path, name: str, content: str) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(content)
    return path


def tfrecord_of_2_to_the_63(folder: Path) -> Path:
    from trainlab.files.tfrecord import masked_crc

    length = struct.pack("<Q", 2**63)
    path = folder / "long.tfrecord"
    path.write_bytes(length + struct.pack("<I", masked_crc(length)) + bytes(100))
    return path


def tfrecord_of_empty_values(folder: Path) -> Path:
    from random import Random

    def field(number: int, content: bytes) -> bytes:
        length = len(content)
        written = bytearray()
        while length >= 128:
            written.append(length % 128 + 128)
            length //= 128
        return bytes([8 * number + 2]) + bytes([*written, length]) + content

    entries = [
        field(1, b"label") + field(2, field(1, b"\x0a\x00" * 20_000)),
        field(1, b"a") + field(2, field(3, b"\x08\x01" * 20_000)),
    ]
    example = field(1, b"".join(field(1, entry) for entry in entries))
    path = folder / "empty.tfrecord"
    path.write_bytes(as_records([example], Random(1)))
    return path


def idx(folder: Path, name: str, images: bytes) -> Path:
    place = folder / name
    place.mkdir()
    (place / "train-images-idx3-ubyte").write_bytes(images)
    (place / "train-labels-idx1-ubyte").write_bytes(labels())
    return place


def parquet(folder: Path, name: str, table: object, **options: Any) -> Path:
    from pyarrow import parquet as writer

    path = folder / f"{name}.parquet"
    writer.write_table(table, path, **options)
    return path


def safetensors(folder: Path, name: str, header: bytes, data: bytes = b"", length: int | None = None) -> Path:
    path = folder / f"{name}.safetensors"
    path.write_bytes(struct.pack("<Q", len(header) if length is None else length) + header + data)
    return path


def network_json(folder: Path, name: str, content: bytes) -> Path:
    (folder / f"{name}.json").write_bytes(content)
    (folder / f"{name}.safetensors").write_bytes(bytes(8))
    return folder / f"{name}.json"


def make(folder: Path) -> list[Path]:
    """Every bomb, as a file or a folder."""
    import pyarrow as pa

    rows = 10**7
    classes = pa.array(np.arange(rows) > 5)
    aliases = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    about = json.loads(network()[0])
    largest = 2**32 - 1
    words = pa.DictionaryArray.from_arrays(np.zeros(9_000, np.int32), ["x" * 10**6])
    tensor = b'{"a.b":{"dtype":"F32","shape":[%d],"data_offsets":[0,%d]}}'
    return [
        npz_of_70_gib(folder),
        npz_1000_to_1(folder),
        npz_whose_directory_lies(folder),
        npz_with_a_long_directory(folder),
        npz_of_nothing(folder),
        yaml(folder, "lists", "[" * 500_000),
        yaml(folder, "mappings", "{a: " * 100_000),
        yaml(folder, "items", "- " * 200_000),
        yaml(folder, "laughs", aliases),
        yaml(folder, "long", "a" * 600_000),
        yaml(folder, "python", "data: !!python/object/apply:os.system [true]"),
        tfrecord_of_2_to_the_63(folder),
        tfrecord_of_empty_values(folder),
        idx(folder, "overflow", struct.pack(">HBB4I", 0, 0x0E, 4, *[largest] * 4)),
        idx(folder, "wraps", struct.pack(">HBB4I", 0, 8, 4, 2**16, 2**16, 2**16, 2**16)),
        idx(
            folder, "zipped", gzip.compress(struct.pack(">HBB3I", 0, 8, 3, 64, 2**10, 2**10) + bytes(2**26)),
        ),
        parquet(folder, "runs", pa.table({"a": np.zeros(rows), "y": classes})),
        parquet(
            folder, "page", pa.table({"a": np.zeros(rows // 2)}), compression="zstd", use_dictionary=False,
            data_page_size=2**30,
        ),
        parquet(folder, "words", pa.table({"a": words, "y": pa.array(np.arange(9_000) % 2)})),
        parquet(folder, "nested", pa.table({"a": [[[[[1.0] * 999]]]] * 99, "y": ["a"] * 99})),
        safetensors(folder, "header", b"{}", length=2**63),
        safetensors(folder, "offsets", tensor % (2**30, 2**32)),
        safetensors(folder, "shape", tensor.replace(b"%d", b"0,%d", 1) % (2**63 - 1, 0)),
        safetensors(folder, "deep", b'{"a":' * 100_000),
        network_json(folder, "nesting", b"[" * 1_000_000),
        network_json(folder, "endless", b"[]," * 1_500_000),
        network_json(
            folder, "net", json.dumps({**about, "settings": {"net": "conv9x9x9 " * 9_999}}).encode(),
        ),
    ]  # fmt: skip
