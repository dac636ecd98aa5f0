"""What decides about a kept program: each part of it, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path

import jax
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import trainlab
from trainlab.optimizers import OPTIMIZERS
from trainlab.scale.programs import compile, identity
from trainlab.scale.programs.arguments import Arguments
from trainlab.scale.programs.identity import ROOMS, Unknown, sources, written
from trainlab.settings import SETTINGS

PACKAGE = Path(trainlab.__file__).parent


@pytest.fixture
def as_loaded(monkeypatch):
    """Tests load some rooms with checks of types in them, which is what ``_rewritten`` is there to see."""
    monkeypatch.setattr(identity, "_rewritten", lambda: iter(()))


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: (
        st.tuples(inner, inner) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.frozensets(st.text(max_size=3), max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip


@given(plain, plain)
def test_descriptions_that_differ_are_written_differently(one, other):
    assert (written(one) == written(other)) == (repr_of(one) == repr_of(other))


def repr_of(value):
    """Another way to tell values apart: with types, and without an order where there is none."""
    if isinstance(value, dict):
        return "dict", frozenset((name, repr_of(inner)) for name, inner in value.items())
    if isinstance(value, frozenset):
        return "set", value
    if isinstance(value, tuple):
        return "tuple", tuple(map(repr_of, value))
    return type(value).__name__, repr(value)


def test_what_is_no_description_has_no_identity(as_loaded):
    @dataclass
    class Holding:
        function: object

    assert identity.identity(("advance", 1)) is not None
    for value in (len, object(), Holding(len), np.zeros(2), {"a": [lambda: 1]}):
        with pytest.raises(Unknown):
            written(value)
        assert identity.identity(("advance", value)) is None


def test_the_text_is_the_same_in_every_process():
    script = (
        "from trainlab.scale.programs.identity import written;"
        "print(written({'net': frozenset('abcdefg'), 'b': frozenset({1, 2})}))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(PACKAGE.parent)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(printed) == 1


def test_each_setting_of_a_recipe_counts(laboratory, xor, as_loaded):
    settings = {"steps": 4, "batch_size": 8}

    def of(**other):
        [plan] = laboratory.plans(xor, net=other.pop("net", "2-3-1"), set={**settings, **other})
        return identity.identity((plan.recipe, plan.hyper, plan.batch, written(Arguments(plan, xor).told)))

    changes = [
        {}, {"net": "2-4-1"}, {"activation": "tanh"}, {"batch_size": 4}, {"optimizer": "adam"}, {"l2": 0.1},
        {"momentum": 0.5}, {"optimizer": "sgd", "momentum": 0.5, "nesterov": True}, {"schedule": "cosine"},
        {"dropout": 0.1}, {"early_stopping": "train_loss"}, {"until": "train_loss < 0.1"},
        {"freeze": "hidden1"}, {"clip_norm": 1.0}, {"label_smoothing": 0.1},
    ]  # fmt: skip
    found = [of(**change) for change in changes]
    assert None not in found
    assert len(set(found)) == len(found)
    assert of(seed=3) == of(learning_rate=0.3) == of(weight_init="normal") == found[0]


def test_code_of_others_has_no_identity(as_loaded):
    before = identity.identity("a program")
    own = replace(OPTIMIZERS["sgd"], name="mine")
    OPTIMIZERS.add(own)
    try:
        assert identity.identity("a program") is None
    finally:
        OPTIMIZERS.remove("mine")
    assert "mine" not in SETTINGS["optimizer"].choices
    assert identity.identity("a program") == before is not None


def test_sources_that_were_rewritten_while_loaded_have_no_identity():
    assert identity.identity("a program") is None  # tests load them with checks of types


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("versions", lambda: {"jax": "another"}), ("version", lambda name: "another"),
        ("cores", lambda: 77), ("devices_there", lambda: 77), ("sources", lambda package: "another"),
        ("_features", lambda: "another"), ("set_otherwise", lambda: "jax_scan3=True"),
    ],
)  # fmt: skip
def test_what_surrounds_a_program_counts(monkeypatch, as_loaded, name, value):
    before = identity.identity("a program")
    identity._lasting.cache_clear()
    monkeypatch.setattr(identity, name, value)
    try:
        assert identity.identity("a program") not in (None, before)
    finally:
        monkeypatch.undo()
        identity._lasting.cache_clear()


def test_the_environments_flags_count(monkeypatch, as_loaded):
    before = identity.identity("a program")
    identity._lasting.cache_clear()
    monkeypatch.setenv("XLA_FLAGS", "--xla_cpu_max_isa=AVX")
    assert identity.identity("a program") not in (None, before)
    identity._lasting.cache_clear()


def test_a_changed_source_counts(tmp_path):
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "one.py").write_text("1")
    before = sources(tmp_path)
    (tmp_path / "train" / "one.py").write_text("2")
    assert sources(tmp_path) != before
    (tmp_path / "train" / "one.py").write_text("1")
    assert sources(tmp_path) == before
    (tmp_path / "train" / "one.py").rename(tmp_path / "train" / "two.py")
    assert sources(tmp_path) != before
    (tmp_path / "train" / "two.py").unlink()
    with pytest.raises(FileNotFoundError):
        sources(tmp_path)


def test_all_rooms_that_make_programs_are_hashed(laboratory, xor):
    """Which of trainlab's files run while programs are traced."""
    settings = {
        "steps": 4, "batch_size": 8, "dropout": 0.1, "l2": 0.1, "probe": "gradients", "probe_every": 2,
        "schedule": "cosine", "until": "train_loss < 0.1", "early_stopping": "validation_loss",
        "init_gain": 2.0, "clip_norm": 1.0, "label_smoothing": 0.1, "optimizer": "adam",
        "activation": "leaky_relu",
    }  # fmt: skip
    [plan] = laboratory.plans(xor, net="2-3-1", set=settings)
    takes = Arguments(plan, xor)
    seen = set()

    def note(frame, event, argument):
        if event == "call":
            seen.add(frame.f_code.co_filename)

    jax.clear_caches()
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        for name in ("start", "advance", "evaluate", "probe"):
            compile._compiled(name, plan, takes)
    finally:
        sys.setprofile(before)
    assert threading.current_thread() is threading.main_thread()
    rooms = {Path(file).relative_to(PACKAGE).parts[0] for file in seen if Path(file).is_relative_to(PACKAGE)}
    assert {"train", "nets", "optimizers", "probes", "scale"} <= rooms <= set(ROOMS)
