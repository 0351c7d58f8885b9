"""What the shipped law makes of every case."""

from __future__ import annotations

import itertools
import json
from decimal import Decimal

import pytest
from generated import shipped_rulebook
from generated_cases import case_data, case_of, figures, plain_values
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from law_helpers import names

from liability.determination.assess import assess
from liability.inference.infer import Inference
from liability.logic import is_conflict, possible_values

# --- what holds of every case ---------------------------------------------------------------------


def possible(determination, outcome):
    return set(possible_values(determination.outcomes[outcome]))


def cases(rulebook, **options):
    return case_data(rulebook, **options)


# A case of the shipped pack shrinks for minutes, and its facts are readable as they are.
examples = settings(
    phases=list(Phase)
    if settings.get_current_profile_name() == "thorough"
    else [Phase.explicit, Phase.reuse, Phase.generate]
)


def raised(draw, rulebook, fact, written):
    """The same figure or interval, or a larger one."""
    options = figures(rulebook, rulebook.facts[fact])
    steps = st.integers(0, len(options) - 1)

    def up(value):
        return options[max(options.index(value), draw(steps))]

    if isinstance(written, str):
        return up(written)
    if "value" in written:
        return {"value": up(written["value"])}
    points = {name: up(value) for name, value in written.items()}
    rising = sorted(points.values(), key=Decimal)
    return dict(zip(points, rising, strict=True))


COMPUTE = [
    "training_compute",
    "output_compute",
    "inference_rate",
    "inference_rate_observed",
    "inference_rate_mean",
    "inference_rate_at_launch",
]


@examples
@given(data=st.data())
def test_raising_compute_removes_no_duty_adds_no_harbor_and_lowers_no_tier(data):
    rulebook = shipped_rulebook()
    written = data.draw(cases(rulebook, known=50, disputes=False))
    system = written.setdefault("system", {})
    for name in COMPUTE:
        system.setdefault(name, data.draw(plain_values(rulebook, rulebook.facts[f"system.{name}"])))
    higher = json.loads(json.dumps(written))
    for name in COMPUTE:
        if system[name] != "unknown":
            higher["system"][name] = raised(data.draw, rulebook, f"system.{name}", system[name])
    profile = data.draw(st.sampled_from(sorted(rulebook.profiles)))
    inference = Inference()
    before, after = (
        assess(case_of(each, rulebook), rulebook, profile=profile, inference=inference)
        for each in (written, higher)
    )
    for name in names(before, "obligations"):
        assert ("none" in possible(after, name)) <= ("none" in possible(before, name)), name
    for name in names(before, "harbors"):
        assert ("in_force" in possible(after, name)) <= ("in_force" in possible(before, name)), name
        if possible(before, name) != {"in_force"}:
            assert possible(after, name) != {"in_force"}, name
    assert ("fault" in possible(after, "standard")) <= ("fault" in possible(before, "standard"))
    assert ("RT-4" in possible(before, "tier")) <= ("RT-4" in possible(after, "tier"))
    # while the tier is open, none is given for sure, which is no tier below the others
    tiers = [{each for each in possible(found, "tier") if each} for found in (before, after)]
    assert min(tiers[0]) <= min(tiers[1])


@examples
@given(data=st.data())
def test_an_open_defeater_never_improves_a_harbor(data):
    rulebook = shipped_rulebook()
    written = data.draw(cases(rulebook, known=70, disputes=False))
    assume(isinstance(written.get("claims"), list) and written["claims"])
    defeated = json.loads(json.dumps(written))
    defeated["claims"][data.draw(st.integers(0, len(written["claims"]) - 1))]["open_defeater"] = (
        "yes"
    )
    before, after = (assess(case_of(each, rulebook), rulebook) for each in (written, defeated))
    for name in names(before, "harbors"):
        for better in ("in_force", "available"):
            if better not in possible(before, name):
                assert better not in possible(after, name), name
    assert ("fault" in possible(after, "standard")) <= ("fault" in possible(before, "standard"))


@examples
@given(data=st.data())
def test_strong_autonomy_and_a_passive_harbor_never_go_together(data):
    rulebook = shipped_rulebook()
    written = data.draw(cases(rulebook, known=60))
    profile = data.draw(st.sampled_from(sorted(rulebook.profiles)))
    found = assess(case_of(written, rulebook), rulebook, profile=profile)
    assume(found.findings["autonomy_strong"].value == "met")
    assert "in_force" not in possible(found, "harbors.passive")
    assert possible(found, "harbors.passive") != {"available"}
    unclaimed = assess(case_of(written | {"claims": "none"}, rulebook), rulebook, profile=profile)
    assert "available" not in possible(unclaimed, "harbors.passive")


@examples
@given(data=st.data())
def test_the_tier_above_the_cap_does_not_turn_on_the_axes(data):
    rulebook = shipped_rulebook()
    written = data.draw(cases(rulebook, disputes=False))
    axes = [
        fact
        for fact in rulebook.facts.values()
        if fact.subject == "system" and set(fact.cites) & {"D.A", "D.G", "D.I"}
    ]
    assert len(axes) > 10
    other = json.loads(json.dumps(written))
    for fact in axes:
        other["system"][fact.name] = data.draw(plain_values(rulebook, fact))
    before, after = (assess(case_of(each, rulebook), rulebook) for each in (written, other))
    top = "RT-4"
    assert (top in possible(before, "tier")) == (top in possible(after, "tier"))
    if not is_conflict(before.outcomes["tier"]) and not is_conflict(after.outcomes["tier"]):
        assert (possible(before, "tier") == {top}) == (possible(after, "tier") == {top})


@examples
@given(data=st.data())
def test_claims_of_a_harbor_change_neither_the_tier_nor_any_duty_of_the_tiers(data):
    """Duties that arise from a claim are the claim's own; those of the tiers cite Appendix D."""
    rulebook = shipped_rulebook()
    written = data.draw(cases(rulebook, known=60))
    other = data.draw(cases(rulebook, known=60))
    without = written | {"claims": "none"}
    claims = (
        [
            {key: value for key, value in each.items() if key != "by"}
            for each in other.get("claims") or []
        ]
        if isinstance(other.get("claims"), list)
        else []
    )
    before, after = (
        assess(case_of(each, rulebook), rulebook)
        for each in (without, written | {"claims": claims})
    )
    duties = rulebook.entries["obligation"]
    of_the_tiers = [
        f"obligations.{name}" for name, duty in duties.items() if duty.cites[0].startswith("D.")
    ]
    assert len(of_the_tiers) > 10
    for name in ["tier", *of_the_tiers]:
        assert before.outcomes[name] == after.outcomes[name], name


@examples
@given(data=st.data())
def test_no_rules_of_the_shipped_pack_disagree_and_every_conclusion_has_a_value(data):
    """Whatever a case states, disputed or contradictory, under any profile and some readings."""
    rulebook = shipped_rulebook()
    written = data.draw(cases(rulebook, known=data.draw(st.sampled_from([20, 60, 100]))))
    profile = data.draw(st.sampled_from(sorted(rulebook.profiles)))
    options = [(each.id, option) for each in rulebook.readings.values() for option in each.options]
    readings = dict(data.draw(st.lists(st.sampled_from(options), max_size=3)))
    found = assess(case_of(written, rulebook), rulebook, profile=profile, readings=readings)
    for values in (found.conclusions.values, found.on_this_record.values):
        odd = {
            key: value
            for key, value in values.items()
            if is_conflict(value) or not possible_values(value)
        }
        assert odd == {}


@examples
@given(data=st.data())
def test_on_a_closed_record_standard_tier_and_injunction_are_decided(data):
    rulebook = shipped_rulebook()
    found = assess(case_of(data.draw(cases(rulebook)), rulebook), rulebook)
    for name in ("standard", "tier", "injunction"):
        assert len(possible_values(found.closed_outcomes[name])) == 1, name


LEVELS = ("below", "parity", "unknown")


@pytest.mark.parametrize("profile", ["en", "ja"])
def test_a_tier_that_is_possible_is_that_of_some_way_of_completing_the_record(profile, rulebook):
    """What intelligence takes turns on generality, so the axes are not open one by one."""
    inference = Inference()
    facts = ("autonomy", "generality", "best_tasks_level", "broad_range_level")
    axis = ("weak", "strong", "unknown")
    # Where both count, best tasks are no worse than a broad range (D.I).
    contradictory = ("below", "parity") if profile == "en" else None
    found, on_record = {}, {}
    for stated in itertools.product(axis, axis, LEVELS, LEVELS):
        data = {"case": "x", "as_of": "2025-06-01", "system": dict(zip(facts, stated, strict=True))}
        data["system"] |= {"training_compute": "1e24", "inference_rate": "1e17"}
        decided = assess(case_of(data, rulebook), rulebook, profile=profile, inference=inference)
        found[stated] = possible(decided, "tier") - {""}  # each rule for itself may fail to apply
        on_record[stated] = decided.closed_outcomes["tier"]
    for stated, tiers in found.items():
        ways = itertools.product(
            *(
                [each] if each != "unknown" else (axis if at < 2 else LEVELS)[:2]
                for at, each in enumerate(stated)
            )
        )
        if stated[2:] == contradictory:
            continue
        whole = [way for way in ways if way[2:] != contradictory]
        assert tiers == set().union(*(found[way] for way in whole)), stated
        assert on_record[stated] in tiers, stated
