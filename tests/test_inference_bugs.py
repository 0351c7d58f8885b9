"""Bugs of inference, each held by the smallest pack that shows it."""

from __future__ import annotations

import pytest
from generated import compiled, shipped_rulebook
from generated_cases import case_of
from inference_cases import AGREED, MANY, differences
from minimal_pack import minimal

from liability.determination.assess import assess
from liability.determination.document import document
from liability.logic import UNDETERMINED
from liability.source.problems import ProblemsError

# --- bugs, each held by the smallest pack that shows it -------------------------------------------


def assessed(raw, **written):
    rulebook = compiled(raw)
    case = case_of({"case": "x", "as_of": "2025-06-01"} | written, rulebook)
    return assess(case, rulebook)


def one_rule(when, **sections):
    return minimal(
        conclusions={"x": {}},
        cautions=["x"],
        rules={"x": {"when": when, "concludes": "x"}},
        **sections,
    )


def test_a_large_conclusion_one_rule_of_which_always_applies_can_be_inferred():
    rule = {"when": "always", "concludes": {"x": "u"}}
    raw = minimal(
        findings={name: {"test": {"fact": "system.b0", "is": "true"}} for name in MANY},
        conclusions={"x": {"values": {"u": "u", "v": "v"}}},
        cautions=["x"],
        rules={
            "x0": rule,
            "x1": {"when": {"any": MANY}, "concludes": {"x": "v"}, "exception_to": ["x0"]},
        },
    )
    assert differences(assessed(raw)) == AGREED


@pytest.mark.parametrize(
    "part",
    [
        {"count": ["b0", "b1"], "at_least": "1"},
        {"not": {"not": "b0"}},
        {"not": {"all": ["b0", {"not": "b1"}]}},
        {"some": "party", "holds": "p0"},
    ],
)
def test_what_nothing_in_a_closed_record_shows_is_not_disproved(part):
    """Either the part is refused when the pack is checked, or it is read as the guide says."""
    try:
        found = assessed(one_rule({"disproved": part}))
    except ProblemsError:
        return
    assert found.on_this_record.values["x"] == "not_met"
    assert differences(found) == AGREED


def test_some_with_of_and_some_without_it_are_told_apart_in_one_rule():
    raw = minimal(
        conclusions={"x": {"for_each": "party"}, "y": {}},
        cautions=["y"],
        rules={
            "x": {
                "for_each": "party",
                "when": {
                    "all": [
                        {"some": "claim", "holds": "cl0"},
                        {"not": {"some": "claim", "holds": "cl0", "of": "party"}},
                    ]
                },
                "concludes": "x",
            },
            "y": {"when": {"some": "party", "holds": "x"}, "concludes": "y"},
        },
    )
    found = assessed(
        raw,
        parties=[{"id": "a"}, {"id": "b"}],
        claims=[{"id": "c", "harbor": "h0", "by": "a", "c0": "x"}],
    )
    assert found.conclusions.values["x@b"] == "met"  # somebody claims, and it is not b
    assert differences(found) == AGREED


def test_of_is_refused_in_a_rule_that_is_about_no_member_of_that_subject():
    """Otherwise it holds of the claims that name nobody: `of` compares with nothing."""
    with pytest.raises(ProblemsError, match="`party`"):
        compiled(one_rule({"some": "claim", "holds": "cl0", "of": "party"}))


def test_some_over_a_conclusion_with_values_is_refused():
    """Otherwise it never holds: `position` is never `met`."""
    with pytest.raises(ProblemsError, match="`position`"):
        compiled(one_rule({"some": "party", "holds": "position"}))


def test_closing_the_record_does_not_unsettle_what_several_ways_establish():
    """Either `established_by` is refused in rules, or what is unproven does not speak against."""
    try:
        found = assessed(one_rule({"established_by": ["b0", "b1"]}), system={"b0": "yes"})
    except ProblemsError:
        return
    assert found.conclusions.values["x"] == "met"
    assert found.on_this_record.values["x"] == "met"


NO, YES = {"fact": "system.b0", "is": "true"}, {"fact": "system.b1", "is": "true"}
OTHER = {"fact": "system.c0", "decides": {"met": ["x"], "not_met": ["y"]}}
AT_ODDS = {"established_by": [NO, YES]}


@pytest.mark.parametrize(
    ("way", "other"),
    [
        (AT_ODDS, "x"),
        (AT_ODDS, "y"),
        ({"not": AT_ODDS}, "x"),
        ({"any": [AT_ODDS, NO]}, "x"),
        ({"all": [AT_ODDS, {"fact": "party.b0", "is": "true"}]}, "x"),
        ({"count": [AT_ODDS, YES], "at_least": "2"}, "x"),
        ({"count": [AT_ODDS, NO], "exactly": "0"}, "y"),
        ({"suffices": AT_ODDS}, "y"),
    ],
)
def test_what_speaks_against_a_finding_inside_one_of_its_ways_is_not_settled_by_another(way, other):
    """Otherwise what one way has shown, alone, is turned round by what is learned of the rest."""
    finding = {"for_each": "party", "test": {"established_by": [OTHER, way]}}
    raw = minimal(findings={"p0": finding})
    facts = {"b0": "no", "b1": "yes", "c0": other}
    found = assessed(raw, system=facts, parties=[{"id": "a"}])
    assert found.findings["p0@a"].value == UNDETERMINED
    assert found.findings["p0@a"].contradicted
    assert differences(found) == AGREED


@pytest.mark.parametrize(
    ("way", "other"), [({"suffices": AT_ODDS}, "x"), ({"any": [AT_ODDS, YES]}, "x")]
)
def test_what_disagrees_inside_one_way_and_cannot_speak_against_the_finding_leaves_it(way, other):
    raw = minimal(findings={"f": {"test": {"established_by": [OTHER, way]}}})
    found = assessed(raw, system={"b0": "no", "b1": "yes", "c0": other})
    assert found.findings["f"].value == "met"
    assert not found.findings["f"].contradicted
    assert differences(found) == AGREED


def test_a_value_that_its_only_rule_leaves_open_is_not_determined():
    """Otherwise what is unknown is taken for true: if b0 does not hold, no value is left."""
    raw = minimal(
        conclusions={"x": {"values": {"u": "u", "v": "v"}}, "y": {}},
        cautions=["y"],
        rules={
            "x0": {"when": "b0", "concludes": {"x": "u"}},
            "x1": {"when": "b1", "concludes": {"x": "v"}},
            "y": {"when": {"conclusion": "x", "is": "u"}, "concludes": "y"},
        },
    )
    try:
        found = assessed(raw, system={"b1": "no"})
    except ProblemsError:
        return
    assert found.conclusions.values["y"] == "met|not_met"


def test_a_determination_says_in_words_that_no_rule_may_give_a_value():
    """An empty text among the possible values tells a reader nothing."""
    raw = minimal(
        conclusions={"standard": {"values": {"strict": "strict", "fault": "fault"}}},
        rules={
            "s0": {"when": "b0", "concludes": {"standard": "strict"}},
            "s1": {"when": "b1", "concludes": {"standard": "fault"}},
        },
    )
    found = document(assessed(raw, system={"b1": "no"}))["standard"]
    assert found["value"] is None
    assert len(found["possible"]) == 2
    assert "" not in found["possible"]


def test_a_conclusion_that_no_rule_gives_a_value_has_none_of_its_values():
    """Otherwise learning unsettles what was determined: y is not met while both are unknown."""
    raw = minimal(
        conclusions={"x": {"values": {"u": "u", "v": "v", "w": "w"}}, "y": {}},
        cautions=["y"],
        rules={
            "x0": {"when": "b0", "concludes": {"x": "u"}},
            "x1": {"when": "b1", "concludes": {"x": "v"}},
            "x2": {"when": {"all": ["b0", "b1", "c"]}, "concludes": {"x": "w"}},
            "y": {"when": {"conclusion": "x", "is": "w"}, "concludes": "y"},
        },
        findings={"c": {"test": {"fact": "system.c0", "is": "x"}}},
    )
    assert assessed(raw, system={"c0": "y"}).conclusions.values["y"] == "not_met"
    learned = assessed(raw, system={"c0": "y", "b0": "no", "b1": "no"})
    assert learned.conclusions.values["y"] == "not_met"


def test_what_the_law_itself_leaves_open_is_not_disproved_nor_shown_not_to_be():
    """A count left open from none on: `disproved` is plain `not` while the record is open."""
    count = {"count": ["b0", "b1"], "at_least": "1", "open_from": "0"}
    found = assessed(one_rule({"disproved": count}), system={"b0": "no", "b1": "no"})
    assert found.conclusions.values["x"] == "met|not_met"


def test_a_conflict_between_two_values_still_excludes_a_third():
    """Otherwise learning a fact unsettles what was determined: y is not met while b1 is unknown."""
    raw = minimal(
        conclusions={
            "x": {"values": {"u": "u", "v": "v", "w": "w"}, "otherwise": "w"},
            "y": {},
            "z": {},
        },
        cautions=["y", "z"],
        rules={
            "x0": {"when": "b0", "concludes": {"x": "u"}},
            "x1": {"when": "b1", "concludes": {"x": "v"}},
            "y": {"when": {"conclusion": "x", "is": "w"}, "concludes": "y"},
            "z": {"when": {"conclusion": "x", "is_one_of": ["u", "v"]}, "concludes": "z"},
        },
    )
    for known in ({"b0": "yes"}, {"b0": "yes", "b1": "yes"}):
        found = assessed(raw, system=known).conclusions.values
        assert (found["y"], found["z"]) == ("not_met", "met")


def values_of_x(rules, system, **declared):
    values = [*dict.fromkeys(each["concludes"]["x"] for each in rules.values())]
    values += [*declared.values()]
    raw = minimal(
        conclusions={"x": {"values": {each: each for each in values}, **declared}, "y": {}},
        cautions=["y"],
        rules={**rules, "y": {"when": {"conclusion": "x", "is": "u"}, "concludes": "y"}},
    )
    found = assessed(raw, system=system)
    assert differences(found) == AGREED
    return found.conclusions.values["x"]


@pytest.mark.parametrize("declared", [{"otherwise": "d"}, {}])
def test_a_rule_whose_condition_holds_leaves_no_default_where_an_exception_is_open(declared):
    """Either it applies or the exception does: that no rule gives a value is not possible."""
    rules = {
        "x0": {"when": "b0", "concludes": {"x": "u"}},
        "x1": {"when": "b1", "exception_to": ["x0"], "concludes": {"x": "v"}},
    }
    default = "|d" if declared else "|"
    assert values_of_x(rules, {"b0": "yes"}, **declared) == "u|v"
    assert values_of_x(rules, {"b1": "no"}, **declared) == f"u{default}"
    assert values_of_x(rules, {}, **declared) == f"u|v{default}"


def test_a_rule_is_out_where_an_exception_holds_and_what_excepts_that_excepts_it_too():
    rules = {
        "x0": {"when": "always", "concludes": {"x": "u"}},
        "x1": {"when": "b0", "exception_to": ["x0"], "concludes": {"x": "v"}},
        "x2": {"when": "b1", "exception_to": ["x1"], "concludes": {"x": "w"}},
    }
    assert values_of_x(rules, {"b0": "yes"}) == "u|v|w"
    rules["x2"]["exception_to"] = ["x0", "x1"]
    assert values_of_x(rules, {"b0": "yes"}) == "v|w"
    assert values_of_x(rules, {"b0": "yes", "b1": "yes"}) == "w"


def test_a_fact_that_one_side_states_and_the_other_leaves_unknown_is_not_settled():
    """Otherwise learning what the other side says unsettles what was determined."""
    disputed = {"disputed": {"claimant": "yes", "developer": "unknown"}}
    assert assessed(minimal(), system={"b0": disputed}).findings["b0"].value == "met|not_met"


@pytest.mark.parametrize("name", ["unproven", "opening"])
def test_no_name_that_a_pack_may_use_means_something_else_to_the_program(name):
    """Either the name is refused when the pack is checked, or it is a name like any other."""
    raw = minimal(
        conclusions={
            name: {"values": {"proven": "proven", name: name}, "otherwise": name},
            "y": {},
        },
        cautions=["y"],
        rules={
            "x0": {"when": "b0", "concludes": {name: "proven"}},
            "y": {"when": {"conclusion": name, "is": name}, "concludes": "y"},
        },
    )
    try:
        found = assessed(raw, system={"b0": "no"})
    except ProblemsError:
        return
    assert found.conclusions.values["y"] == "met"


def test_names_as_long_as_a_pack_may_use_can_be_inferred_with():
    name = "x" * 119
    raw = minimal(
        findings={each: {"test": {"fact": "system.b0", "is": "true"}} for each in MANY},
        conclusions={name: {}},
        cautions=[name],
        rules={"r" * 119: {"when": {"any": MANY}, "concludes": name}},
    )
    assert differences(assessed(raw)) == AGREED


def test_a_conclusion_that_may_still_have_many_values_can_be_inferred_with():
    values = [f"a-value-with-a-rather-long-name-{n}" for n in range(15)]
    raw = minimal(
        conclusions={
            "x": {"values": {value: value for value in values}},
            "y": {"for_each": "party"},
            "z": {},
        },
        cautions=["z"],
        rules={
            **{
                f"x{n}": {"when": "b0", "concludes": {"x": value}} for n, value in enumerate(values)
            },
            "y": {
                "for_each": "party",
                "when": {"conclusion": "x", "is": values[0]},
                "concludes": "y",
            },
            "z": {"when": {"some": "party", "holds": "y"}, "concludes": "z"},
        },
    )
    assert differences(assessed(raw, parties=[{"id": "a"}])) == AGREED


def test_more_conclusions_than_one_fact_may_have_uses_can_be_inferred():
    """durable-rules shares a condition among 250 patterns at most; a pack may have more."""
    raw = minimal(slots={})
    raw["entries"]["obligation"] = {f"o{n}": raw["entries"]["obligation"]["o0"] for n in range(260)}
    assert differences(assessed(raw)) == AGREED


@pytest.mark.parametrize(
    ("stated", "value"),
    [("xx", "met"), ("x", "not_met"), ("x?", "met|not_met"), ("xx?", "met"), ("??", "met|not_met")],
)
def test_several_holds_where_two_members_do_and_is_open_where_two_may(stated, value):
    found = assessed(
        one_rule({"several": "claim", "holds": "cl0"}),
        claims=[
            {"id": f"c{number}", "harbor": "h0"} | ({} if each == "?" else {"c0": each})
            for number, each in enumerate(stated)
        ],
    )
    assert found.conclusions.values["x"] == value
    assert differences(found) == AGREED


def test_several_is_open_where_the_case_does_not_say_whether_there_are_any():
    found = assessed(one_rule({"several": "claim", "holds": "cl0"}))
    assert found.conclusions.values["x"] == "met|not_met"
    assert differences(found) == AGREED


def test_a_court_may_follow_one_side_in_one_fact_and_the_other_in_the_next():
    below, parity = {"claimant": "below", "developer": "parity"}, {"claimant": "parity"}
    facts = {
        "named_in_text": "muzero",
        "best_tasks_level": {"disputed": below},
        "broad_range_level": {"disputed": {**parity, "developer": "below"}},
    }
    rulebook = shipped_rulebook()
    written = {"case": "x", "as_of": "2025-06-01", "readings": {"Q8": "substitutive"}}
    case = case_of(written | {"system": facts}, rulebook)
    for side in ("claimant", "developer"):
        assert assess(case, rulebook, side=side).findings["expert_at_best_tasks"].value == "met"
    found = assess(case, rulebook).findings["expert_at_best_tasks"]
    assert found.value == UNDETERMINED  # below in both: the ways of showing it would disagree
