"""Findings as text for TensorBoard, which shows Markdown: names stay plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trainlab.diagnose.summed_up import summed_up
from trainlab.event_files.look import Look
from trainlab.plain import plain
from trainlab.record import Finding
from trainlab.record.groups.naming import Names

TAG = "findings"
"""What the text is called."""

_MARKUP = re.compile(r"[\\`*_\[\]]")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"}


def text_of_study(findings: Sequence[Finding], look: Look) -> str:
    """What findings say of the study and of its trials, in Markdown; empty where there is none."""
    return _entries(summed_up(findings, Names(look.info, look.trials)))


def texts_of_trials(findings: Sequence[Finding]) -> dict[int, str]:
    """The same of each trial that a finding speaks of, by its number."""
    about: dict[int, list[tuple[str, str]]] = {}
    for finding in findings:
        for id in finding.trials:
            about.setdefault(id, []).append((finding.symptom, f"{finding.sentence} {finding.advice}"))
    return {id: _entries(said) for id, said in about.items()}


def _entries(said: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"- **{escaped(symptom)}** {escaped(text.strip())}" for symptom, text in said)


def escaped(text: str) -> str:
    r"""A text that Markdown shows as it is.

    >>> print(escaped("batch_size <b> `x`"))
    batch\_size &lt;b&gt; \`x\`
    """
    shown = "".join(_HTML.get(letter, letter) for letter in plain(text))
    return _MARKUP.sub(lambda found: f"\\{found[0]}", shown)
