"""The law in force: what reuses another law is what is made from nothing."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from generated import compiled, packs
from hypothesis import given
from hypothesis import strategies as st
from inference_cases import examples

from liability.rulebook.specialize import law_in_force


def of_these_defaults(law):
    """The rulebook of which the law takes nothing but defaults."""
    readings = {
        name: reading._replace(default=law.readings[name], by_profile={})
        for name, reading in law.rulebook.readings.items()
    }
    return replace(law.rulebook, default_profile=law.profile, readings=readings)


def made_from_nothing(law):
    return law_in_force(of_these_defaults(law), law.as_of, parameters=law.set_parameters)


def fields_of(made):
    return {field.name: getattr(made, field.name) for field in fields(made)}


def parts(law):
    """What readings and the profile may change."""
    conclusions = {
        name: fields_of(each) | {"rules": [fields_of(rule) for rule in each.rules]}
        for name, each in law.conclusions.items()
    }
    stages = [(stage.subject, [each.id for each in stage.conclusions]) for stage in law.stages]
    for stage in law.stages:
        assert all(law.conclusions[each.id] is each for each in stage.conclusions)
    return law.profile, law.readings, law.findings, law.entries, conclusions, stages


@examples(40)
@given(st.data())
def test_a_law_that_reuses_another_is_the_law_made_from_nothing(data):
    rulebook = compiled(data.draw(packs()))
    readings = rulebook.readings.values()
    taken = {each.id: data.draw(st.sampled_from(sorted(each.options))) for each in readings}
    named = sorted(taken)
    for profile in rulebook.profiles:
        chosen = {each: taken[each] for each in data.draw(st.sets(st.sampled_from(named)))}
        law = law_in_force(rulebook, rulebook.since, profile, chosen)
        assert parts(law) == parts(made_from_nothing(law))


@pytest.mark.parametrize("profile", ["en", "ko", "ja", "zh"])
def test_each_option_of_the_shipped_pack_makes_the_law_that_is_made_from_nothing(profile, rulebook):
    for number in range(max(len(each.options) for each in rulebook.readings.values())):
        chosen = {
            each.id: sorted(each.options)[number % len(each.options)]
            for each in rulebook.readings.values()
        }
        law = law_in_force(rulebook, "2025-06-01", profile, chosen)
        assert parts(law) == parts(made_from_nothing(law))
