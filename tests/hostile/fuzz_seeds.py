"""Small valid files and texts of every kind trainlab reads: what fuzzing starts from."""

from __future__ import annotations

import gzip
import io
import json
import struct
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from trainlab.files.atomic import NewFile
from trainlab.record import Chunk, Evaluations, Trial
from trainlab.tasks import OF_CLASSES

ROWS = 24
X = np.arange(2.0 * ROWS).reshape(ROWS, 2)
Y = np.arange(ROWS) % 2
IMAGES = (np.arange(16 * ROWS) % 256).astype(np.uint8).reshape(ROWS, 4, 4)


def csv() -> list[bytes]:
    rows = [f"{a},{b},{'yes' if y else 'no'}" for (a, b), y in zip(X, Y, strict=True)]
    plain = "\n".join(["a,b,y", *rows])
    quoted = '"a;x";"b\nc";label\r\n' + "\r\n".join(
        f'"{a}";{b};"k {y}"' for (a, b), y in zip(X, Y, strict=True)
    )
    tabs = "﻿a\tb\ttarget\n" + "\n".join(f"{a}\t{y}\t{y}" for (a, _), y in zip(X, Y, strict=True)) + "\n"
    blanks = "\n".join(f"  {a:>8.3f}   {b} {'größer' if y else 'NA'}" for (a, b), y in zip(X, Y, strict=True))
    return [*(text.encode() for text in (plain, quoted, tabs, marked_csv())), blanks.encode("latin-1")]


def marked_csv() -> str:
    """Numbers with the marks of another country."""
    rows = [f"1.234,{place:02d}|{place % 4},5|{'NA' if place == 3 else y}" for place, y in enumerate(Y)]
    return "\n".join(["a|b|y", *rows])


def parquet() -> list[bytes]:
    import pyarrow as pa
    from pyarrow import parquet as writer

    words = ["no", "yes"] * (ROWS // 2)
    plain = pa.table({"a": X[:, 0], "b": Y.astype(np.int8), "y": words})
    nested = pa.table({"a": [[1, 2]] * ROWS, "b": [{"c": 1}] * ROWS, "y": words})
    other = pa.table(
        {
            "a": pa.array(range(ROWS), pa.decimal128(9, 2)), "b": pa.array(Y.astype(bool)),
            "c": pa.array(range(ROWS), pa.timestamp("s")), "y": pa.array(words).dictionary_encode(),
        }
    )  # fmt: skip
    files = []
    for table, options in (
        (plain, {"compression": "none"}), (plain, {"compression": "zstd", "data_page_version": "2.0"}),
        (plain.append_column("c", [words]), {"compression": "snappy", "row_group_size": 10}),
        (nested, {}), (other.drop_columns("c"), {"compression": "gzip"}), (other, {"use_dictionary": False}),
    ):  # fmt: skip
        stream = io.BytesIO()
        writer.write_table(table, stream, **options)
        files.append(stream.getvalue())
    return files


def npz() -> list[bytes]:
    files = []
    splits = {"x_train": IMAGES, "y_train": Y, "x_test": IMAGES[:6], "y_test": Y[:6]}
    named = {"x_train": X, "y_train": Y, "x_val": X, "val_y": Y, "class_names": np.array(["a", "b"]), "id": Y}
    for save, arrays in (
        (np.savez, {"x": X, "y": Y}),
        (np.savez_compressed, {"x": X.astype("f4"), "y": np.where(Y, "a", "b")}),
        (np.savez_compressed, splits),
        (np.savez, named),
    ):  # fmt: skip
        stream = io.BytesIO()
        save(stream, **arrays)
        files.append(stream.getvalue())
    return files


def idx() -> list[bytes]:
    """Images; the labels beside them are those of all."""
    header = struct.pack(">HBB3I", 0, 8, 3, ROWS, 4, 4)
    floats = struct.pack(">HBB2I", 0, 0x0D, 2, ROWS, 2) + X.astype(">f4").tobytes()
    return [header + IMAGES.tobytes(), floats]


def idx_gz() -> list[bytes]:
    return [gzip.compress(content, mtime=0) for content in idx()]


def labels() -> bytes:
    return struct.pack(">HBBI", 0, 8, 1, ROWS) + Y.astype(np.uint8).tobytes()


def tfrecord(build: Callable[[list[bytes]], bytes]) -> list[bytes]:
    def field(number: int, content: bytes) -> bytes:
        return bytes([number * 8 + 2, len(content)]) + content

    def example(**features: bytes) -> bytes:
        entries = [field(1, name.encode()) + field(2, value) for name, value in features.items()]
        return field(1, b"".join(field(1, entry) for entry in entries))

    def floats(*values: float) -> bytes:
        return field(2, field(1, struct.pack(f"<{len(values)}f", *values)))

    def integer(value: int) -> bytes:
        return field(3, b"\x08" + bytes([value]))

    names = [field(1, field(1, word)) for word in (b"no", b"yes")]
    columns = [
        example(a=floats(a), b=integer(int(y)), label=names[y]) for (a, _), y in zip(X, Y, strict=True)
    ]
    vectors = [example(image=floats(a, b), label=integer(int(y))) for (a, b), y in zip(X, Y, strict=True)]
    return [build(columns), build(vectors)]


def experiment() -> list[bytes]:
    return [
        b"data: moons\nnet: 2-4-2\nset: {optimizer: sgd, steps: 20, class_weights: 1:5}\n"
        b"vary: {learning_rate: log:1e-3:10:8}\nseeds: 3\nname: demo\n",
        b"# a comment\ndata: digits\nnet: [conv3x3x8, maxpool2, dense10]\nset:\n  batch_size: full\n"
        b"  standardize: yes\nvary:\n  l2: [0, 1e-3, 0.01]\n  momentum: [0.0, 0.9]\npair:\n"
        b"  dropout: [0, 0.5]\n  max_norm:\n    - 1\n    - 2\nseed: 7\ntrials: ~\n",
        b'{"data": "moons", "net": "2-4-2", "vary": {"l2": "random-log:1e-6:1"}, "trials": 5, "name": null}',
    ]


def safetensors() -> list[bytes]:
    from safetensors.numpy import save

    half = {"hidden1.kernel": np.ones((2, 4), np.float16), "hidden1.bias": np.arange(4)}
    return [save(weights(), {"format": "trainlab network"}), save(half)]


def weights() -> dict[str, np.ndarray]:
    """The weights of the net of :func:`network`."""
    source = np.random.default_rng(0)
    shapes = {"hidden1.kernel": (2, 4), "hidden1.bias": (4,), "output.kernel": (4, 2), "output.bias": (2,)}
    tensors = {name: source.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    return tensors | {"input.mean": np.zeros(2), "input.deviation": np.ones(2)}


TRIALS = 3
"""Of the study that a part is of."""


def chunk(trials: list[Trial]) -> Chunk:
    """Four steps of every trial."""
    ids = np.arange(len(trials))
    nothing = np.empty(0, np.int64)
    evaluations = Evaluations(nothing, nothing, np.empty((0, len(OF_CLASSES))))
    losses = np.linspace(1, 0, 4 * len(ids), dtype=np.float32).reshape(-1, 4)
    return Chunk(ids, 0, {"train_loss": losses}, np.full(len(ids), 4), evaluations, tuple(trials))


def part() -> list[bytes]:
    """Parts as trainlab writes them, in one group of rows and in several."""
    from trainlab.store.curves.parquet import write_parquet
    from trainlab.store.curves.parts import chunk_columns

    columns = chunk_columns(chunk([Trial(id, {}, 0, 100, 5, 22) for id in range(TRIALS)]))
    each = [{name: column[4 * id : 4 * id + 4] for name, column in columns.items()} for id in range(TRIALS)]
    files = []
    for groups in ([columns], each):
        with TemporaryDirectory() as place:
            new = NewFile(Path(place) / "part", 0o600)
            write_parquet(new, ["train_loss"], groups)
            new.flush()
            files.append(new.path.read_bytes())
            new.end()
    return files


def network() -> list[bytes]:
    """What the JSON of an exported network holds; ``sha256`` is put in by who writes the weights."""
    about = {
        "format": "trainlab network", "version": 1,
        "settings": {
            "net": "2-4-2", "activation": "relu", "loss": "auto", "learning_rate": 0.1, "standardize": True,
        },
        "input_shape": [2], "classes": ["no", "yes"], "features": ["a", "b"], "standardized": True,
        "scores": {"validation_accuracy": 0.9, "validation_loss": None},
        "origin": {"study": "demo", "trial": 3}, "sha256": "0" * 64,
    }  # fmt: skip
    return [
        json.dumps(about).encode(),
        json.dumps(about, indent=1).replace("2-4-2", "dense4 dense2").encode(),
    ]


TEXTS: dict[str, tuple[list[str], list[str]]] = {
    "net": (
        ["784-500-300-10", "784-10", "conv3x3x8 maxpool2 flatten dense10",
         "conv5x5x6/2:same:tanh batchnorm:relu dense10", "rescale0.5:-1 dropout0.5 dense10",
         "branch depthwise3x3x1:same conv1x1x1 add:relu globalavgpool dense10",
         "separable3x3x32/2x1 avgpool2x3:same activation dropout flatten dense10:relu"],
        ["x", "/", ":", "-", "same", "branch ", " add", "dense", "conv", "99999999", "1000000", "dropout",
         "0", " "],
    ),
    "until": (
        ["train_loss<0.3", "validation_accuracy >= 0.98", "validation_loss<=1e-3"],
        ["<", "<=", ">", "nan", "inf", "1e999", "_", "train_loss", "0x10", "٣"],
    ),
    "pieces": (["50%:0.1/75%:0.01", "200:0.1/400:0.01"], ["%", ":", "/", "1e999", "9999999999", ".", "٣"]),
    "class_weights": (["balanced", "1:5", "1:1:1:1:1:1:1:1:1:5"], [":", "nan", "inf", "-1", "1e999", "1_0"]),
    "setting": (
        ["learning_rate=0.1", "batch_size=full", "steps=100", "optimizer=adam", "standardize=yes",
         "momentum=0.9", "freeze=hidden[12]", "until=train_loss<0.3", "eval_every=auto", "seed=3",
         "start_from=a:1"],
        ["=", "nan", "inf", "1e999", "true", "9" * 40, "-", "1_000", "٣", "none"],
    ),
    "space": (
        ["learning_rate=log:1e-4:1:16", "batch_size=1,8,full", "l2=lin:0:1:5", "momentum=random-lin:0:1",
         "l2=random-log:1e-6:1", "optimizer=choice:sgd,adam", "net=2-4-2,2-8-2"],
        [":", ",", "log:", "lin:", "random-log:", "choice:", "1e999", "1000000", "nan", "-inf", "0"],
    ),
    "question": (
        ["train_loss < 0.5", "min(validation_loss) < 0.3 and not learning_rate > 0.1",
         "mean_over(train_loss, 20) <= 2 * last(train_loss) - 1%", "optimizer == 'adam' or (l2 != 0)"],
        ["(", ")", " and ", " or ", " not ", "<", "==", "mean_over(", "'", "1e999", "%", "-", "first("],
    ),
    "pattern": (
        ["hidden[12]", "hidden1,output", "hidden*", "[!o]*,out???"],
        ["(", ")", "*", "+", "?", "{9}", "|", "\\1", ".*", "(?:", "(?=", "[^a]", "^"],
    ),
}  # fmt: skip
"""Kind of text -> valid ones, and pieces that mistakes are made of."""
