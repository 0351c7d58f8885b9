"""What a claim made now would come to, as the determination and the documents say it."""

from __future__ import annotations

import pytest

from liability.case.load import load_case
from liability.determination.assess import assess
from liability.determination.document import Document
from liability.documents.checklist import Asked, checklist_markdown
from liability.documents.claim import claim_markdown
from liability.documents.claim_now import claim_now
from liability.source.yaml import parse

CASE = """
case: unclaimed
as_of: 2026-03-01
system:
  {autonomy: strong, generality: strong, intelligence: strong, training_compute: 5e25,
   inference_rate: 5e18, deployed: yes}
claims: %s
parties: [{id: lab, roles: [developer, operator]}]
harm: %s
"""
HARM = "{occurred: yes, date: 2026-01-10, caused_by_system: yes}"
LATE = "A claim made now comes too late for the harm."
PROOF = "For that harm the harbor has to be pleaded and each of its elements proved"
IN_TIME = "A claim made now is in time for a later harm."


def determined(rulebook, harm=HARM, claims="none", **readings):
    case = load_case(parse(CASE % (claims, harm), "x.yaml"), rulebook)
    return assess(case, rulebook, readings=readings)


def of_compute(determination):
    return next(each for each in Document(determination)["harbors"] if each["id"] == "compute")


@pytest.mark.parametrize(
    ("harm", "late"),
    [
        (HARM, "met"),
        ("{occurred: yes}", "met"),
        ("{date: 2026-03-01}", "met"),
        ("{occurred: no}", "not_met"),
        ("{}", "undetermined"),
        ("{occurred: yes, date: 2026-03-02}", "undetermined"),
    ],
)
def test_a_claim_made_now_is_too_late_just_where_harm_has_occurred(rulebook, harm, late):
    for readings in ({}, {"Q29": "forfeit"}, {"Q30": "before_training"}):
        found = of_compute(determined(rulebook, harm, **readings))["claim_now"]
        assert found["late"] == late


@pytest.mark.parametrize(
    ("readings", "why"),
    [
        ({}, PROOF),
        ({"Q29": "forfeit"}, "It is without effect for that harm"),
        ({"Q29": "retroactive_merits"}, "For that harm the elements of the harbor decide"),
        ({"Q31": "license"}, PROOF),
    ],
)
def test_what_comes_of_a_late_claim_is_said_by_the_reading_taken(rulebook, readings, why):
    found = determined(rulebook, **readings)
    said = claim_now(found, of_compute(found))
    assert said.startswith(f"{LATE} {why}")
    assert said.endswith(IN_TIME)


@pytest.mark.parametrize(
    ("autonomy", "why"),
    [("weak", "For that harm no harbor is needed, since an axis"), ("unknown", PROOF)],
)
def test_no_harbor_has_to_be_pleaded_where_it_is_shown_that_none_is_needed(rulebook, autonomy, why):
    case = (CASE % ("none", HARM)).replace("{autonomy: strong", f"{{autonomy: {autonomy}")
    found = assess(load_case(parse(case, "x.yaml"), rulebook), rulebook)
    assert claim_now(found, of_compute(found)).startswith(f"{LATE} {why}")


def test_a_claim_that_has_to_precede_deployment_is_in_time_for_no_harm_of_what_is_deployed(
    rulebook,
):
    found = determined(rulebook, "{occurred: no}", Q30="before_deployment")
    assert claim_now(found, of_compute(found)) == (
        "A claim made now comes too late for the harm: no. "
        "A claim made now is in time for a later harm: no."
    )


def test_nothing_is_said_of_a_claim_made_now_where_it_is_in_time_or_the_harbor_is_claimed(rulebook):
    found = determined(rulebook, "{occurred: no}")
    assert claim_now(found, of_compute(found)) == ""
    claim = "[{id: c, harbor: compute, by: lab, stage: claimed, made_on: 2026-01-20}]"
    found = determined(rulebook, claims=claim)
    assert "late" in of_compute(found)["possible"]
    assert claim_now(found, of_compute(found)) == ""


@pytest.mark.parametrize(
    ("covers", "changed", "anew"),
    [
        ("no", "no", True),
        ("yes", "yes", True),
        ("yes", "unknown", False),
        ("unknown", "no", False),
        ("yes", "no", False),
    ],
)
def test_a_claim_of_what_the_system_is_no_more_is_to_be_made_anew(rulebook, covers, changed, anew):
    claim = (
        "[{id: c, harbor: provably-safe, by: lab, stage: approved, approver: agency, "
        "made_on: 2025-10-20, expires: 2027-01-01, prepared_by_developer: yes, falsified: no, "
        f"covers_system: {covers}, material_change: {changed}, open_defeater: no, "
        "suspended_by_authority: no}]"
    )
    found = determined(rulebook, claims=claim)
    harbor = next(each for each in Document(found)["harbors"] if each["id"] == "provably-safe")
    assert claim_now(found, harbor).startswith(f"{LATE} {PROOF}") == anew


def test_where_it_is_open_whether_harm_occurred_only_who_makes_a_claim_is_warned(rulebook):
    found = determined(rulebook, "{}")
    assert claim_now(found, of_compute(found)) == ""
    assert "too late for the harm: undetermined" in claim_markdown(found, "compute")


def test_the_claim_document_and_the_checklist_warn_that_a_claim_made_now_is_late(rulebook):
    found = determined(rulebook)
    assert f"- **{LATE} {PROOF}" in claim_markdown(found, "compute")
    asked = Asked(("compute",), False, {}, None)
    head, _, _ = checklist_markdown(found, asked).partition("### ")
    assert LATE in head
    assert IN_TIME in head


def test_a_harbor_that_is_forfeited_is_not_said_to_be_available(rulebook):
    found = determined(rulebook, Q29="forfeit")
    lost = "unclaimed, and lost for want of a claim in time"
    claim, checklist = (
        claim_markdown(found, "compute"),
        checklist_markdown(found, Asked((), False, {}, None)),
    )
    assert f"the state of the harbor is: {lost}." in claim
    assert f"On the facts of the case: {lost}." in checklist
    assert IN_TIME in claim


def test_what_is_proven_of_the_outcomes_is_not_proven_again_for_a_claim_made_now(rulebook):
    found = determined(rulebook)
    late = rulebook.outcomes.claim_now.late
    outcomes = dict(found.proof.nodes)
    beside = found.proof.below([f"conclusion:{late}.{each}" for each in ("compute", "narrow")])
    assert not {f"conclusion:{late}.compute", f"conclusion:{late}.narrow"} & {*outcomes}
    assert outcomes.keys() & beside.keys()
    assert all(outcomes[name] is beside[name] for name in outcomes.keys() & beside.keys())
