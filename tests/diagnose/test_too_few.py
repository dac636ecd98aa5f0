"""Where nothing tells noise, the range of results is told, and nothing else."""

from __future__ import annotations

from trainlab.diagnose import diagnose_study


def test_five_values_with_a_trial_each_explain_no_share(make_trial, make_info):
    """Accuracies of banknote at five rates: .81 .98 1 1 .45 were said to be explained by 0%."""
    rates, accuracies = (0.001, 0.01, 0.1, 1.0, 10.0), (0.81, 0.98, 1.0, 1.0, 0.45)
    trials = [
        make_trial(id, learning_rate=rate, accuracy=accuracy)
        for id, (rate, accuracy) in enumerate(zip(rates, accuracies, strict=True))
    ]
    (finding,) = diagnose_study(make_info("learning_rate"), trials)
    assert finding.symptom == "may matter"
    assert finding.sentence == (
        "learning_rate: final validation accuracy goes from 45.0% (10) to 100.0% (0.1, 1); with one seed "
        "each, that cannot be told from chance."
    )
    assert finding.advice == "Repeat with other seeds, such as --seeds 3."


def test_a_grid_without_seeds_never_says_that_a_setting_does_not_matter(make_trial, make_info):
    trials = [
        make_trial(id, learning_rate=rate, l2=decay, accuracy=0.5 + (id * 7 % 5) / 10)
        for id, (rate, decay) in enumerate((r, d) for r in (1.0, 2.0, 3.0) for d in (0.0, 0.1, 0.2))
    ]
    found = diagnose_study(make_info("learning_rate", "l2"), trials)
    assert not any(finding.symptom == "did not matter" for finding in found)
    assert not any("explains 0%" in finding.sentence for finding in found)


def test_results_that_are_all_alike_say_nothing(make_trial, make_info):
    trials = [make_trial(id, learning_rate=float(id + 1), accuracy=1.0) for id in range(5)]
    assert diagnose_study(make_info("learning_rate"), trials) == []
