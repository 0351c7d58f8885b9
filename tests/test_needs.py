"""What is asked: every unknown fact that can matter to an open outcome, and no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, combinations, pairwise, product
from math import prod

import pytest
from generated import compiled, packs, shipped_rulebook
from generated_cases import case_data, case_of
from hypothesis import assume, given
from hypothesis import strategies as st
from inference_cases import examples
from minimal_pack import minimal

from liability.case.model import Disputed, Interval
from liability.determination.answers import answers
from liability.determination.assess import HEADLINES, assess
from liability.determination.needs import needs
from liability.determination.outcomes import read_outcomes
from liability.findings.find import facts_of, find_one
from liability.inference.infer import recompute
from liability.logic import OPEN, UNDETERMINED, possible_values
from liability.rulebook import conditions as c

MOST = 600  # completions of the open facts of a case


def every_answer(found, key):
    """Every kind of answer to a fact within what is stated, made apart from the program's own."""
    stated = facts_of(found.case).get(key)
    if isinstance(stated, Disputed) and None not in stated.sides.values():
        return list(dict.fromkeys(stated.sides.values()))
    low, _, high = stated if isinstance(stated, Interval) else (None, None, None)
    return [
        each
        for each in answers_to(found.law, key)
        if (low is None or each.low >= low) and (high is None or each.high <= high)
    ]


def answers_to(law, key):
    fact = law.rulebook.facts[key.partition("@")[0]]
    tests = [
        test
        for finding in law.findings.values()
        for test in c.walk(finding.test)
        if isinstance(test, c.FactTest)
    ]
    figures = {each.operand.value for each in tests if isinstance(each.operand, c.Figure)} - {None}
    match fact.type:
        case "boolean":
            return ["true", "false"]
        case "choice":
            return list(fact.values)
        case "choices":
            sizes = range(len(fact.values) + 1)
            return [frozenset(some) for n in sizes for some in combinations(fact.values, n)]
        case "date":
            days = {each for each in figures if isinstance(each, date)}
            return sorted({each + timedelta(shift) for each in days for shift in (-1, 0, 1)})
    compared = {
        each.operand.value
        for each in tests
        if each.fact == fact.id and isinstance(getattr(each.operand, "value", None), Decimal)
    }
    points = {each * by for each in compared for by in map(Decimal, ("0.9", "1", "1.1"))}
    return [Interval(each, each, each) for each in sorted(points)]


def open_facts(found):
    """Unknown facts that an open finding tests, whether or not anything rests on it."""
    facts = facts_of(found.case)
    tests = chain(*(it.tests for it in found.findings.values() if it.value == UNDETERMINED))
    keys = {key for test in tests for key in (test.fact, test.other) if key}
    keys = {key for key in keys if key.partition("@")[0] in found.law.rulebook.facts}
    loose = {
        key
        for key in keys
        if facts.get(key) is None
        or isinstance(facts[key], Disputed)
        or (isinstance(facts[key], Interval) and len(set(facts[key])) > 1)
    }
    return sorted(loose)


def asks_what_is_said(found, key):
    tests = chain(*(each.tests for each in found.findings.values()))
    said = isinstance(facts_of(found.case).get(key), Disputed)
    return said and any(it.fact == key and it.test.any_side for it in tests)


def completions(found):
    """Each way to answer all open facts of a case, and the outcomes that follow.

    What is found on the record as it is stays so, and a record that contradicts itself is none.
    Cases are left out in which a test asks what a side says of a fact, rather than what it is.
    """
    assume(not any(asks_what_is_said(found, key) for key in open_facts(found)))
    keys, law = open_facts(found), found.law
    base = facts_of(found.case)
    for answered in product(*(every_answer(found, key) for key in keys)):
        facts = {**base, **dict(zip(keys, answered, strict=True))}
        values = {}
        for key, before in found.findings.items():
            if before.value == UNDETERMINED:
                name, _, member = key.partition("@")
                after = find_one(law.findings[name], facts, member or None)
                if after.contradicted and not before.contradicted:
                    break
                if any(
                    was.truth not in (OPEN, now.truth)
                    for was, now in zip(before.tests, after.tests, strict=True)
                ):
                    break  # an end of an interval would take back what its best estimate shows
                values[key] = after.value
        else:
            after = recompute(found.conclusions, law, values, closed=False)
            yield answered, read_outcomes(after)


def flips(found, about):
    """The open facts that some completion of all the others makes matter to an outcome."""
    keys = open_facts(found)
    assume(keys)
    assume(prod(len(every_answer(found, key)) for key in keys) <= MOST)
    came_out: dict = {}
    for answered, outcomes in completions(found):
        told = tuple(outcomes[name] for name in about)
        for at, key in enumerate(keys):
            others = (key, *answered[:at], None, *answered[at + 1 :])
            came_out.setdefault(others, set()).add(told)
    return {others[0] for others, told in came_out.items() if len(told) > 1}


def unsettled(found):
    return [name for name in HEADLINES if len(possible_values(found.outcomes[name])) > 1]


@examples(150)
@given(st.data())
def test_every_fact_that_some_answers_to_the_others_make_matter_is_asked(data):
    rulebook = compiled(data.draw(packs(monotone=True)))
    case = case_of(data.draw(case_data(rulebook, known=85)), rulebook)
    found = assess(case, rulebook)
    about = unsettled(found)
    assume(about)
    assert flips(found, about) <= {each.fact for each in needs(found)}


@examples(25)
@given(st.data())
def test_every_fact_that_can_matter_under_the_shipped_pack_is_asked(data):
    """A case that is known but for a few facts drawn at random."""
    rulebook = shipped_rulebook()
    case = case_of(data.draw(case_data(rulebook, known=101, disputes=False)), rulebook)
    stated = sorted(key for key in case.facts if not key.startswith("claim.harbor"))
    assume(stated)
    system = [key for key in stated if key.startswith(("system.", "compliance.", "harm."))]
    unknown = data.draw(st.lists(st.sampled_from(system), min_size=4, max_size=5, unique=True))
    facts = {key: each for key, each in case.facts.items() if key not in unknown}
    found = assess(replace(case, facts=facts), rulebook)
    about = unsettled(found)
    assume(about)
    assert flips(found, about) <= {each.fact for each in needs(found)}


# --- single cases ---------------------------------------------------------------------------------

FINDINGS = {
    "x": {"test": {"fact": "system.c0", "is": "x"}},
    "y": {"test": {"fact": "system.c0", "is": "y"}},
    "z": {"test": {"fact": "system.c0", "is": "z"}},
    "p": {"test": {"fact": "system.cs0", "includes_any": ["p"]}},
}


def asked(rules, **system):
    """The facts that are asked where `standard` rests on these rules, and nothing else does."""
    conclusion = {"values": {"strict": "strict", "fault": "fault"}, "otherwise": "fault"}
    raw = minimal(
        findings=FINDINGS,
        conclusions={"standard": conclusion},
        rules={name: {"concludes": {"standard": "strict"}} | rule for name, rule in rules.items()},
    )
    rulebook = compiled(raw)
    data = {"case": "x", "as_of": "2025-06-01", "system": system}
    found = assess(case_of(data, rulebook), rulebook)
    return [each.fact for each in needs(found, ["standard"])]


@pytest.mark.parametrize(
    ("rules", "system", "wanted"),
    [
        ({"r": {"when": {"all": ["b0", "b1"]}}}, {"b0": "no"}, []),
        ({"r": {"when": "b0"}, "s": {"when": {"all": ["b1", "p"]}}}, {"b1": "no"}, ["system.b0"]),
        ({"r": {"when": {"all": ["p", {"any": ["b0", "b1"]}]}}}, {"b0": "yes"}, ["system.cs0"]),
    ],
    ids=["a rule that fails", "a rule beside one that fails", "an `any` that is met"],
)
def test_of_what_is_settled_inside_a_rule_nothing_is_asked(rules, system, wanted):
    assert asked(rules, **system) == wanted


def test_of_a_rule_that_an_exception_defeats_nothing_is_asked():
    rules = {
        "r": {"when": "p"},
        "off": {"when": "b0", "concludes": {"standard": "fault"}, "exception_to": ["r"]},
        "s": {"when": "b1"},
    }
    assert asked(rules, b0="yes") == ["system.b1"]
    assert asked(rules, b0="no", b1="no") == ["system.cs0"]


def test_what_may_defeat_a_rule_that_may_apply_is_asked():
    rules = {
        "r": {"when": "p"},
        "off": {
            "when": {"all": ["b0", "b1"]},
            "concludes": {"standard": "fault"},
            "exception_to": ["r"],
        },
    }
    assert set(asked(rules)) == {"system.b0", "system.b1", "system.cs0"}
    assert set(asked(rules, b0="yes", cs0=["p"])) == {"system.b1"}


def test_what_no_answer_to_another_fact_leaves_open_is_not_asked():
    """However `c0` is answered, nothing is left that `p` would change."""
    rules = {"r": {"when": {"any": [{"all": ["x", "p"]}, {"all": ["y", "p"]}, "z"]}}}
    assert set(asked(rules)) == {"system.c0", "system.cs0"}
    never = {"r": {"when": {"any": [{"all": ["x", "y", "p"]}, "z"]}}}
    assert asked(never) == ["system.c0"]


def test_a_statement_that_disagrees_with_which_harbor_is_claimed_is_asked_about_by_that_name():
    ways = [{"fact": "claim.c0", "is": "x"}, {"fact": "claim.harbor", "is": "h0"}]
    told = {"for_each": "claim", "test": {"established_by": ways}}
    some = {"some": "claim", "holds": "told"}
    conclusion = {"values": {"strict": "strict", "fault": "fault"}, "otherwise": "fault"}
    rules = {"r": {"when": some, "concludes": {"standard": "strict"}}}
    raw = minimal(findings={"told": told}, conclusions={"standard": conclusion}, rules=rules)
    rulebook = compiled(raw)
    claim = {"id": "m", "harbor": "h0", "c0": "y"}
    data = {"case": "x", "as_of": "2025-06-01", "claims": [claim]}
    (need,) = needs(assess(case_of(data, rulebook), rulebook), ["standard"])
    question = rulebook.facts["claim.c0"].question["en"]
    title = rulebook.subjects["harbor"].title["en"]
    assert need.fact == "claim.c0@m"
    assert need.question == f"{question} (m) The case states it, but it disagrees with: {title}."


def test_another_way_to_show_what_is_open_is_asked_and_of_what_is_shown_none():
    """A contradiction of what is stated could matter too, but nobody has reason to look for it."""
    found = assess(case_of(axis(), shipped_rulebook()), shipped_rulebook())
    ways = {each.fact for each in needs(found)}
    assert {"system.autonomy", "system.acts_unsupervised"} <= ways
    found = assess(case_of(axis(autonomy="weak"), shipped_rulebook()), shipped_rulebook())
    assert "system.acts_unsupervised" not in {each.fact for each in needs(found)}


def axis(**system):
    known = {"generality": "strong", "intelligence": "weak", "high_public_harm_risk": "no"}
    compute = {"training_compute": {"low": "9e26", "high": "1.1e27"}, "inference_rate": "1e19"}
    system = {**known, **compute, "cap_lift": "none", "training_status": "completed", **system}
    return {"case": "x", "as_of": "2025-06-01", "system": {**system, "deployed": "yes"}}


def test_a_case_whose_one_open_fact_settles_everything_asks_no_other():
    found = assess(case_of(axis(autonomy="weak"), shipped_rulebook()), shipped_rulebook())
    assert [each.fact for each in needs(found)] == ["system.training_compute"]


def test_what_a_case_does_not_list_is_asked_among_what_settles_an_outcome():
    triple = {"autonomy": "strong", "generality": "strong", "intelligence": "strong"}
    system = {**triple, "training_compute": "3e26", "inference_rate": "2e19"}
    case = {"case": "x", "as_of": "2025-06-01", "system": system, "harm": {"occurred": "yes"}}
    rulebook = shipped_rulebook()
    found = assess(case_of(case, rulebook), rulebook)
    asked = {each.fact: dict(each.settles) for each in needs(found, ["standard"])}
    assert asked["claims"] == {"standard": False}  # by none, and not by whichever there are
    none = assess(case_of({**case, "claims": []}, rulebook), rulebook)
    assert none.outcomes["standard"] == "strict"


def test_a_date_that_is_stated_is_not_asked_where_what_it_is_compared_with_is_unknown():
    rulebook = shipped_rulebook()
    claim = {"id": "c", "harbor": "provably-safe", "stage": "approved", "made_on": "2025-01-02"}
    system = {"autonomy": "strong", "generality": "strong", "intelligence": "strong"}
    data = {"case": "x", "as_of": "2025-06-01", "harm": {"occurred": "yes"}, "claims": [claim]}
    found = assess(case_of(data | {"system": system | {"deployed": "yes"}}, rulebook), rulebook)
    facts = {each.fact for each in needs(found, ["standard"])}
    assert "harm.date" in facts
    assert "claim.made_on@c" not in facts


def test_the_answers_tried_of_a_figure_lie_below_on_between_and_above_the_figures_of_the_law():
    rulebook = shipped_rulebook()
    found = assess(case_of({"case": "x", "as_of": "2025-06-01"}, rulebook), rulebook)
    key = "system.inference_rate"
    kinds = [each.best for each in answers(found.case, found.law, key, {}).kinds]
    compared = [
        test.operand.value
        for finding in found.law.findings.values()
        for test in c.walk(finding.test)
        if isinstance(test, c.FactTest) and test.fact == key and isinstance(test.operand, c.Figure)
    ]
    figures = sorted({each for each in compared if each is not None})
    assert len(figures) > 1
    assert set(figures) <= set(kinds)
    assert min(kinds) < figures[0]
    assert max(kinds) > figures[-1]
    for low, high in pairwise(figures):
        assert any(low < each < high for each in kinds)


def test_the_answers_tried_of_a_figure_keep_to_the_bounds_that_are_stated():
    rulebook = shipped_rulebook()
    found = assess(case_of(axis(), rulebook), rulebook)
    key = "system.training_compute"
    kinds = [each.best for each in answers(found.case, found.law, key, facts_of(found.case)).kinds]
    assert min(kinds) == Decimal("9e26")
    assert max(kinds) == Decimal("1.1e27")
    assert Decimal("1e27") in kinds
