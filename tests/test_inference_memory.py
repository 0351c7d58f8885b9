"""What is compiled for durable-rules is freed when nothing uses it any more."""

from __future__ import annotations

import gc

import polars as pl
import pytest

from liability import assess_frame
from liability.case.load import load_case
from liability.determination.assess import assess
from liability.inference import engine as engine_module
from liability.inference.engine import Engine, Step
from liability.inference.infer import Inference
from liability.rulebook.packs import shipped
from liability.source.yaml import read


@pytest.fixture
def rulesets(monkeypatch):
    """The handles of the rules that a test makes durable-rules compile, and of those freed."""
    made, freed, durable = [], [], engine_module.durable
    create, delete = durable.create_ruleset, durable.delete_ruleset
    monkeypatch.setattr(durable, "create_ruleset", lambda *a: made.append(create(*a)) or made[-1])
    monkeypatch.setattr(durable, "delete_ruleset", lambda one: freed.append(one) or delete(one))
    return made, freed


def test_compiled_rules_are_freed_with_the_last_that_uses_them(rulesets, rulebook):
    made, freed = rulesets
    case, inference = load_case(read(shipped("cases") / "gpt-4.yaml"), rulebook), Inference()
    found = assess(case, rulebook, inference=inference)
    assert made
    assert freed == []
    del inference
    gc.collect()
    assert found.determined
    assert sorted(freed) == sorted(made)


def test_nothing_of_a_frame_that_was_graded_stays(rulesets, rulebook):
    made, freed = rulesets
    assess_frame(pl.DataFrame({"system.training_compute": [2e24, 3e27]}), rulebook)
    gc.collect()
    assert made
    assert sorted(freed) == sorted(made)


def test_an_engine_that_is_closed_is_freed_once(rulesets):
    made, freed = rulesets
    engine = Engine([Step("b", ("a",), lambda values: values["a"])])
    engine.close()
    engine.close()
    del engine
    gc.collect()
    assert freed == made
