"""Case files as people write them: every fact typed by the rulebook that declares it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from generated import shipped_rulebook
from generated_cases import case_data, case_of, plain_values, reordered
from hypothesis import given
from hypothesis import strategies as st

from liability.case.load import load_case
from liability.case.model import Disputed, Interval
from liability.determination.assess import assess
from liability.logic import named_values
from liability.rulebook.conditions import LEFT_OUT
from liability.source.problems import ProblemsError
from liability.source.yaml import digest, parse


def case(text, rulebook):
    return load_case(parse("case: x\n" + text, "x.yaml"), rulebook)


def value(fact, written, rulebook):
    subject, _, name = fact.partition(".")
    return case(f"{subject}: {{{name}: {written}}}", rulebook).value(fact)


def exactly(figure):
    return Interval(Decimal(figure), Decimal(figure), Decimal(figure))


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("yes", "true"),
        ("Yes", "true"),
        ("YES", "true"),
        ("true", "true"),
        ("True", "true"),
        ("'yes'", "true"),
        ("no", "false"),
        ("No", "false"),
        ("NO", "false"),
        ("false", "false"),
        ('"no"', "false"),
        ("unknown", None),
        ("Unknown", None),
        ("UNKNOWN", None),
        ("'?'", None),
        ("n/a", None),
        ("tbd", None),
        ("~", None),
        ("null", None),
        ("", None),
        ("{value: yes}", "true"),
        ("{value: unknown}", None),
        ("{value: yes, evidence: C.4.a, note: seen}", "true"),
        ("{evidence: [C.4.a]}", None),
    ],
)
def test_a_yes_or_no_is_read_as_people_write_it(written, means, rulebook):
    assert value("system.deployed", written, rulebook) == means


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("1e26", exactly("1e26")),
        ("1.0e+26", exactly("1e26")),
        ('"2.1e25 FLOP"', exactly("2.1e25")),
        ("6.00 x 10^23 FLOPs", exactly("6e23")),
        ("10^25", exactly("1e25")),
        ("2.1×10²⁵", exactly("2.1e25")),
        ("100000000000000000000000000", exactly("1e26")),
        ("{value: 1e26}", exactly("1e26")),
        (
            "{low: 1e25, best: 2e25, high: 3e25}",
            Interval(Decimal("1e25"), Decimal("2e25"), Decimal("3e25")),
        ),
        ("{low: 1e25, high: 3e25}", Interval(Decimal("1e25"), None, Decimal("3e25"))),
        ("{high: 3e25 FLOP}", Interval(None, None, Decimal("3e25"))),
        ("{low: 1e25, best: 1e25, high: 1e25}", exactly("1e25")),
        (
            "{low: 1e25, best: unknown, high: 3e25}",
            Interval(Decimal("1e25"), None, Decimal("3e25")),
        ),
        ("{low: unknown, high: unknown}", None),
        ("{value: {low: 1e25, high: 3e25}}", Interval(Decimal("1e25"), None, Decimal("3e25"))),
        ("unknown", None),
        (
            "{value: {disputed: {claimant: 1e26, developer: {high: 1e25}}}, note: n}",
            Disputed(
                {"claimant": exactly("1e26"), "developer": Interval(None, None, Decimal("1e25"))}
            ),
        ),
        (
            "{disputed: {claimant: 1e26, developer: {high: 1e25}}}",
            Disputed(
                {"claimant": exactly("1e26"), "developer": Interval(None, None, Decimal("1e25"))}
            ),
        ),
    ],
)
def test_a_quantity_may_be_a_figure_an_interval_or_disputed(written, means, rulebook):
    assert value("system.training_compute", written, rulebook) == means


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("[]", frozenset()),
        ("none", frozenset()),
        ("[none]", frozenset()),
        ("quantization", frozenset({"quantization"})),
        ("[quantization, refusal-edit, quantization]", frozenset({"quantization", "refusal-edit"})),
        ("unknown", None),
        ("{value: [quantization]}", frozenset({"quantization"})),
    ],
)
def test_a_fact_of_several_values_is_a_list_one_value_or_none(written, means, rulebook):
    assert value("system.agentic_after", written, rulebook) == means


def test_dates_and_text_are_what_they_look_like(rulebook):
    found = case("system: {name: NO, version: 1e26, training_began: 2025-03-05}", rulebook)
    assert found.value("system.name") == "NO"
    assert found.value("system.version") == "1e26"
    assert found.value("system.training_began") == date(2025, 3, 5)


def test_no_is_a_name_like_any_other(rulebook):
    found = case(
        "parties: [{id: NO, name: no, roles: [developer]}, {id: '1e5'}, {id: on}]", rulebook
    )
    assert found.roster["party"] == ("NO", "1e5", "on")
    assert found.names["party@NO"] == "no"
    assert found.names["party@on"] == "on"


@pytest.mark.parametrize(
    ("written", "roster"),
    [
        ("", None),
        ("parties:", None),
        ("parties: unknown", None),
        ("parties: none", ()),
        ("parties: []", ()),
        ("parties: None", ()),
        ("parties: [{id: a}, {id: b}]", ("a", "b")),
    ],
)
def test_a_list_that_is_not_given_is_unknown_and_one_that_is_empty_is_none(
    written, roster, rulebook
):
    assert case(written, rulebook).roster["party"] == roster


def test_a_claim_names_its_harbor_and_the_party_that_makes_it(rulebook):
    found = case(
        "parties: [{id: a}]\nclaims: [{id: c, harbor: weak, by: a, stage: draft}]", rulebook
    )
    assert found.refers == {("claim@c", "harbor"): "weak", ("claim@c", "by"): "a"}
    assert found.value("claim.harbor", "c") == "weak"
    assert found.value("claim.stage", "c") == "draft"


def test_who_makes_a_claim_may_be_unknown(rulebook):
    found = case("parties: [{id: a}]\nclaims: [{id: c, harbor: weak, by: unknown}]", rulebook)
    assert ("claim@c", "by") not in found.refers


def test_evidence_may_name_a_source_of_the_case_or_a_provision(rulebook):
    text = "sources: {card: 'System card, 2023'}\n"
    text += "system: {deployed: {value: yes, evidence: [card, C.1], note: n}}"
    stated = case(text, rulebook).facts["system.deployed"]
    assert (stated.evidence, stated.note) == (("card", "C.1"), "n")


def test_figures_that_the_case_sets_are_read_in_the_parameters_unit(rulebook):
    found = case(
        "parameters: {authorized.risk: 1e-6 per year, harbor.training: 10^25 FLOP}", rulebook
    )
    assert found.parameters == {
        "authorized.risk": Decimal("1e-6"),
        "harbor.training": Decimal("1e25"),
    }


def test_all_that_a_case_may_set_reaches_the_determination(rulebook):
    text = "as_of: 2025-07-01\nprofile: ja\n"
    text += "readings: {Q1: any_advanced}\nparameters: {authorized.risk: 1e-6}"
    law = assess(case(text, rulebook), rulebook).law
    assert (law.as_of, law.profile, law.readings["Q1"]) == ("2025-07-01", "ja", "any_advanced")
    assert law.set_parameters == {"authorized.risk": Decimal("1e-6")}


def test_a_dispute_is_open_where_the_sides_differ_in_what_follows_and_settled_where_they_do_not(
    rulebook,
):
    disputed = "as_of: 2025-06-01\nsystem: {training_compute: {disputed: %s}}"
    apart = disputed % "{claimant: 2e26, developer: 2e25}"
    alike = disputed % "{claimant: 2e25, developer: 3e25}"
    found = assess(case(apart, rulebook), rulebook)
    assert found.findings["trained_below_harbor"].value == "met|not_met"
    assert assess(case(alike, rulebook), rulebook).findings["trained_below_harbor"].value == "met"
    for side, expected in (("claimant", "not_met"), ("developer", "met")):
        taken = assess(case(apart, rulebook), rulebook, side=side)
        assert taken.findings["trained_below_harbor"].value == expected


@pytest.mark.parametrize(
    ("written", "says", "advises"),
    [
        ("{lo: 1e25}", "`lo` is not part of a fact's value", "did you mean `low`?"),
        ("{low: 1e25, hihg: 1e26}", "`hihg` is not part of a fact's value", "`high`"),
        ("{}", "`training_compute` is given as an empty mapping", "unknown"),
        ("{value: {}}", "`training_compute` is given as an empty mapping", "unknown"),
        ("{value: {lo: 1e25}}", "`lo` is not part of what stands under `value`", "`low`"),
        ("{value: {value: 1e25}}", "`value` is not part of what stands under `value`", "bare"),
        ("{value: {low: 1e25, note: n}}", "`note` is not part", "put it beside `value`"),
        ("{value: {low: 1, disputed: {}}}", "is given in two ways", "give one of"),
        ("{value: 1e25, low: 1e24}", "is given in two ways", "give one of"),
        ("{disputed: {}}", "is disputed by one side only", "two sides"),
        ("{disputed: ~}", "is disputed by one side only", "two sides"),
        ("{disputed: 1e25}", "`disputed` must be a mapping", "disputed: {claimant: {low: …}"),
        (
            "{disputed: {claimant: {value: 1e25}, developer: 1e24}}",
            "`value` is not part of one side's version",
            "write the bare value here",
        ),
        (
            "{disputed: {claimant: {lo: 1e25}, developer: 1e24}}",
            "`lo` is not part of one side's version",
            "did you mean `low`?",
        ),
        (
            "{disputed: {claimant: {high: 1, note: n}, developer: 1}}",
            "`note` is not part of one side's version",
            "put it beside `disputed`",
        ),
        ("{disputed: {claimant: {}, developer: 1}}", "an empty mapping", "unknown"),
        ("{disputed: {claimant: 1, developer: 1, note: n}}", "`note` is not a side", "claimant"),
    ],
)
def test_nothing_in_a_value_is_passed_over_in_silence(written, says, advises, rulebook):
    with pytest.raises(ProblemsError) as caught:
        value("system.training_compute", written, rulebook)
    assert says in str(caught.value)
    assert advises in str(caught.value)


def test_a_value_within_a_side_is_refused_for_every_type_of_fact(rulebook):
    for fact in rulebook.facts.values():
        if fact.subject != "system":
            continue
        with pytest.raises(ProblemsError) as caught:
            value(fact.id, "{disputed: {claimant: {value: x, note: n}, developer: ~}}", rulebook)
        assert "`value` is not part of one side's version" in str(caught.value)
        assert "`note` is not part of one side's version" in str(caught.value)


@pytest.mark.parametrize(
    "written",
    [
        "20250601",
        "2025-W23-1",
        "2025-6-1",
        "2025-06-01T00:00",
        "'２０２５-06-01'",
        "01.06.2025",
        "''",
    ],
)
def test_a_date_is_written_in_one_way(written, rulebook):
    for place in ("as_of: %s", "system: {training_began: %s}"):
        with pytest.raises(ProblemsError) as caught:
            case(place % written, rulebook)
        assert "is not a date" in str(caught.value)
        assert "write it as 2025-03-05" in str(caught.value)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("profile: ''", "`''` is not a profile"),
        ("parties: [{id: a}]\nclaims: [{id: c, harbor: weak, by: ''}]", "`''` is not a party"),
        ("parties: [{id: a, rolls: x}, {id: '!', rolls: y}]", "`rolls` is not a fact"),
    ],
)
def test_what_is_given_empty_or_beside_a_mistake_is_a_problem_too(written, named, rulebook):
    with pytest.raises(ProblemsError) as caught:
        case(written, rulebook)
    assert named in str(caught.value)
    if "rolls" in named:
        assert str(caught.value).count(named) == 2


@given(data=st.data())
def test_whatever_a_rulebook_declares_a_case_can_state(data):
    rulebook = shipped_rulebook()
    written = data.draw(case_data(rulebook))
    found = case_of(written, rulebook)
    assert found.digest == digest(parse(json.dumps(written), "x").data)
    assert set(found.roster) == {each.id for each in rulebook.subjects.values() if each.many}


@given(data=st.data())
def test_a_plain_value_and_the_same_value_written_out_are_one(data):
    rulebook = shipped_rulebook()
    names = [each.id for each in rulebook.facts.values() if each.subject == "system"]
    fact = rulebook.facts[data.draw(st.sampled_from(names))]
    written = data.draw(plain_values(rulebook, fact))
    plain = case_of({"case": "x", "system": {fact.name: written}}, rulebook)
    out = case_of({"case": "x", "system": {fact.name: {"value": written, "note": "n"}}}, rulebook)
    assert plain.value(fact.id) == out.value(fact.id)


@given(data=st.data(), order=st.randoms(use_true_random=False))
def test_layout_and_order_of_keys_do_not_change_the_digest(data, order):
    rulebook = shipped_rulebook()
    written = data.draw(case_data(rulebook, known=20))
    again = case_of(reordered(written, order.shuffle), rulebook)
    assert again.digest == case_of(written, rulebook).digest
    assert again.facts == case_of(written, rulebook).facts


def test_comments_and_quotes_do_not_change_the_digest(rulebook):
    one = case("system: {deployed: yes}  # seen", rulebook)
    other = case("system:\n  'deployed': \"yes\"\n", rulebook)
    assert one.digest == other.digest


def test_a_blank_case_decides_nothing(rulebook):
    found = assess(case("as_of: 2025-06-01", rulebook), rulebook)
    assert not found.determined
    tested = [each for each in found.findings.values() if each.tests]
    silent = [each for each in tested if any(it.test.operator == LEFT_OUT for it in each.tests)]
    assert {each.value for each in silent} == {"met"}  # that nothing is said of a figure of today
    assert {each.value for each in tested if each not in silent} == {"met|not_met"}
    assert named_values(found.outcomes["standard"]) == ("strict", "fault")


junk = st.recursive(
    st.none()
    | st.sampled_from(
        ["yes", "1e26", "unknown", "none", "2025-03-05", "strong", "", "x", "-1", "{{ x }}"]
    ),
    lambda part: (
        st.lists(part, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["value", "low", "high", "disputed", "claimant", "id", "evidence", "x"]
            ),
            part,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@given(data=st.data())
def test_whatever_stands_where_a_value_belongs_gives_a_case_or_problems_with_place_and_help(data):
    rulebook = shipped_rulebook()
    heads = [
        "case",
        "title",
        "as_of",
        "profile",
        "readings",
        "parameters",
        "sources",
        "notes",
        "pack",
    ]
    keys = heads + [each.key for each in rulebook.subjects.values() if each.key]
    facts = st.dictionaries(
        st.sampled_from([fact.name for fact in rulebook.facts.values()]), junk, max_size=3
    )
    members = st.lists(
        st.dictionaries(st.sampled_from(["id", "harbor", "by", "party", "stage", "roles"]), junk),
        max_size=2,
    )
    written = data.draw(st.dictionaries(st.sampled_from(keys), junk | facts | members, max_size=4))
    try:
        case_of(written, rulebook)
    except ProblemsError as error:
        for problem in error.problems:
            assert "`" in problem.message
            assert problem.place is not None
            assert problem.help
