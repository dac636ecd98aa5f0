"""Where nothing tells noise, the range of results is told, and nothing else."""

from __future__ import annotations

import pytest

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
        "each, nobody can say how much of it is the seed."
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


def test_a_setting_that_keeps_trials_from_diverging_does_not_look_worse_for_it(make_trial, make_info):
    """Clipping at rate 3 reaches 11%; without it that rate diverges, and only two others were averaged."""
    cells = [(0.1, 1.0, 0.922), (0.1, 0.5, 0.922), (1.0, 1.0, 0.888), (1.0, 0.5, 0.802), (3.0, 1.0, 0.112)]
    trials = [
        make_trial(id, learning_rate=rate, clip_value=clip, accuracy=accuracy)
        for id, (rate, clip, accuracy) in enumerate(cells)
    ]
    trials.append(make_trial(5, learning_rate=3.0, clip_value=0.5, status="diverged", diverged_at=15))
    found = diagnose_study(make_info("learning_rate", "clip_value"), trials)
    (clip,) = [one for one in found if one.evidence.get("setting") == "clip_value"]
    assert clip.sentence.startswith(
        "clip_value: final validation accuracy goes from 86.2% (0.5) to 90.5% (1) on average, counting only "
        "other settings that ended well with each of them; "
    )
    assert clip.evidence["best_mean"] == pytest.approx((0.922 + 0.888) / 2)


def test_many_settings_that_cannot_be_told_from_chance_are_one_sentence(make_trial, make_info):
    results = (0.5, 0.9, 0.6, 0.7)
    values = ((0.1, 0.0, 0.0), (0.1, 0.9, 0.1), (1.0, 0.0, 0.1), (1.0, 0.9, 0.0))
    trials = [
        make_trial(id, learning_rate=rate, momentum=momentum, l2=decay, accuracy=result)
        for id, ((rate, momentum, decay), result) in enumerate(zip(values, results, strict=True))
    ]
    found = diagnose_study(make_info("learning_rate", "momentum", "l2"), trials)
    (finding,) = [one for one in found if one.symptom == "may matter"]
    assert finding.sentence == (
        "learning_rate, momentum and l2: 4 trials are too few to show which of them matter."
    )
