"""What a determination says in its document, single things of which no other test speaks."""

from __future__ import annotations

from decimal import Decimal

import pytest
from generated import compiled, shipped_rulebook
from generated_cases import case_of
from minimal_pack import minimal
from test_apportionment_open import COMPLIANCE, HARM, SYSTEM

from liability.case.model import Interval
from liability.determination.alternatives import other_readings
from liability.determination.assess import assess
from liability.determination.document import document
from liability.findings.tests import truth_of_test
from liability.logic import HOLDS, OPEN
from liability.rulebook.conditions import FactTest, Figure

STRONG = {"autonomy": "strong", "generality": "strong", "intelligence": "strong"}


def values_of_nodes(rules, **x):
    raw = minimal(conclusions={"x": x}, cautions=[] if x else ["x"], rules=rules)
    rulebook = compiled(raw)
    found = assess(case_of({"case": "x", "as_of": "2025-06-01"}, rulebook), rulebook)
    return {each["id"]: each["value"] for each in document(found)["proof"]["nodes"]}


def test_an_open_value_that_only_ends_like_an_open_yes_or_no_is_left_as_it_is():
    values = {name: name for name in ("unmet", "not_met")}
    rules = {
        "x0": {"when": "b0", "concludes": {"x": "unmet"}},
        "idle2": {"when": {"conclusion": "x", "is": "unmet"}, "concludes": "idle"},
    }
    nodes = values_of_nodes(rules, values=values, otherwise="not_met")
    assert nodes["conclusion:x"] == "unmet|not_met"
    assert nodes["finding:b0"] == "undetermined"


def test_a_yes_or_no_of_which_rules_disagree_is_marked_as_a_conflict():
    rules = {
        "x0": {"when": "always", "concludes": "x"},
        "x1": {"when": "always", "concludes": {"x": "not_met"}},
    }
    assert values_of_nodes(rules)["conclusion:x"] == "!undetermined"


@pytest.mark.parametrize("kind", ["conclusion", "fact", "finding", "quantified", "rule"])
def test_a_node_of_the_proof_is_there_whichever_is_asked_for_first(kind, rulebook):
    data = {"case": "x", "as_of": "2025-06-01", "system": STRONG}
    first, second = (assess(case_of(data, rulebook), rulebook).proof for _ in range(2))
    name = next(each for each in reversed(first.nodes) if each.startswith(f"{kind}:"))
    assert second.node(name) == first.nodes[name]


def test_an_assumed_figure_is_not_listed_for_a_fact_that_is_said_to_be_unknown():
    rulebook = shipped_rulebook()

    def assumed(**system):
        data = {"case": "x", "as_of": "2025-06-01", "system": {**STRONG, **system}}
        said = document(assess(case_of(data, rulebook), rulebook))["assumptions"]
        return {each["parameter"] for each in said}

    of_compute = {"harbor.training", "harbor.inference"}
    known = assumed(training_compute="1e24", inference_rate="1e15")
    unknown = assumed(training_compute="unknown", inference_rate="unknown")
    assert known >= of_compute
    assert not unknown & of_compute


def test_a_reading_that_was_set_is_listed_though_it_changes_nothing():
    rulebook = shipped_rulebook()
    case = case_of({"case": "x", "as_of": "2025-06-01", "system": STRONG}, rulebook)
    listed = {each.reading for each in other_readings(assess(case, rulebook))}
    name, reading = next(it for it in rulebook.readings.items() if it[0] not in listed)
    (found,) = [
        each
        for each in other_readings(assess(case, rulebook, readings={name: reading.default}))
        if each.reading == name
    ]
    assert not any(each.changes for each in found.alternatives)


def test_of_whom_no_party_is_named_no_more_may_be_asked_than_the_harm_less_the_claimants_fault():
    rulebook = shipped_rulebook()
    someone = {"id": "someone", "role": "executive", "gross_negligence": "yes"}
    data = {
        "case": "x",
        "as_of": "2025-06-01",
        "system": SYSTEM,
        "compliance": COMPLIANCE,
        "harm": HARM | {"claimant_fault": "20 %"},
        "parties": [{"id": "dev", "roles": ["developer", "operator"]}],
        "individuals": [someone | {"had_authority": "yes"}],
        "heads": [{"id": "h", "amount": "1000", "divisible": "no"}],
        "claims": "none",
    }
    (person,) = document(assess(case_of(data, rulebook), rulebook))["individuals"]
    assert person["personal"] == "undetermined"
    assert (person["exposure"]["low"], person["exposure"]["high"]) == (0, 800)


# --- what is open is asked ------------------------------------------------------------------------


@pytest.fixture
def executives():
    people = [
        {"id": "a", "party": "dev", "egregious": None},
        {"id": "e", "egregious": "yes"},
    ]
    role = {"role": "executive", "gross_negligence": "yes", "had_authority": "yes"}
    return {
        "case": "x",
        "as_of": "2025-12-01",
        "system": SYSTEM | {"pause_requested": "yes", "covered_nexus": "yes"},
        "compliance": COMPLIANCE | {"run_stopped": "no"},
        "harm": {"occurred": "yes", "date": "2025-06-10", "caused_by_system": "yes"},
        "parties": [{"id": "dev", "roles": ["developer", "operator"]}],
        "individuals": [
            {key: value for key, value in (each | role).items() if value} for each in people
        ],
        "claims": "none",
    }


def found_of(data):
    rulebook = shipped_rulebook()
    return document(assess(case_of(data, rulebook), rulebook))


def test_of_an_individual_for_whom_no_party_is_named_the_party_is_asked(executives):
    people = {each["id"]: each for each in found_of(executives)["individuals"]}
    assert people["e"]["personal"] == "undetermined"
    (need,) = people["e"]["needs"]
    assert need["fact"] == "individual.party@e"
    assert need["question"] == "For which party did the individual act? (e)"


def test_of_an_open_referral_it_is_asked_what_it_turns_on(executives):
    people = {each["id"]: each for each in found_of(executives)["individuals"]}
    assert (people["a"]["personal"], people["a"]["refer"]) == ("yes", "undetermined")
    assert [each["fact"] for each in people["a"]["needs"]] == ["individual.egregious@a"]


def test_of_an_open_duty_it_is_said_what_it_turns_on_and_of_another_nothing(executives):
    system = {"training_compute": {"low": "8e26", "high": "1.2e27"}, "cap_lift": "none"}
    under_way = executives["system"] | system | {"training_status": "under-way"}
    found = found_of(executives | {"system": under_way})
    duties = {each["id"]: each for each in found["obligations"]}
    needs = {name: [need["fact"] for need in each["needs"]] for name, each in duties.items()}
    assert needs["stop-when-asked"] == ["system.run_is_new"]
    assert needs["rt4-no-training"] == ["system.training_compute"]
    assert all(needs[name] == [] for name, each in duties.items() if each["status"] == "breached")


def test_a_high_end_that_is_not_stated_is_no_lower_than_the_best_estimate():
    above = FactTest("q", "above", operand=Figure(Decimal(3)), met_on="high", not_met_on="high")
    stated = Interval(Decimal(1), Decimal(5), None)
    assert truth_of_test(above, stated, Decimal(3)) == HOLDS
    assert truth_of_test(above, Interval(Decimal(1), Decimal(2), None), Decimal(3)) == OPEN
