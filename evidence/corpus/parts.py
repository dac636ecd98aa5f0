"""The parts of the corpus, a file for each."""

from __future__ import annotations

from pathlib import Path

from evidence.corpus.file import Corpus, join_corpora, read_corpus

FOLDER = Path(__file__).parent

FILES = {
    "large data": FOLDER / "large.npz",
    "tables": FOLDER / "tables.npz",
    "more tables": FOLDER / "more_tables.npz",
    "held out": FOLDER / "held_out.npz",
}
"""The file of each part. Thresholds were chosen on all but the held-out one, which was scored once; what it
gave then is kept in the results as ``scored_once``, for it has been spent on mending since."""

NUMBERS = FOLDER / "numbers.npz"
"""The part whose targets are numbers, which is scored by itself: no threshold was chosen on it."""

DIGESTS = FOLDER / "digests.json"
"""SHA-256 of what each part held when it was trained, of which the labels were made, and of what is kept."""

SCORES = FOLDER / "scores.json"
"""What findings score on each part, written by ``bench/findings_corpus.py``."""


def file_of(part: str) -> Path:
    """The file of a part, that of numbers among them."""
    return NUMBERS if part == "numbers" else FILES[part]


def read_parts() -> Corpus:
    """All parts whose targets are classes."""
    return join_corpora([read_corpus(path) for path in FILES.values()])
