"""How often findings about settings are wrong by chance, and how often their intervals hold the truth.

``evidence/simulations/study_findings.py`` says how the studies are made up.

Usage: python bench/study_findings.py [--studies 400] [--write docs/findings.md]
Takes some ten minutes at 400 studies.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import measure  # noqa: F401  finds the room `evidence`
import numpy as np

from evidence.simulations.study_findings import COVERED, NULL, REAL, SEEDS, coverage, false_alarms, found


def tables(studies: int) -> str:
    """All rates, as tables of docs/findings.md."""
    lines = [f"Of {studies} made-up studies of each kind (`bench/study_findings.py`):", ""]
    lines += ["| nothing acts | false alarms |", "| --- | --- |"]
    for name, (design, noise) in NULL.items():
        lines.append(f"| {name} | {false_alarms(design, noise, studies):.1%} |")
        print(lines[-1], flush=True)
    lines += ["", "| something acts | found | said not to matter | false alarms about the rest |"]
    lines += ["| --- | --- | --- | --- |"]
    for name, (design, effect, setting) in REAL.items():
        rates = found(design, effect, setting, studies)
        lines.append(f"| {name} | {' | '.join(f'{rate:.1%}' for rate in rates)} |")
        print(lines[-1], flush=True)
    lines += ["", "| 90% interval of a share holds it | 2 seeds | 3 seeds | 5 seeds | 10 seeds |"]
    lines += ["| --- | --- | --- | --- | --- |"]
    for name, (design, noise) in COVERED.items():
        rates = [
            np.mean([coverage(design(seeds), noise, strength, studies // 2) for strength in (0.7, 1.5)])
            for seeds in SEEDS
        ]  # fmt: skip
        lines.append(f"| {name} | {' | '.join(f'{rate:.0%}' for rate in rates)} |")
        print(lines[-1], flush=True)
    return "\n".join(lines)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--studies", type=int, default=400)
    parser.add_argument("--write", type=Path, help="the page whose tables are written anew")
    options = parser.parse_args()
    made = tables(options.studies)
    if options.write:
        text = options.write.read_text(encoding="utf-8")
        between = r"(?<=<!-- study_findings -->\n).*?(?=\n<!-- end -->)"
        options.write.write_text(re.sub(between, lambda _: made, text, flags=re.S), encoding="utf-8")


if __name__ == "__main__":
    main()
