"""How often what a search says of more budget is true.

Searches of planted objectives (``evidence/planted_objectives.py``) of some rounds say what a further round
would gain; then that round is made. A 90% interval should hold nine times of ten.

Usage: python bench/search_claims.py [--seeds N]
"""

from __future__ import annotations

from collections.abc import Sequence

import measure
import numpy as np
from proposers import chosen

from evidence.planted_objectives import Objective, objectives
from trainlab.searches import Tried
from trainlab.searches.further import Further, further
from trainlab.searches.proposers import PROPOSERS

SIZE, ROUNDS = 24, 3


def searched(
    objective: Objective, name: str, rounds: int, seed: int, history: Sequence[Tried] = ()
) -> list[Tried]:
    """The trials of some rounds, after those that were made before."""
    found = list(history)
    for number in range(rounds):
        for one in PROPOSERS[name].propose(objective.space, found, SIZE, seed):
            found.append(objective.train(one, 1.0, len(found), seed, number))
    return found


def held(objective: Objective, name: str, seed: int) -> tuple[Further, float]:
    """What was said, and what was gained."""
    history = searched(objective, name, ROUNDS, seed)
    said = further(objective.space, history, SIZE, name == "model", seed)
    assert said is not None
    before = objective.value(chosen(history).settings)
    after = objective.value(chosen(searched(objective, name, 1, seed, history)).settings)
    gain = before - after
    return said, gain / before if said.relative else gain


def main() -> None:
    """Search, look, print, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--seeds", type=int, default=20, metavar="N", help="searches of each objective (20)")
    options = parser.parse_args()
    rows, noted = [], []
    for name in ("model", "sobol"):
        for objective in objectives():
            found = [held(objective, name, seed) for seed in range(options.seeds)]
            gains = np.mean([said.gain_low - 1e-9 <= gain <= said.gain_high + 1e-9 for said, gain in found])
            expected = np.mean([said.gain for said, _ in found])
            gained = np.mean([gain for _, gain in found])
            rows.append([
                objective.name, name, f"{expected:.3f}", f"{gained:.3f}", f"{gains:.0%}"
            ])  # fmt: skip
            noted.append({
                "objective": objective.name, "proposer": name, "expected": float(expected),
                "gained": float(gained), "gain_held": float(gains),
            })  # fmt: skip
    measure.print_table(
        f"What searches of {ROUNDS} rounds of {SIZE} trials say of {SIZE} more",
        ["objective", "proposer", "gain expected", "gained", "90% held"],
        rows,
    )
    measure.write_results(options.results, "search_claims", ["trainlab"], {"claims": noted})


if __name__ == "__main__":
    main()
