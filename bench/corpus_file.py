"""The file of the corpus of labelled curves: a compressed NPZ."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

KEPT_BITS = {"train_loss": 10, "validation_loss": 10, "after": 12, "test": 10, "early": 10}
"""Bits of the mantissa that are kept of each kind of curve: three decimal digits, four of what labels are
made of. Cut noise compresses to half its size."""


@dataclass(frozen=True)
class Corpus:
    """Curves and what is known about them.

    Attributes:
        entries: what describes each trial: data, part, family, settings, where it diverged, ...
        curves: rows by kind. ``train_loss`` and ``validation_loss`` are what detectors see; ``after`` is the
            loss on the whole of train at every evaluation, far beyond the end of the former, and ``test`` the
            loss on examples that neither training nor validation saw. ``early`` is the loss on the whole of
            train after every one of the first steps.
    """

    entries: list[dict[str, Any]]
    curves: Mapping[str, np.ndarray]

    @classmethod
    def of_rows(cls, entries: list[dict[str, Any]], rows: Sequence[Mapping[str, np.ndarray]]) -> Corpus:
        """A corpus of one trial's curves after the other; they are padded with NaN."""
        return cls(entries, {name: _padded([row[name] for row in rows]) for name in KEPT_BITS})


def _padded(rows: Sequence[np.ndarray]) -> np.ndarray:
    matrix = np.full((len(rows), max(map(len, rows))), np.nan, np.float32)
    for row, values in enumerate(rows):
        matrix[row, : len(values)] = values
    return matrix


def join_corpora(corpora: Sequence[Corpus]) -> Corpus:
    """One corpus after the other; entries that name a trial by its row go on naming it."""
    entries: list[dict[str, Any]] = []
    for corpus in corpora:
        before = len(entries)
        entries += [
            entry | {"tenfold": None if entry["tenfold"] is None else before + entry["tenfold"]}
            for entry in corpus.entries
        ]
    rows = [{name: values[row] for name, values in corpus.curves.items()}
            for corpus in corpora for row in range(len(corpus.entries))]  # fmt: skip
    return Corpus.of_rows(entries, rows)


def write_corpus(path: Path, corpus: Corpus) -> None:
    """Write a corpus."""
    planes = {}
    for name, matrix in corpus.curves.items():
        kept = _cut(matrix, KEPT_BITS[name])
        # The bytes of one significance together, as in Parquet's byte-stream split: zip finds more in them.
        planes[name] = np.ascontiguousarray(kept.view(np.uint8).reshape(*kept.shape, 4).transpose(2, 0, 1))
    text = json.dumps(corpus.entries, separators=(",", ":"), allow_nan=False)
    np.savez_compressed(path, entries=np.frombuffer(text.encode(), np.uint8), **planes)


def read_corpus(path: Path) -> Corpus:
    """Read what :func:`write_corpus` wrote."""
    with np.load(path, allow_pickle=False) as file:
        entries = json.loads(file["entries"].tobytes())
        planes = {name: file[name] for name in KEPT_BITS}
    return Corpus(
        entries,
        {
            name: np.ascontiguousarray(plane.transpose(1, 2, 0)).view(np.float32)[:, :, 0]
            for name, plane in planes.items()
        },
    )


def _cut(losses: np.ndarray, bits: int) -> np.ndarray:
    mantissa, exponent = np.frexp(np.asarray(losses, np.float64))
    return np.ldexp(np.round(mantissa * 2**bits) / 2**bits, exponent).astype(np.float32)
