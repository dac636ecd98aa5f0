"""What ``show`` prints of a study is so, and names its trials in their order."""

from __future__ import annotations

import contextlib
import io

import pytest
from claim_oracles.printed import false_prints
from claim_oracles.stored import opened
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made_studies import studies

from trainlab.cli.reports.study import print_report

MADE = settings(
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
)  # fmt: skip


def printed(stored, top: int) -> str:
    """The report, in a terminal of 250 characters."""
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out):
        patch.setenv("COLUMNS", "250")
        print_report(opened(stored), top)
    return out.getvalue()


@settings(MADE, max_examples=60)
@given(studies(), st.integers(1, 60))
def test_no_line_of_a_report_is_false(stored, top):
    faults = list(false_prints(stored, printed(stored, top), opened(stored).findings(), top))
    assert not faults, "\n".join(faults)


@settings(MADE, max_examples=20)
@given(studies())
def test_a_report_of_another_study_is_false(stored):
    lines = printed(stored, 60).splitlines(keepends=True)
    if len(stored.trials) > 1:
        place = next(n for n, line in enumerate(lines) if line.lstrip().startswith("1 "))
        lines[place], lines[place + 1] = lines[place + 1], lines[place]
        assert list(false_prints(stored, "".join(lines), opened(stored).findings(), 60))
