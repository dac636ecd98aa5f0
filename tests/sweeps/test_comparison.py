from __future__ import annotations

import re

import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import ExperimentError, StudyError
from trainlab.optimizers import OPTIMIZERS
from trainlab.optimizers.adam import ADAM
from trainlab.sweeps import comparison_experiment
from trainlab.sweeps.budget import points_of_budget
from trainlab.voice import spoken


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("comparisons")


@pytest.fixture(scope="module")
def made(root) -> tl.Comparison:
    return tl.compare(
        "moons", "2-4-2", question={"optimizer": ["sgd", "adam"]}, tune=["learning_rate", "momentum"],
        trials=4, seeds=2, epochs=8, batch_size=100, root=root, progress=False,
    )  # fmt: skip


def test_a_comparison_is_an_ordinary_study(made, root):
    study = made.study
    assert len(study) == 2 * 4 * 2
    assert study.info.varied == ("optimizer", "learning_rate", "momentum")
    assert study.finished
    answers = [finding for finding in study.findings() if finding.symptom == "comparison"]
    [said] = [finding.sentence for finding in answers]
    assert made.sentence.startswith(said.removesuffix("."))
    again = tl.compare(study="moons-compare", root=root)
    assert again.sentence == made.sentence
    assert again.values == made.values


def test_what_a_comparison_says_is_read_off_its_trials(made):
    assert made.question.values == ("sgd", "adam")
    assert (made.points, made.seeds, made.budgets) == (4, 2, (1, 2, 4))
    records = {trial.id: trial.record for trial in made.study.trials}
    for one in made.values:
        by_rate: dict[float, list[float]] = {}
        for record in records.values():
            if record.settings["optimizer"] == one.value:
                reached = by_rate.setdefault(record.settings["learning_rate"], [])
                reached.append(record.best["validation_accuracy"])
        table = np.array(list(by_rate.values()))
        chosen = np.mean([records[id].best["validation_accuracy"] for id in one.trials])
        assert chosen == table.mean(axis=1).max()
        # The best by one seed, as the other sees it; where they tie the loss decides.
        seen = [table[table[:, seed] == table[:, seed].max(), 1 - seed] for seed in (0, 1)]
        assert any(abs(one.score - (a + b) / 2) < 1e-12 for a in seen[0] for b in seen[1])
        assert one.by_budget[0] == pytest.approx(table.mean())
        assert one.by_budget[-1] == one.score
    assert made.table.column_names[:3] == ["optimizer", "learning_rate", "momentum"]
    assert made.curves.trials.tolist() == made.best_trials


def test_it_may_be_judged_by_another_curve(made, root):
    by_loss = tl.compare(study="moons-compare", by="validation_loss", root=root)
    assert by_loss.curve == "validation_loss"
    losses = made.study.recorded("validation_loss")
    lowest = dict(zip(losses.trials.tolist(), np.nanmin(losses.values, axis=1).tolist(), strict=True))
    for one in by_loss.values:
        at_each_rate: dict[float, list[float]] = {}
        for trial in made.study.trials:
            if trial.settings["optimizer"] == one.value:
                at_each_rate.setdefault(trial.settings["learning_rate"], []).append(lowest[trial.id])
        logs = np.log(list(at_each_rate.values()))
        assert one.by_budget[0] == pytest.approx(np.exp(logs.mean()))
        best = int(logs.mean(axis=1).argmin())
        assert [lowest[id] for id in one.trials] == list(at_each_rate.values())[best]
    assert "a factor of" in by_loss.sentence
    with pytest.raises(StudyError, match="unknown curve"):
        tl.compare(study="moons-compare", by="validation_los", root=root)


def test_it_shows_itself(made):
    assert made.sentence in str(made)
    html = made._repr_html_()
    assert html.count("<table>") == 3
    assert "<svg" in html
    panels = made.plot().axes
    assert len([panel for panel in panels if panel.lines or panel.collections]) >= 6


def test_another_round_goes_on_from_it(made, root):
    after = tl.compare(round=made.study, root=root, trials=2, progress=False)
    assert after.name == "moons-compare-2"
    assert after.question.after == "moons-compare"
    assert after.question.why
    assert after.points == 2
    # Its points and its seeds are new ones.
    assert {trial.settings["seed"] for trial in after.study.trials} == {2, 3}
    studies = made.study, after.study
    rates = [{trial.settings["learning_rate"] for trial in study.trials} for study in studies]
    assert not rates[0] & rates[1]


def test_a_round_of_data_that_was_given_in_python_has_it_from_the_study(tmp_path):
    random = np.random.default_rng(0)
    inputs = random.normal(size=(90, 2)).astype(np.float32)
    targets = (inputs.sum(axis=1) > 0).astype(int)
    data = tl.Dataset.from_arrays(inputs, targets)
    first = tl.compare(
        data, "2-2", question={"l2": [0, 0.1]}, trials=2, seeds=2, epochs=1, root=tmp_path, progress=False
    )
    after = tl.compare(round=first.study, root=tmp_path, progress=False)
    assert after.study.info.dataset["fingerprint"] == first.study.info.dataset["fingerprint"]


def test_numbers_are_compared_by_their_error(tmp_path):
    rows = np.random.default_rng(0).normal(size=(300, 2))
    lines = [f"{x:.4f},{y:.4f},{3 * x - y:.4f}" for x, y in rows]
    file = tmp_path / "plane.csv"
    file.write_text("x,y,z\n" + "\n".join(lines))
    compared = tl.compare(
        file, "2-4-1", question={"activation": ["relu", "tanh"]}, target="z", task="regression", trials=2,
        seeds=2, epochs=3, root=tmp_path, progress=False,
    )  # fmt: skip
    assert compared.curve == "validation_rmse"
    assert compared.values[compared.ranking[0]].score == min(one.score for one in compared.values)
    assert "validation RMSE" in compared.sentence or "cannot be told apart" in compared.sentence


@pytest.fixture
def twin():
    """Adam under another name."""
    tl.register(tl.Optimizer(name="twin_of_adam", make=ADAM.make, settings=ADAM.settings, rates=ADAM.rates))
    yield "twin_of_adam"
    OPTIMIZERS.remove("twin_of_adam")


def test_the_same_optimizer_under_two_names_is_the_same(twin, tmp_path):
    compared = tl.compare(
        "moons", "2-4-2", question={"optimizer": ["adam", twin]}, trials=2, seeds=2, epochs=2, root=tmp_path,
        progress=False,
    )  # fmt: skip
    [pair] = compared.pairs
    assert (pair.whole.lead, pair.whole.told) == (0, 0)
    assert "they reach exactly the same" in compared.sentence


def test_a_budget_says_how_many_points_are_tried():
    def points(budget: str, **settings: object) -> int:
        question = {"optimizer": "sgd,adam"}
        experiment = comparison_experiment("moons", "2-4-2", settings, question=question, seeds=5)
        return points_of_budget(budget, experiment)

    assert points("2000epochs", epochs=20) == 10
    assert points("1k epochs") == 10  # of the default length
    assert points("500000steps", steps=1000) == 50
    for budget, settings, said in (
        ("2000", {}, "--budget is epochs or steps"),
        ("10min", {}, "--budget is epochs or steps"),
        ("2000steps", {}, "give it in epochs"),
        ("99epochs", {}, "2 values x 5 seeds x 10 epochs are 100 epochs"),
    ):
        with pytest.raises(ExperimentError, match=re.escape(spoken(said))):
            points(budget, **settings)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "a comparison needs data"),
        ({"data": "moons", "study": "one"}, "data or --study"),
        ({"data": "moons", "net": "2-4-2"}, "a comparison needs a question"),
        ({"data": "moons", "net": "2-4-2", "question": {"l2": [0]}}, "is one value"),
        (
            {"data": "moons", "net": "2-4-2", "question": {"l2": [0, 1]}, "trials": 2, "budget": "100epochs"},
            "both say how many points",
        ),
    ],
)  # fmt: skip
def test_mistakes_are_told_before_anything_is_written(arguments, said, tmp_path):
    with pytest.raises(ExperimentError, match=said.replace("--study", "study")):
        tl.compare(**arguments, root=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_study_that_compares_nothing_is_refused(tmp_path):
    study = tl.run("moons", "2-2", learning_rate=[0.1, 1], steps=2, root=tmp_path, progress=False)
    for arguments in ({"study": study}, {"round": study}):
        with pytest.raises(StudyError, match="compares nothing"):
            tl.compare(**arguments, root=tmp_path)
