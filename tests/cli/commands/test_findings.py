"""``trainlab findings``: what the curves say, for people and for programs."""

from __future__ import annotations

import json

import trainlab as tl


def test_findings_are_told_once_for_all_trials_that_share_one(trainlab, trained):
    answer = trainlab("findings", "--root", trained.root)
    assert (answer.code, answer.err) == (0, "")
    symptoms = [line.split("  ")[0] for line in answer.out.splitlines() if line and line[0] != " "]
    assert len(symptoms) == len(set(symptoms))
    assert {"infeasible", "exploded"} <= set(symptoms)
    assert "10, 11" in answer.out


def test_json_holds_every_finding(trainlab, trained):
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    told = json.loads(trainlab("findings", "--json", "--root", trained.root).out, parse_constant=refuse)
    findings = tl.open(trained.folder).findings()
    assert told["study"] == str(trained.folder)
    assert [finding["symptom"] for finding in told["findings"]] == [finding.symptom for finding in findings]
    assert [finding["trials"] for finding in told["findings"]] == [
        list(finding.trials) for finding in findings
    ]
    assert all(finding["sentence"].endswith(".") for finding in told["findings"])
    assert told["findings"][0].keys() == {"symptom", "trials", "sentence", "advice", "evidence"}


def test_findings_about_one_trial_are_told_one_by_one(trainlab, trained):
    out = trainlab("findings", "--trial", 10, "--root", trained.root).out
    assert "trial 10 (learning_rate=1000" in out
    assert "diverged at step" in out
    assert "For one" not in out
    told = json.loads(trainlab("findings", "--trial", 10, "--json", "--root", trained.root).out)
    assert all(10 in finding["trials"] for finding in told["findings"])
    assert "no trial 99" in trainlab("findings", "--trial", 99, "--root", trained.root).mistake


def test_where_nothing_stands_out_it_says_so(trainlab, trained, monkeypatch):
    monkeypatch.setattr("trainlab.study.Study.findings", lambda self: [])
    assert trainlab("findings", "--root", trained.root).out == "nothing stands out.\n"


def test_an_unknown_study_is_one_sentence(trainlab, trained):
    assert "unknown study 'x'" in trainlab("findings", "x", "--root", trained.root).mistake
