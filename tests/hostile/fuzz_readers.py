"""Every reader of outside input as fuzzing needs it: seeds, how they are changed, and what reads them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import fuzz_mutations as mutations
import fuzz_seeds as seeds

Read = Callable[[bytes, Path], object]
"""Reads an input; the folder is empty at first, and the reader's own."""


@dataclass(frozen=True)
class Reader:
    """A reader.

    Attributes:
        name: what it reads.
        read: reads one input; whatever it raises but TrainlabError is a mistake of ours.
        valid: inputs that it takes.
        pieces: what such inputs are made of.
        unwrap, wrap: take an input apart, and put it together again with the right checksums and lengths.
    """

    name: str
    read: Read
    valid: tuple[bytes, ...]
    pieces: tuple[bytes, ...] = ()
    unwrap: mutations.Unwrap | None = None
    wrap: mutations.Wrap | None = None

    def mutated(self, content: bytes, random: Random) -> bytes:
        """A changed input."""
        if self.unwrap and self.wrap and random.random() < 0.6:
            return mutations.mutate_inside(content, self.unwrap, self.wrap, self.valid, self.pieces, random)
        return mutations.mutate(content, self.valid, self.pieces, random)


def _dataset(ending: str, **said: Any) -> Read:
    def read(content: bytes, folder: Path) -> object:
        from trainlab.data import load_dataset

        path = folder / f"f{ending}"
        path.write_bytes(content)
        return load_dataset(path, standardize=True, **said)

    return read


def _idx_folder(ending: str) -> Read:
    def read(content: bytes, folder: Path) -> object:
        from trainlab.data import load_dataset

        (folder / f"train-images-idx3-ubyte{ending}").write_bytes(content)
        labels = folder / "train-labels-idx1-ubyte"
        if not labels.exists():
            labels.write_bytes(seeds.labels())
        return load_dataset(folder)

    return read


def _experiment(content: bytes, folder: Path) -> object:
    from trainlab.experiments import Experiment, propose

    path = folder / "f.yaml"
    path.write_bytes(content)
    experiment = Experiment.read(path)
    if _is_small(experiment):
        propose(experiment)
        return Experiment.parse(experiment.to_yaml(), path)
    return experiment


def _is_small(experiment: object) -> bool:
    """A million trials are allowed and take their time: that is no mistake of the reader."""
    vary, pair = experiment.spaces()  # type: ignore[attr-defined]
    points = experiment.seeds * (experiment.trials or 1)  # type: ignore[attr-defined]
    for space in (*vary.values(), *pair.values()):
        points *= max(space.count, len(space.values), 1)
    return points <= 2_000


def _weights(content: bytes, folder: Path) -> object:
    from trainlab.study.networks.start import start_weights

    path = folder / "f.safetensors"
    path.write_bytes(content)
    return start_weights(str(path), folder)


def _network(content: bytes, folder: Path) -> object:
    """The JSON of a network, beside weights that have the checksum it names."""
    from safetensors.numpy import save

    from trainlab import load_network

    weights = folder / "f.safetensors"
    if not weights.exists():
        weights.write_bytes(save(seeds.weights()))
    sha256 = hashlib.sha256(weights.read_bytes()).hexdigest().encode()
    (folder / "f.json").write_bytes(content.replace(b"0" * 64, sha256))
    return load_network(folder / "f")


def _network_weights(content: bytes, folder: Path) -> object:
    from trainlab import load_network

    (folder / "f.safetensors").write_bytes(content)
    about = json.loads(seeds.network()[0])
    about["sha256"] = hashlib.sha256(content).hexdigest()
    (folder / "f.json").write_text(json.dumps(about))
    return load_network(folder / "f")


def _part(content: bytes, folder: Path) -> object:
    """A part of a study that says that it is its own."""
    from trainlab.record import Population, StudyInfo, Trial
    from trainlab.store import StudyReader, StudyWriter

    if not (found := [*folder.iterdir()]):
        trials = [Trial(id, {"net": "2-4-2"}, 0, 100, 5, 22) for id in range(seeds.TRIALS)]
        info = StudyInfo("study", "2025-01-01T00:00:00", "moons", {}, (), {})
        population = Population(0, {}, tuple(range(seeds.TRIALS)), seeds.TRIALS, 1)
        with StudyWriter.create(folder, info, trials, [population], "data: moons\n") as writer:
            writer.commit(seeds.chunk(trials))
        found = [writer.folder]
    (part,) = (found[0] / "curves").iterdir()
    part.write_bytes(content)
    return StudyReader(found[0]).curves("train_loss"), StudyReader(found[0]).curves("train_loss", [1])


def _text(read: Callable[[str], object]) -> Read:
    return lambda content, folder: read(content.decode(errors="surrogateescape"))


def _net(text: str) -> object:
    from trainlab.nets import check_fit, read_net
    from trainlab.nets.words import spell_layer

    shape = (28, 28, 1)
    net = read_net(text, "relu", shape, frozenset({"input_dropout"}))
    check_fit(net, shape, 10, "digits")
    return [spell_layer(layer) for layer in net.layers if layer.name != "input_dropout"]


def _until(text: str) -> object:
    from trainlab.conditions.until import read_until

    return read_until(text)


def _pieces(text: str) -> object:
    from trainlab.schedules.pieces import read_pieces

    return read_pieces(text, 1_000)


def _class_weights(text: str) -> object:
    import numpy as np

    from trainlab.train.class_weights import read_class_weights

    return read_class_weights(text, np.array([5.0] * (text.count(":") + 1 if len(text) < 100 else 2)))


def _setting(text: str) -> object:
    from trainlab.cli.arguments.assignments import read_assignments
    from trainlab.settings import read_settings, resolve

    return resolve({"net": "2-4-2", **read_settings(read_assignments("--set", [text]))}, "moons")


def _space(text: str) -> object:
    from trainlab.cli.arguments.assignments import read_assignments
    from trainlab.experiments import read_space
    from trainlab.experiments.draws import draws
    from trainlab.settings import get_setting

    ((name, written),) = read_assignments("--vary", [text]).items()
    space = read_space(name, written)
    setting = get_setting(name)
    if space.is_random:
        return list(islice(draws({name: space}, "random", 0), 3))
    return space.grid(setting) if space.count <= 2_000 else space


def _question(text: str) -> object:
    from trainlab.questions import parse, write

    return write(parse(text))


def _pattern(text: str) -> object:
    from trainlab.nets import read_net
    from trainlab.nets.freeze import frozen_layers

    return frozen_layers(read_net("2-4-4-2", "relu"), text)


def _files() -> tuple[Reader, ...]:
    made = mutations
    return (
        _file("csv", _dataset(".csv"), seeds.csv(), 'a " , ; \t \n \r \x00 \xff nan -inf 1e400'),
        _file(
            "csv as said",
            _dataset(".csv", decimal=",", thousands=".", missing=["NA"], drop_missing=True, header=True),
            [seeds.marked_csv().encode()], 'a " , ; . \t | \n \x00 \xff NA nan -inf 1.000,5 1e400',
        ),
        _file(
            "parquet", _dataset(".parquet"), seeds.parquet(), "PAR1 \x15\x02 \x19\x1c \x15\xfe\xff",
            made.data_and_footer, made.with_footer,
        ),
        _file(
            "npz", _dataset(".npz"), seeds.npz(), "'<f8' |O |V0 <U0 (9,) True, {'descr': \x93NUMPY",
            made.members, made.as_zip,
        ),
        _file("idx", _idx_folder(""), seeds.idx(), "\0\0\x08\x03 \0\0\x0e\x04 \xff\xff\xff\xff"),
        _file(
            "idx.gz", _idx_folder(".gz"), seeds.idx_gz(), "\x1f\x8b\x08\x1c \xff\xff",
            made.inside_gzip, made.as_gzip,
        ),
        _file(
            "tfrecord", _dataset(".tfrecord"),
            seeds.tfrecord(lambda parts: made.as_records(parts, Random(1))),
            "\x0a\0 \x12\x02 \x1a\x02\x08\x01 label " + "\xff" * 9 + "\x01", made.records, made.as_records,
        ),
        _file(
            "yaml", _experiment, seeds.experiment(),
            "[ ] { } : , & * ! | > ? - # \" ' %TAG !!int !!python/name:os <<: *a &a --- ... 1:5 0x1F .inf ~ "
            "yes \xef\xbb\xbf",
        ),
        _file(
            "safetensors", _weights, seeds.safetensors(),
            '[0,0] "F8_E4M3" "BF16" "shape": {"a": __metadata__ data_offsets -1',
            made.header_and_data, made.with_header,
        ),
        _file(
            "part", _part, seeds.part(), "PAR1 \x15\x02 \x19\x1c \x15\xfe\xff trial step train_loss",
            made.data_and_footer, made.with_footer,
        ),
        _file(
            "network", _network, seeds.network(), '[ ] { } : , " null true NaN [[[[[[[[ {"a": \\ud800 "net"',
        ),
        _file(
            "network weights", _network_weights, seeds.safetensors()[:1],
            '[0,0] "F8_E4M3" "BF16" "shape": input.mean', made.header_and_data, made.with_header,
        ),
    )  # fmt: skip


def _file(
    name: str,
    read: Read,
    valid: list[bytes],
    pieces: str,
    unwrap: mutations.Unwrap | None = None,
    wrap: mutations.Wrap | None = None,
) -> Reader:
    made = tuple(piece.encode("latin-1") for piece in pieces.split(" "))
    return Reader(name, read, tuple(valid), made, unwrap, wrap)


TEXTS: dict[str, Callable[[str], object]] = {
    "net": _net, "until": _until, "pieces": _pieces, "class_weights": _class_weights, "setting": _setting,
    "space": _space, "question": _question, "pattern": _pattern,
}  # fmt: skip

FILES = (
    "csv", "csv as said", "parquet", "npz", "idx", "idx.gz", "tfrecord", "yaml", "safetensors", "part",
    "network", "network weights",
)  # fmt: skip

NAMES = (*FILES, *TEXTS)


@cache
def _readers() -> dict[str, Reader]:
    texts = []
    for name, read in TEXTS.items():
        valid, pieces = (tuple(text.encode() for text in written) for written in seeds.TEXTS[name])
        texts.append(Reader(name, _text(read), valid, pieces))
    return {reader.name: reader for reader in (*_files(), *texts)}


def reader(name: str) -> Reader:
    """The reader of that name."""
    return _readers()[name]
