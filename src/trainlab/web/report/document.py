"""A report as one HTML file: the text, the page, the data, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from trainlab.diagnose.symptoms import about_study, main_symptoms
from trainlab.markup import escape
from trainlab.web.kept import Kept
from trainlab.web.report import written
from trainlab.web.report.content import Content, content
from trainlab.web.report.script import one_script

LIMIT = 5_000_000
"""Bytes of a report, where the study is not so large that even thinned curves need more."""

TEXT_ROOM = 60_000
"""Bytes for the written text and the frame."""

TRIES = 3
"""How often a report is begun again, because something was committed meanwhile."""

_WEB = Path(__file__).parents[1]
_OWN, _PAGE = Path(__file__).parent / "page", _WEB / "page"
_STYLES = (_PAGE / "uPlot.css", _PAGE / "style.css", _OWN / "report.css")


def report(kept: Kept) -> str:
    """The report of a study.

    Raises:
        StudyError: the study cannot be read.
    """
    for _ in range(TRIES - 1):
        before = kept.stamp()
        made = _report(kept)
        if kept.stamp() == before:
            return made
    return _report(kept)  # it is committed to faster than it is read


def _report(kept: Kept) -> str:
    script, style = _script(), _style()
    room = LIMIT - TEXT_ROOM - len(script.encode()) - len(style.encode())
    held = content(kept, room)
    name = escape(kept.look().info.name)
    blocks = "\n".join(
        f'<script type="application/octet-stream" id="data-{place}">{block}</script>'
        for place, block in enumerate(held.blocks)
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="trainlab">
<title>{name} - trainlab report</title>
<style>{style}</style>
</head>
<body>
<header id="top"><span><b>trainlab</b> report</span><nav aria-label="Parts"><a href="#curves">Curves</a>
<a href="#findings">Findings</a> <a href="#settings">Settings</a> <a href="#table">Table</a>
<a href="#command">How it was made</a></nav></header>
<main id="main">
<article class="part written">
<h1>{name}</h1>
{_written(kept, held)}
</article>
<div id="page"><p class="note">Reading the numbers.</p></div>
<noscript><p class="problem">The pictures and tables below the text need JavaScript; nothing is loaded from
elsewhere.</p></noscript>
</main>
<div id="said" role="status" aria-live="polite"></div>
{blocks}
<script>{script}</script>
</body>
</html>
"""


def _written(kept: Kept, held: Content) -> str:
    look, study = kept.look(), kept.study
    info, trials, by = look.info, look.trials, held.about["by"]
    found = kept.findings()
    best = written.best_of(trials, by)
    standing = held.about["studies"][0]["state"]["sentence"]
    steps = written.next_steps(found, None if best is None else best.id, kept.folder.name, look.finished)
    symptoms = written.symptoms_line(found)
    parts = [
        "<h2>What was asked</h2>",
        written.paragraph(written.asked(info, trials)),
        "<h2>What came out</h2>",
        written.paragraph(written.came_out(info, trials, by, standing, study.expected())),
        written.listed((one.symptom, one.sentence) for one in about_study(found)),
        written.paragraph([symptoms]) if symptoms else "",
        ""
        if found
        else "<p>Nothing stands out: no curve shows a symptom, and no setting a clear effect.</p>",
        "<h2>What to do next</h2>",
        written.listed(steps) or "<p>No finding of the study, or of its best trial, advises a change.</p>",
    ]
    if len(trials) > 1:
        _, losses = kept.curve("train_loss")
        shown = written.best_table(info, trials, by, losses, main_symptoms(found))
        parts += ["<h2>The best trials</h2>", f'<div class="scroll" tabindex="0">{shown}</div>']
    return "\n".join(filter(None, parts))


def _policy(script: str, style: str) -> str:
    """Nothing is loaded or sent, and no script runs but the one that stands in the file."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"


@cache
def _script() -> str:
    return one_script("report", (_OWN, _PAGE))


@cache
def _style() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in _STYLES)
