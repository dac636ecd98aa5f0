"""A study of numbers from end to end: trained, found, shown, drawn, asked, predicted, exported, resumed."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

import trainlab as tl

ROWS = 160
QUICK = {"optimizer": "adam", "standardize": True, "batch_size": 40, "progress": False}


def rooms(seed: int = 0) -> np.ndarray:
    """(rows, 4) area, rooms, price and rent."""
    random = np.random.default_rng(seed)
    area, rooms = random.uniform(20, 200, ROWS), random.integers(1, 6, ROWS)
    price = 1500 * area + 20_000 * rooms + random.normal(0, 5000, ROWS)
    return np.stack([area, rooms, price, price / 250 + random.normal(0, 20, ROWS)], axis=1)


def write(path, columns, table):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([repr(float(cell)) for cell in row] for row in table)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("numbers")


@pytest.fixture(scope="module")
def study(folder):
    file = write(folder / "houses.csv", ["area", "rooms", "price", "rent"], rooms())
    return tl.run(
        str(file), "2-8-1", target="price", ignore="rent", learning_rate=[1e-6, 0.01, 0.1], seeds=3,
        steps=120, eval_every=20, root=folder / "runs", **QUICK,
    )  # fmt: skip


@pytest.fixture(scope="module")
def several(folder):
    file = write(folder / "both.csv", ["area", "rooms", "price", "rent"], rooms())
    return tl.run(
        str(file), "2-8-2", target="price,rent", learning_rate=0.03, steps=60, root=folder / "runs", **QUICK
    )


def test_it_is_ranked_by_its_error_in_the_unit_of_the_file(study):
    best = study.best()
    errors = {trial.id: trial.record.best["validation_rmse"] for trial in study.trials}
    assert errors[best.id] == min(errors.values())
    data = best.dataset()
    left = data.in_units(data.validation.targets) - best.predict(
        data.validation.inputs * data.standardization[1] + data.standardization[0]
    )
    assert float(np.sqrt((left**2).mean())) == pytest.approx(errors[best.id], rel=1e-4)


def test_findings_speak_of_the_error(study):
    said = {finding.symptom: finding for finding in study.findings()}
    assert "never learned" in said
    mattered = said["mattered"]
    assert mattered.evidence["setting"] == "learning_rate"
    assert "of the variance of the logarithm of final validation RMSE" in mattered.sentence
    assert float(mattered.evidence["best_mean"]) < float(mattered.evidence["worst_mean"])
    results = {}
    for trial in study.trials:
        results.setdefault(trial.settings["learning_rate"], []).append(trial.record.final["validation_rmse"])
    assert mattered.evidence["best_mean"] == pytest.approx(min(map(np.mean, results.values())))


def test_questions_take_its_metrics(study):
    threshold = float(np.median([trial.record.final["validation_rmse"] for trial in study.trials]))
    answers = study.ask(f"validation_rmse < {threshold} and validation_r2 > 0.5")
    below = {trial.id for trial in study.trials if trial.record.best["validation_rmse"] < threshold}
    held = {one.trial.id for one in answers if one.step is not None}
    assert held
    assert held <= below


@pytest.mark.parametrize("curve", ["validation_rmse", "validation_r2", "train_mae"])
def test_its_metrics_are_drawn(study, curve):
    [axes] = study.plot(curve=curve).axes[:1]
    title = {"validation_rmse": "validation RMSE", "validation_r2": "validation R2"}
    assert axes.get_ylabel() == title.get(curve, "evaluated train MAE")


def test_rows_of_a_file_are_predicted_in_its_unit(study, folder):
    new = rooms(1)
    file = write(folder / "new.csv", ["rent", "rooms", "area"], new[:, [3, 1, 0]])
    found = study.best().predict_file(file)
    assert (found.classes, found.target_names, len(found)) == ((), ("price",), ROWS)
    np.testing.assert_allclose(found.values, study.best().predict(new[:, :2]), rtol=1e-5)
    assert np.abs(found.values[:, 0] - new[:, 2]).mean() < 0.3 * new[:, 2].std()
    table = list(csv.reader(found.write(folder / "out.csv").read_text().splitlines()))
    assert table[0] == ["price"]
    np.testing.assert_allclose([float(row[0]) for row in table[1:]], found.values[:, 0], rtol=1e-8)


def test_several_numbers_have_a_column_each(several, folder):
    new = rooms(2)
    file = write(folder / "other.csv", ["area", "rooms"], new[:, :2])
    found = several.best().predict_file(file, "final")
    assert found.header == ["price", "rent"]
    np.testing.assert_allclose(found.values, several.best().predict(new[:, :2], "final"), rtol=1e-5)


def test_classes_are_predicted_with_their_probabilities(folder):
    study = tl.run("moons", "2-4-2", steps=30, root=folder / "runs", progress=False, standardize=True)
    trial = study.best()
    data = trial.dataset()
    inputs = data.test.inputs * data.standardization[1] + data.standardization[0]
    file = write(folder / "moons.csv", data.features, inputs)
    found = trial.predict_file(file)
    rows = list(csv.reader(found.csv().splitlines()))
    assert rows[0] == ["class", *(f"probability of {name}" for name in data.classes)]
    np.testing.assert_allclose([sum(map(float, row[1:])) for row in rows[1:]], 1, atol=1e-5)
    named = [data.classes[place] for place in trial.predict(inputs).argmax(axis=1)]
    assert [row[0] for row in rows[1:]] == named == found.predicted


@pytest.mark.parametrize("which", ["study", "several"])
def test_an_exported_net_answers_in_the_unit_of_the_file_in_keras(which, folder, request):
    import keras

    trial = request.getfixturevalue(which).best()
    weights = trial.export(folder / which, force=True)
    about = json.loads(weights.with_suffix(".json").read_text())
    from safetensors.numpy import load_file

    arrays = load_file(weights)
    net = keras.Sequential([
        keras.Input((2,)),
        keras.layers.Normalization(mean=arrays["input.mean"], variance=arrays["input.deviation"] ** 2),
        keras.layers.Dense(8, about["settings"]["activation"]), keras.layers.Dense(len(about["targets"])),
        keras.layers.Rescaling(arrays["target.deviation"], arrays["target.mean"]),
    ])  # fmt: skip
    net.layers[1].set_weights([arrays["hidden1.kernel"], arrays["hidden1.bias"]])
    net.layers[2].set_weights([arrays["output.kernel"], arrays["output.bias"]])
    x = rooms(3)[:, :2].astype(np.float32)
    np.testing.assert_allclose(net.predict(x, verbose=0), trial.predict(x), rtol=2e-5)
    np.testing.assert_array_equal(tl.load_network(weights).predict(x), trial.predict(x))


def test_it_goes_on_where_it_was_interrupted(folder):
    file = folder / "houses.csv"
    setup = {"target": "price", "ignore": "rent", "learning_rate": [0.01, 0.1], "steps": 60, **QUICK}

    class Stop(tl.Observer):
        def training(self, trial_steps, of, trials, seconds) -> None:
            raise KeyboardInterrupt

    whole = tl.run(str(file), "2-4-1", root=folder / "whole", **setup)
    with pytest.raises(KeyboardInterrupt):
        tl.run(str(file), "2-4-1", root=folder / "parts", **{**setup, "progress": Stop()})
    [part] = (folder / "parts").iterdir()
    resumed = tl.resume(part, progress=False)
    for trial in whole.trials:
        assert resumed.trial(trial.id).record.final == trial.record.final
