"""What readers cost the writer of a study, and whether any of them ever sees half of a commit.

``evidence/simulations/readers.py`` says how it is measured. Aim: no torn read, and at least 95% of the
undisturbed commits a second with 50 readers over 2,000 commits.

Usage: python bench/study_readers.py [--readers N] [--commits N] [--pause SECONDS] [--results FOLDER]
"""

from __future__ import annotations

import measure

from evidence.simulations.readers import contest_options, hold_contest


def main() -> None:
    """Measure, print, write."""
    options = contest_options(measure.arguments(__doc__, repeats=None)).parse_args()
    found = hold_contest(options)
    measure.print_table("Readers of a growing study", ["", ""], list(found.items()))
    measure.write_results(options.results, "study_readers", ["trainlab"], found)


if __name__ == "__main__":
    main()
