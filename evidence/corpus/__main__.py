"""Trains a part of the corpus anew, labels it, and says whether it is what is kept in git.

A part of tables takes minutes, large data half an hour. The curves, also those that only labels are made of,
are written to .cache/corpus, and are not trained again while they are there; beside them what is kept of
them. MNIST and banknotes are looked for in the folder TRAINLAB_DATA, the real tables of "more tables" and
"held out" in CORPUS_DATA, which stored_tables.py describes.

On another processor, or with another library for matrices, the last bits of products differ; those that are
kept then differ in a few places, and so does the SHA-256.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from evidence.corpus.compared import differences
from evidence.corpus.file import digest, read_corpus, write_corpus
from evidence.corpus.kept import keep
from evidence.corpus.parts import DIGESTS, FILES, NUMBERS
from evidence.corpus.train import missing_folder, train_part

CACHE = Path(__file__).parents[2] / ".cache" / "corpus"


def main() -> None:
    """Train, label, compare."""
    parser = argparse.ArgumentParser(
        prog="python -m evidence.corpus",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    known = (*FILES, "numbers")
    parser.add_argument("--train", metavar="PART", choices=known, required=True, help=", ".join(known))
    parser.add_argument("--replace", action="store_true", help="replace what is kept in git")
    options = parser.parse_args()
    if missing := missing_folder(options.train):
        parser.error(missing)
    make_part(options.train, CACHE, replace=options.replace)


def make_part(part: str, folder: Path, *, replace: bool) -> None:
    """Train a part unless a folder holds its curves, label it, and say whether it is the one in git.

    Args:
        part: its name.
        folder: for its curves, and what is kept of them.
        replace: whether what is kept, and both digests, replace those in git.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = NUMBERS if part == "numbers" else FILES[part]
    path, small = folder / file.name, folder / f"{file.stem}_kept.npz"
    if not path.exists():
        train_part(part, path)
    trained = read_corpus(path)
    write_corpus(small, keep(trained))
    kept = read_corpus(small)
    told = json.loads(DIGESTS.read_text()) if DIGESTS.exists() else {}
    made = {"trained": digest(trained), "kept": digest(kept)}
    if replace:
        write_corpus(file, kept)
        DIGESTS.write_text(json.dumps({**told, part: made}, indent=1) + "\n")
    print(f"{part}: {len(kept.entries):,} trials, {path.stat().st_size:,} bytes in {path}")
    print(f"kept of it: {small.stat().st_size:,} bytes in {small}")
    for what, value in made.items():
        same = value == told.get(part, {}).get(what)
        print(
            f"SHA-256 of what is {what}: {value} ({'the same as' if same else 'not that'} in {DIGESTS.name})"
        )
    print("\n".join(differences(kept, read_corpus(file))) or "It holds what the one in git holds.")


if __name__ == "__main__":
    main()
