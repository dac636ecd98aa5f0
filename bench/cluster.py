"""What a cluster is worth: one and two Ray nodes of one core each, on this machine.

Parts: ``speed``, studies of 2,000 nets and one of eight MNIST nets on one node and on two; ``overhead``, what
a population costs besides its training; ``many``, 10,000 tiny nets; ``tune``, Ray Tune running single trials
with the same engine (needs ``ray[tune]``). Programs are kept from a first run. Seconds are those a study says
it trained, which loading programs and data on the workers is part of; ``whole`` is the process from its
beginning to its end. Of a machine of two cores the process that leads takes a part that two nodes miss: what
it does grows with the steps that are recorded.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from measure import arguments, environment, print_table, timed_process, trainlab_command, write_results

from trainlab.scale.executors.ray_cluster.connect import import_ray

STORE_BYTES = 600 << 20

STUDIES = {
    "2,000 nets 2-8-2": [
        *("moons", "--net", "2-8-2", "--set", "steps=LENGTH", "eval_every=10000", "batch_size=50"),
        *("--vary", "learning_rate=log:0.01:1:100", "--seeds", "20"),
    ],
    "2,000 nets 2-16-16-2": [
        *("moons", "--net", "2-16-16-2", "--set", "steps=LENGTH", "eval_every=2000", "batch_size=100"),
        *("--vary", "learning_rate=log:0.01:1:100", "--seeds", "20"),
    ],
    "8 nets 784-128-10 on MNIST": [
        *("mnist", "--net", "784-128-10", "--set", "epochs=LENGTH", "batch_size=100"),
        *("--vary", "learning_rate=log:0.01:1:8"),
    ],
}
LENGTHS = {"2,000 nets 2-8-2": 30_000, "2,000 nets 2-16-16-2": 8_000, "8 nets 784-128-10 on MNIST": 10}
"""Steps or epochs of each, for about 20 seconds of a core and more."""

POPULATIONS = 40
"""Of a single trial of ten steps each, for what a population costs."""

SMALL = ["moons", "--net", "2-4-2", "--set", "steps=10", "batch_size=50", "--vary"]

MANY = ["moons", "--net", "2-4-2", "--set", "steps=1000", "eval_every=500", "batch_size=50",
        "--vary", "learning_rate=log:0.01:1:100", "--seeds", "100"]  # fmt: skip

TUNE = """
import sys, time
import ray
from ray import tune
ray.init(log_to_driver=False, logging_level="CRITICAL")
def trial(config):
    import trainlab as tl
    study = tl.run("moons", "2-4-2", learning_rate=config["rate"], steps=1000, batch_size=50, eval_every=500,
                   progress=False, check=False)
    tune.report({"loss": study.best().record.best["validation_loss"]})
begin = time.perf_counter()
rates = [0.01 * 1.1**k for k in range(int(sys.argv[1]))]
tune.Tuner(tune.with_resources(trial, {"cpu": 1}), param_space={"rate": tune.grid_search(rates)},
           run_config=tune.RunConfig(storage_path=sys.argv[2], verbose=0)).fit()
print("seconds", time.perf_counter() - begin)
"""


@contextmanager
def nodes(count: int) -> Iterator[str]:
    """The address of a cluster of so many nodes of one core."""
    import_ray()
    from ray.cluster_utils import Cluster

    one = {"num_cpus": 1, "object_store_memory": STORE_BYTES}
    cluster = Cluster(initialize_head=True, head_node_args={**one, "include_dashboard": False})
    try:
        for _ in range(count - 1):
            cluster.add_node(**one)
        yield cluster.address
    finally:
        cluster.shutdown()


def trained(study: Sequence[str], address: str, place: str = "ray") -> dict[str, float]:
    """Seconds of a study: those it trained, and of the whole process."""
    from trainlab.store import StudyReader

    with tempfile.TemporaryDirectory() as root:
        command = [
            trainlab_command(),
            "run",
            *study,
            "--no-check",
            "--top",
            "1",
            "--on",
            place,
            "--root",
            root,
        ]
        whole, _ = timed_process(command, environment(RAY_ADDRESS=address))
        reader = StudyReader(next(Path(root).iterdir()))
        trials = reader.trials()
        return {
            "train": reader.info.seconds["train"], "whole": whole, "trials": len(trials),
            "steps": sum(trial.steps for trial in trials), "populations": len(reader.populations()),
        }  # fmt: skip


def speed(repeats: int) -> list[dict[str, Any]]:
    """One node and two, in turns; of each the quickest."""
    rows = []
    for name, study in STUDIES.items():
        taken: dict[int, list[dict[str, float]]] = {1: [], 2: []}
        for turn in range(repeats + 1):  # the first one keeps the programs
            length = str(LENGTHS[name] if turn else 1)
            for count in taken:
                with nodes(count) as address:
                    seconds = trained([word.replace("LENGTH", length) for word in study], address)
                if turn:
                    taken[count].append(seconds)
        one, two = (min(times, key=lambda row: row["train"]) for times in taken.values())
        gain = one["train"] / two["train"]
        rows.append(
            {"study": name, "one node": one["train"], "two nodes": two["train"], "times as fast": gain}
        )
    return rows


def overhead() -> list[dict[str, Any]]:
    """What a population costs besides its steps."""
    study = [*SMALL, "order_seed=" + ",".join(map(str, range(POPULATIONS)))]
    with nodes(1) as address:
        trained(study, address)
        there = trained(study, address)
    here = trained(study, "", "local")
    return [
        {"place": place, "populations": row["populations"], "seconds each": row["train"] / row["populations"],
         "whole process": row["whole"]}
        for place, row in (("one node", there), ("here", here))
    ]  # fmt: skip


def many() -> list[dict[str, Any]]:
    """Ten thousand tiny nets on two nodes, and here."""
    with nodes(2) as address:
        trained(MANY, address)
        there = trained(MANY, address)
    return [{"place": "two nodes", **there}, {"place": "here", **trained(MANY, "", "local")}]


def against_tune(trials: int) -> list[dict[str, Any]]:
    """Single trials under Ray Tune, and the same ones as a study."""
    study = [*MANY[:-4], "--vary", f"learning_rate=log:0.01:1:{trials}"]
    with nodes(2) as address, tempfile.TemporaryDirectory() as folder:
        trained(study, address)
        ours = trained(study, address)["whole"]
        begin = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", TUNE, str(trials), folder], cwd=folder,
            env=environment(RAY_ADDRESS=address), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise SystemExit(f"Ray Tune did not run (pip install 'ray[tune]'):\n{done.stderr[-2000:]}")
        tune = time.perf_counter() - begin
    return [{"trials": trials, "trainlab, whole process": ours, "Ray Tune, whole process": tune}]


def _shown(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def main() -> None:
    parser = arguments(__doc__, 2)
    parser.add_argument("--part", choices=["speed", "overhead", "many", "tune"], action="append")
    parser.add_argument("--trials", type=int, default=20, help="of Ray Tune (20)")
    options = parser.parse_args()
    parts = options.part or ["speed", "overhead", "many"]
    measures = {
        "speed": lambda: speed(options.repeats), "overhead": overhead, "many": many,
        "tune": lambda: against_tune(options.trials),
    }  # fmt: skip
    found = {part: measures[part]() for part in parts}
    for part, rows in found.items():
        print_table(part, [*rows[0]], [[_shown(value) for value in row.values()] for row in rows])
    write_results(options.results, "cluster", ["trainlab"], found)


if __name__ == "__main__":
    main()
