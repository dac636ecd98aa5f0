"""What the best trial is expected to reach on new examples, of studies really trained."""

from __future__ import annotations

import numpy as np
import pytest

import trainlab as tl
from trainlab.diagnose.best.optimistic import expected_line

EXAMPLES = 21


def right_of(study, trial, step):
    (row,) = study._reader.right([(trial, step)]).values()
    return np.unpackbits(np.frombuffer(row.bits, np.uint8), count=row.examples).astype(bool)


@pytest.fixture(scope="module")
def shuffled(tmp_path_factory) -> tl.Study:
    """Labels that mean nothing, few validation examples, many trials."""
    random = np.random.default_rng(0)
    parts = {}
    for name, size in (("train", 60), ("validation", EXAMPLES), ("test", 400)):
        parts[name] = (random.normal(size=(size, 4)).astype(np.float32), random.integers(0, 2, size))
    file = tmp_path_factory.mktemp("data") / "shuffled.npz"
    arrays = {
        f"{short}_{name}": array
        for name, part in parts.items()
        for short, array in zip("xy", part, strict=True)
    }
    np.savez(file, **arrays)
    return tl.run(
        str(file), "4-8-2", learning_rate=tl.log(0.03, 3, 16), seeds=3, epochs=8, batch_size=10,
        root=tmp_path_factory.mktemp("runs"),
    )  # fmt: skip


def test_what_an_evaluation_got_right_is_kept_a_bit_an_example(shuffled):
    accuracies = shuffled.recorded("validation_accuracy")
    for trial in shuffled.trials:
        for column, step in enumerate(accuracies.steps):
            right = right_of(shuffled, trial.id, int(step))
            assert len(right) == EXAMPLES
            assert right.mean() == pytest.approx(accuracies.values[accuracies.rows[trial.id], column])
    best = shuffled.best()
    validation = best.dataset().validation
    right = best.predict(validation.inputs).argmax(axis=1) == validation.targets
    assert right.tolist() == right_of(shuffled, best.id, best.record.best_step).tolist()


def test_the_best_of_many_on_few_examples_is_told_to_be_optimistic(shuffled):
    expected = shuffled.expected()
    assert expected.examples == EXAMPLES
    assert expected.trials == 48
    assert expected.shown == shuffled.best().record.best["validation_accuracy"] > 0.66
    assert 0.3 < expected.expected < 0.62
    assert expected.low < 0.5 < expected.high
    (finding,) = [finding for finding in shuffled.findings() if finding.symptom == "optimistic"]
    assert f"of {EXAMPLES} validation examples, the best of 48 trials, is optimistic" in finding.sentence
    assert finding.evidence["expected"] == expected.expected


def test_a_single_trial_is_measured_and_not_chosen(tmp_path):
    study = tl.run("moons", "2-4-2", epochs=1, eval_every=1000, root=tmp_path)
    expected = study.expected()
    assert expected.trials == 1
    assert expected.expected == pytest.approx(expected.shown, abs=0.03)
    assert expected.low < expected.shown < expected.high
    said = expected_line(study.info, [trial.record for trial in study.trials], expected)
    assert f"On {expected.examples} validation examples such an accuracy has a standard error of " in said


@pytest.mark.parametrize("watched", ["train_loss", "validation_loss", "validation_accuracy"])
def test_bests_of_early_stopping_are_kept_too(tmp_path, watched):
    study = tl.run(
        "moons", "2-4-2", learning_rate=[0.1, 1.0], early_stopping=watched, epochs=4, root=tmp_path
    )
    for trial in study.trials:
        right = right_of(study, trial.id, trial.record.best_step)
        assert right.mean() == pytest.approx(trial.record.best["validation_accuracy"])
    assert study.expected().low < study.expected().shown


def test_of_many_evaluations_some_are_kept_and_the_best(tmp_path):
    study = tl.run("moons", "2-4-2", steps=300, eval_every=1, root=tmp_path)
    kept = study._reader.right_reaching(0.0, 10**6)
    spread = sorted(step for (_, step), row in kept.items() if row.spread)
    assert spread == list(range(0, 301, 3))
    assert (0, study.trial(0).record.best_step) in kept
