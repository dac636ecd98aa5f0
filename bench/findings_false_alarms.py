"""How often findings of trials are false alarms, on the made-up curves of ``evidence/simulations``.

The table goes into ``docs/findings.md`` as well.

Usage: python bench/findings_false_alarms.py [--curves N]
"""

from __future__ import annotations

from typing import Any

import measure

from evidence.simulations.false_alarms import EVALUATIONS, NOISES, NULLS, STEPS, alarms
from evidence.simulations.false_alarms_page import RESULTS, write_page


def main() -> None:
    """Simulate, print, write."""
    parser = measure.arguments(__doc__, repeats=None, results=RESULTS.parent)
    parser.add_argument("--curves", type=int, default=1000, help="curves of each kind")
    options = parser.parse_args()
    rows, results = [], []
    for null in NULLS:
        for noise in NOISES:
            shares = [alarms(null, noise, evaluations, options.curves) for evaluations in EVALUATIONS]
            rows.append([null.finding, null.what, noise, *(f"{share:.1%}" for share in shares)])
            results.append(
                {"finding": null.finding, "curves": null.what, "noise": noise, "evaluations": EVALUATIONS,
                 "shares": shares}
            )  # fmt: skip
    heads = ["finding", "curves", "noise", *(f"{count or 'no'} evaluations" for count in EVALUATIONS)]
    measure.print_table(f"False alarms in {options.curves} curves of {STEPS} steps", heads, rows)
    told: dict[str, Any] = {"curves": options.curves, "steps": STEPS, "false alarms": results}
    measure.write_results(options.results, RESULTS.stem, ["trainlab"], told)
    write_page(told)


if __name__ == "__main__":
    main()
