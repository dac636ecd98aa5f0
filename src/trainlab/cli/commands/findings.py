"""``trainlab findings``: what the curves of a study say."""

from __future__ import annotations

from typing import Annotated

import typer

from trainlab.cli.arguments.options import RUNS, AsJson, Root, StudyArgument


def command(
    study: StudyArgument = None,
    trial: Annotated[
        list[int] | None,
        typer.Option(
            help="Say what is found about this trial, one by one; may be given again.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
    root: Root = RUNS,
) -> None:
    """Say what the curves of a study mean, with the evidence: of the study first, then of its trials."""
    from trainlab.study import open as open_study

    opened = open_study(study, root)
    chosen = {opened.trial(id).id for id in trial or ()}
    findings = opened.findings()
    if chosen:
        findings = [finding for finding in findings if chosen & set(finding.trials)]
    if as_json:
        from trainlab.cli.output.json import finding_json, print_json

        print_json({"study": str(opened.folder), "findings": [finding_json(finding) for finding in findings]})
        return
    from trainlab.cli.tables.lines import each_line, findings_lines
    from trainlab.record.groups.naming import Names
    from trainlab.terminal import Console

    console = Console()
    names = Names(opened.info, [trial.record for trial in opened.trials])
    for line in each_line(findings) if chosen else findings_lines(findings, names):
        console.print(line)
    if not findings:
        console.print("nothing stands out.")
