"""``trainlab findings``: what the curves of a study say."""

from __future__ import annotations

from trainlab.cli.options import RUNS, AsJson, Root, StudyArgument


def command(study: StudyArgument = None, as_json: AsJson = False, root: Root = RUNS) -> None:
    """Say what the curves of a study mean, with the evidence."""
    from trainlab.study import open as open_study

    opened = open_study(study, root)
    findings = opened.findings()
    if as_json:
        from trainlab.cli.json import finding_json, print_json

        print_json({"study": str(opened.folder), "findings": [finding_json(finding) for finding in findings]})
        return
    from rich.console import Console

    from trainlab.cli.lines import findings_lines

    console = Console()
    for line in findings_lines(findings):
        console.print(line)
    if not findings:
        console.print("nothing stands out.")
