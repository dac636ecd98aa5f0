"""Programs are compiled once, and shared by the populations that can share them."""

from __future__ import annotations

import jax
import pytest
from laboratory import laid_out

from trainlab.scale.programs.compile import Compiler

RECIPE = {"batch_size": 8, "eval_every": 5, "steps": 10}


@pytest.fixture
def compiled(monkeypatch):
    """Counts what XLA compiles; what it refuses, for an option that it does not know, does not count."""
    calls = []
    compile_it = jax.stages.Lowered.compile

    def counting(self, *arguments, **options):
        done = compile_it(self, *arguments, **options)
        calls.append(self)
        return done

    monkeypatch.setattr(jax.stages.Lowered, "compile", counting)
    return calls


def test_what_populations_share_is_compiled_once(laboratory, xor, compiled):
    vary = {"order_seed": [1, 2], "weight_init": ["he_normal", "he_uniform"]}
    plans = [laid_out(plan, 2, 1) for plan in laboratory.plans(xor, net="2-3-1", vary=vary, set=RECIPE)]
    assert len(plans) == 2
    told = []
    compiler = Compiler()
    programs = compiler.compile_all(plans, lambda data: xor, lambda done, of: told.append((done, of)))
    # The order of examples is data: both populations run the same programs.
    assert len(programs) == 2
    assert told == [(1, 1), (1, 1)]
    once = len(compiled)
    assert once <= 3
    assert programs[0].seconds > 0 == programs[1].seconds
    compiler.compile_all(plans, lambda data: xor, lambda done, of: None)
    compiler.close()
    assert len(compiled) == once


def test_evaluations_do_not_depend_on_the_optimizer(laboratory, xor, compiled):
    vary = {"optimizer": ["sgd", "lion"]}
    plans = [laid_out(plan, 2, 1) for plan in laboratory.plans(xor, net="2-3-1", vary=vary, set=RECIPE)]
    compiler = Compiler()
    compiled = compiler.compile_all(plans, lambda data: xor, lambda done, of: None)
    assert compiled is not None
    one, other = compiled
    compiler.close()
    assert one.evaluate is other.evaluate
    assert one.advance is not other.advance
