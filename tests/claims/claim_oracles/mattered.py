"""``mattered``, ``did not matter``, ``may matter``: what a setting explains of the results."""

from __future__ import annotations

from claim_oracles.said import NUMBER, Form, Said, nothing_to_check

INTERVAL = r"(?P<share>\d+%) of the variance of final validation accuracy \((?P<low>\d+%) to (?P<high>\d+%)\)"


def _sentence(said: Said) -> None:
    evidence = said.finding.evidence
    for part in ("share", "low", "high"):
        said.number(part, float(str(evidence[part])), ".0%")
    said.checked |= set(evidence)


SENTENCES = (
    Form(
        rf"(?P<name>.+) explains {INTERVAL}(?:, seeds (?P<seeds>\d+%))?(?:|: that cannot be told from "
        rf"nothing|: best "
        rf"(?P<best>.+) \((?P<best_mean>{NUMBER}%) on average\), worst (?P<worst>.+) "
        rf"\((?P<worst_mean>{NUMBER}%)\))\.",
        _sentence,
    ),
)
ADVICES = (
    Form(r"Look at it first: 'trainlab plot --against (?P<against>[a-z_0-9]+)'\.", nothing_to_check),
    Form(r"Fix it at the value that is cheapest\.", nothing_to_check),
    Form(r"More seeds would tell\.", nothing_to_check),
)
