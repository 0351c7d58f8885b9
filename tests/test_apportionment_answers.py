"""What the sums say of open facts is just what their answers make of them, one after the other."""

from __future__ import annotations

from itertools import product

import pytest
from test_apportionment_open import HARM, ROLES, SYSTEM, TRACKS, every_figure, figures

from liability.apportionment.turning import Figure
from liability.determination.sums_document import SumsDocument
from liability.determination.sums_grounds import cites_of_steps

ANSWERS = {
    "divisible": ("yes", "no"),
    "kind": ("economic", "non-economic"),
    "claimant_protected": ("yes", "no"),
}
OPEN = None
AGREED = {"Q41": "agreed"}


def stated(insolvent="operator", **said):
    """The base answers with 70, the operator, which caused a part and cannot pay, with 30."""
    shares = {"base": "70 %", "operator": "30 %"}
    head = {"id": "h", "amount": 100, "caused_by": "base"}
    return {
        "system": SYSTEM,
        "harm": {**HARM, "claimant_fault": 0, "claimant_protected": said["claimant_protected"]},
        "heads": [{**head, "divisible": said["divisible"], "kind": said["kind"]}],
        "parties": [
            {"id": name, "roles": [ROLES[name]], "agreed_share": share, "at_fault": "no"}
            | {"insolvent": "yes" if name == insolvent else "no", "intended_harm": "no"}
            for name, share in shares.items()
        ],
        "individuals": "none",
        "insurance": "none",
        "claims": "none",
    }


def found(track, said):
    return figures(stated(**said), {**AGREED, "forum-track": track})


def possible(made, conclusion):
    value = made.determination.conclusions.values[f"{conclusion}@h"]
    return {*value.split("|")}


@pytest.mark.parametrize("track", TRACKS)
def test_what_an_open_fact_leaves_possible_is_the_union_over_its_answers(track):
    """Of how far each answers and who bears what cannot be collected, and of each figure."""
    made = {
        ways: found(track, dict(zip(ANSWERS, ways, strict=True)))
        for ways in product(*((OPEN, *each) for each in ANSWERS.values()))
    }
    for ways, here in made.items():
        options = [
            answers if way is OPEN else (way,)
            for way, answers in zip(ways, ANSWERS.values(), strict=True)
        ]
        there = [made[each] for each in product(*options)]
        for conclusion in ("extent", "uncollectible"):
            union = set().union(*(possible(each, conclusion) for each in there))
            assert possible(here, conclusion) == union, (ways, conclusion)
        for name, figure in every_figure(here.found):
            answered = [dict(every_figure(each.found))[name] for each in there]
            assert figure.low == min(each.low for each in answered), (ways, name)
            assert figure.high == max(each.high for each in answered), (ways, name)


@pytest.mark.parametrize("track", TRACKS)
def test_of_a_head_that_one_party_caused_alone_nobody_else_takes_what_cannot_be_collected(track):
    for protected in ("yes", "no", OPEN):
        said = {"divisible": "yes", "kind": "economic", "claimant_protected": protected}
        data = stated("base", **said)
        made = figures(data, {**AGREED, "forum-track": track})
        assert possible(made, "uncollectible") == {"joint"}
        assert said_in_json(made) == (["joint"], ["R3A.26"])
        assert made.found.parties["operator"]["taken"] == Figure(0, 0, 0)
        assert made.found.claimant["taken"] == Figure(10_000, 10_000, 10_000)


def said_in_json(made):
    head = SumsDocument(made).document()["heads"][0]
    return head["uncollectible"]["possible"], head["uncollectible"]["cites"]


def test_a_claimants_fault_that_may_bar_the_claim_takes_at_least_its_share_off():
    """From 40 to 60 %, and barred above a half: at most 60 of 100 are left, and perhaps nothing."""
    data = stated(divisible="no", kind="economic", claimant_protected=OPEN)
    data["harm"]["claimant_fault"] = {"low": "40 %", "high": "60 %"}
    made = figures(data, {**AGREED, "claimant-fault": "modified"})
    assert made.matter.inputs["claimant"].options == ("reduces", "bars")
    recoverable = made.found.claimant["recoverable"]
    assert (recoverable.low, recoverable.high) == (0, 6_000)


@pytest.mark.parametrize("credit", ["share", "amount", "greater"])
def test_a_settlement_is_credited_alike_whatever_an_open_fact_that_does_not_matter_is(credit):
    """Under 15 U.S.C. 6605 who the claimant is matters where somebody cannot pay; here all can."""
    found = []
    for protected in (OPEN, "yes", "no"):
        data = stated(None, divisible="no", kind="economic", claimant_protected=protected)
        data["parties"][1]["settled_for"] = 40
        readings = {**AGREED, "forum-track": "Y2K", "settlement-credit": credit}
        made = figures(data, readings)
        assert made.open_facts() == []
        found.append(dict(every_figure(made.found)))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("track", TRACKS)
def test_contribution_is_cited_where_some_answer_leads_to_it_and_nowhere_else(track):
    """As where to a consumer the others owe jointly what cannot be collected of the operator."""

    def is_cited(protected):
        data = stated(divisible="no", kind="non-economic", claimant_protected=protected)
        tuner = {"id": "tuner", "roles": [ROLES["tuner"]], "agreed_share": "20 %", "at_fault": "no"}
        data["parties"].append({**tuner, "insolvent": "no", "intended_harm": "no"})
        return "contribution" in cites_of_steps(figures(data, {**AGREED, "forum-track": track}))

    assert is_cited(OPEN) == (is_cited("yes") or is_cited("no"))
    assert is_cited("yes") == (track in ("A", "C", "D", "Y2K"))


def test_who_cannot_pay_takes_nothing_of_what_cannot_be_collected_nor_who_bears_nothing():
    """Whether the operator's insurance pays 10 of its 30 is open; the base has the rest."""
    data = stated(divisible="no", kind="economic", claimant_protected=OPEN)
    layer = {"id": "i", "insured": "operator", "attaches_at": 0, "limit": 10}
    found = figures({**data, "insurance": [layer]}, AGREED).found
    assert found.parties["operator"]["taken"] == Figure(0, 0, 0)
    assert found.claimant["taken"] == Figure(0, 0, 0)
    assert found.parties["base"]["taken"] == Figure(2_000, 3_000, 2_000)
