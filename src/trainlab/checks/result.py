"""What a check says: its number, what was expected, its verdict; and the report of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from trainlab.errors import UsageError, unknown_name
from trainlab.markup import lines, paragraph, table
from trainlab.plain import plain

Verdict = Literal["pass", "warn", "fail", "skip"]

SEVERITY: dict[Verdict, int] = {"skip": 0, "pass": 0, "warn": 1, "fail": 2}
"""Verdicts by severity."""


@dataclass(frozen=True, slots=True)
class LayerTable:
    """Numbers of each layer, beside the check that they led to.

    Attributes:
        columns: what the numbers are.
        rows: name of the layer -> its numbers; None where it has none.
    """

    columns: tuple[str, ...]
    rows: Mapping[str, tuple[float | None, ...]]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of one check.

    Attributes:
        check: its name, such as ``initial loss``.
        verdict: ``pass``, ``warn`` (look at it), ``fail`` (something is wrong), or ``skip`` where it means
            nothing, or costs too much, for this net or data.
        value: the number that was judged; None where there is none.
        measured: the number in words, with its unit.
        expected: what it should be.
        advice: what a warning or a failure means and what to do; why the check was skipped.
        layers: numbers by layer, where the check has them.
    """

    check: str
    verdict: Verdict
    value: float | None
    measured: str
    expected: str
    advice: str = ""
    layers: LayerTable | None = None

    @property
    def line(self) -> str:
        """The result in one line."""
        parts = [f"{self.check}: {self.measured} (expected: {self.expected})."]
        return " ".join([*parts, self.advice]).strip()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The results of all checks of one net on one dataset, in the order they were made.

    Attributes:
        data: name of the dataset.
        net: notation of the net.
        results: one for each check.
        seconds: time it took.
    """

    data: str
    net: str
    results: tuple[CheckResult, ...]
    seconds: float

    @property
    def verdict(self) -> Verdict:
        """The worst verdict: ``pass`` if nothing warned or failed."""
        worst = max(self.results, key=lambda result: SEVERITY[result.verdict], default=None)
        return "pass" if worst is None or not SEVERITY[worst.verdict] else worst.verdict

    @property
    def passed(self) -> bool:
        """Whether no check failed; warnings are let through."""
        return self.verdict != "fail"

    def __iter__(self) -> Iterator[CheckResult]:
        return iter(self.results)

    def __getitem__(self, check: str) -> CheckResult:
        for result in self.results:
            if result.check == check:
                return result
        raise UsageError(unknown_name("check", check, [result.check for result in self.results]))

    def _repr_html_(self) -> str:
        rows = [[one.verdict, one.check, lines([one.measured, one.advice]), one.expected] for one in self]
        head = paragraph(self.verdict, f"{self.net} on {self.data}")
        return head + table(["", "check", "found", "expected"], rows)

    def __str__(self) -> str:
        head = f"{self.data}, {self.net}: {self.verdict}"
        return "\n".join(map(plain, [head, *(f"  {one.verdict:4}  {one.line}" for one in self.results)]))
