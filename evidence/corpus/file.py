"""The file of the corpus of labelled curves: a compressed NPZ."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

SEEN = ("train_loss", "validation_loss", "validation_accuracy", "evaluated_train_loss", "train_accuracy")
"""The curves that detectors see."""

HIDDEN = ("after", "test", "early")
"""The curves that labels are made of."""

KEPT_BITS = {
    "train_loss": 10, "validation_loss": 10, "after": 12, "test": 10, "early": 10,
    "validation_accuracy": 12, "evaluated_train_loss": 12, "train_accuracy": 12,
}  # fmt: skip
"""Bits of the mantissa that are kept of each kind of curve: three decimal digits, four of what labels are
made of and of losses on a whole split. Cut noise compresses to half its size."""


_NOTHING = np.empty(0, np.float32)


@dataclass(frozen=True, eq=False)
class Corpus:
    """Curves and what is known about them.

    Attributes:
        entries: what describes each trial: see below.
        curves: rows by kind, NaN behind their ends. Detectors see ``train_loss``, that of every step, and,
            at the steps that an entry lists as ``evaluated``, what a study records of evaluations:
            ``validation_loss``, ``validation_accuracy``, ``evaluated_train_loss``, ``train_accuracy``. They
            do not see the others, which are there only while a part is trained and labelled: ``after`` is the
            loss on the whole of train on a grid of ``EVALUATIONS`` points a length, far beyond the end of the
            former, and ``test`` the loss on examples that neither training nor validation saw. ``early`` is
            the loss on the whole of train after every one of the first steps.

    An entry says ``data``, ``part``, ``family``, ``settings``, ``classes``, ``diverged_at``, ``evaluated``
    (left out where it is the grid); what else a study knows: ``train_counts`` (training examples of each
    class), ``validation`` (its examples), ``steps_per_epoch``, ``parameters``, ``best_step``. A part just
    trained says for labels alone: ``spike_at``, ``flipped_from``, ``tenfold`` (the losses on train and on
    test at which the trial with ten times the rate ended), ``sampled`` and ``jumps`` (see ``labels.py``). A
    part that is kept says ``labels`` and ``flattens`` instead (see ``kept.py``).
    """

    entries: list[dict[str, Any]]
    curves: Mapping[str, np.ndarray]

    @classmethod
    def of_rows(cls, entries: list[dict[str, Any]], rows: Sequence[Mapping[str, np.ndarray]]) -> Corpus:
        """A corpus of one trial's curves after the other; they are padded with NaN."""
        return cls(entries, {name: _padded([row.get(name, _NOTHING) for row in rows]) for name in KEPT_BITS})


def _padded(rows: Sequence[np.ndarray]) -> np.ndarray:
    matrix = np.full((len(rows), max(map(len, rows))), np.nan, np.float32)
    for row, values in enumerate(rows):
        matrix[row, : len(values)] = values
    return matrix


def join_corpora(corpora: Sequence[Corpus]) -> Corpus:
    """One corpus after the other."""
    entries = [entry for corpus in corpora for entry in corpus.entries]
    rows = [{name: _told(values[row]) for name, values in corpus.curves.items()}
            for corpus in corpora for row in range(len(corpus.entries))]  # fmt: skip
    return Corpus.of_rows(entries, rows)


def _told(values: np.ndarray) -> np.ndarray:
    """A row without what it was padded with."""
    finite = np.flatnonzero(~np.isnan(values))
    return values[: finite[-1] + 1] if finite.size else values[:0]


def write_corpus(path: Path, corpus: Corpus) -> None:
    """Write a corpus."""
    planes = {}
    for name, kept in _cut_curves(corpus):
        # The bytes of one significance together, as in Parquet's byte-stream split: zip finds more in them.
        planes[name] = np.ascontiguousarray(kept.view(np.uint8).reshape(*kept.shape, 4).transpose(2, 0, 1))
    text = json.dumps(corpus.entries, separators=(",", ":"), allow_nan=False)
    arrays = {"entries": np.frombuffer(text.encode(), np.uint8), **planes}
    # As NumPy's compressed NPZ, which it reads as well, but a sixth smaller.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as file:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy")  # has no date: the same curves are the same bytes
            member.compress_type = zipfile.ZIP_LZMA
            with file.open(member, "w") as plain:
                np.lib.format.write_array(plain, array, allow_pickle=False)


def read_corpus(path: Path) -> Corpus:
    """Read what :func:`write_corpus` wrote."""
    with np.load(path, allow_pickle=False) as file:
        entries = json.loads(file["entries"].tobytes())
        nothing = np.empty((4, len(entries), 0), np.uint8)
        planes = {name: file[name] if name in file.files else nothing for name in KEPT_BITS}
    return Corpus(
        entries,
        {
            name: np.ascontiguousarray(plane.transpose(1, 2, 0)).view(np.float32).reshape(plane.shape[1:])
            for name, plane in planes.items()
        },
    )


def digest(corpus: Corpus) -> str:
    """SHA-256 of what a file of the corpus holds, whatever wrote and compressed it."""
    sha = hashlib.sha256(json.dumps(corpus.entries, sort_keys=True, allow_nan=False).encode())
    for name, kept in _cut_curves(corpus):
        sha.update(f"{name} {kept.shape}".encode())
        # NaN has many bit patterns.
        sha.update(np.where(np.isnan(kept), np.float32(np.nan), kept).astype("<f4").tobytes())
    return sha.hexdigest()


def _cut_curves(corpus: Corpus) -> Iterator[tuple[str, np.ndarray]]:
    """The curves that there are, with the bits that are kept."""
    for name, bits in KEPT_BITS.items():
        if corpus.curves[name].shape[1]:
            yield name, cut(corpus.curves[name], bits)


def cut(losses: np.ndarray, bits: int) -> np.ndarray:
    """Values with so many bits of their mantissa."""
    mantissa, exponent = np.frexp(np.asarray(losses, np.float64))
    return np.ldexp(np.round(mantissa * 2**bits) / 2**bits, exponent).astype(np.float32)
