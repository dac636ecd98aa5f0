"""Trains a part of the corpus anew: minutes for tables, half an hour for large data.

MNIST and banknotes are looked for in the folder TRAINLAB_DATA, the real tables of two of the parts in
CORPUS_DATA, which ``more_tables.py`` describes.
"""

from __future__ import annotations

import argparse

from evidence.corpus.parts import FILES
from evidence.corpus.train import train_part


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(
        prog="python -m evidence.corpus",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--train", metavar="PART", choices=FILES, required=True, help=", ".join(FILES))
    options = parser.parse_args()
    train_part(options.train, FILES[options.train])


if __name__ == "__main__":
    main()
