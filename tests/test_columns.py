"""Grading in columns: it agrees with the engine of one case, whatever the law and the facts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product

import narwhals as nw
import polars as pl
import pytest
from generated import compiled, packs, shipped_rulebook
from generated_cases import case_data, case_of
from hypothesis import given
from hypothesis import strategies as st
from inference_cases import examples
from minimal_pack import minimal

from liability.case.model import POINTS, Disputed, Interval
from liability.determination.assess import assess
from liability.inference.infer import Inference
from liability.portfolio import facts_in_columns
from liability.portfolio.dialect import DATABASE, POLARS, undotted
from liability.portfolio.facts_in_columns import FactColumns
from liability.portfolio.findings_in_columns import Findings
from liability.portfolio.grade import CLOSED, Grading, outcome_names
from liability.portfolio.held import columns_for, facts_of_row
from liability.portfolio.kleene import ranked
from liability.portfolio.patterns import PATTERN, Pattern, _tests
from liability.rulebook import conditions as c

TYPES = {"boolean": pl.Boolean, "choices": pl.Boolean, "quantity": pl.Float64, "date": pl.Date}


def as_columns_hold_it(case, rulebook, side="claimant"):
    """The case with one side's version of each disputed fact, and no word of whom members name."""
    facts = {
        key: stated._replace(value=stated.value.sides.get(side))
        if isinstance(stated.value, Disputed)
        else stated
        for key, stated in case.facts.items()
    }
    told = {key: stated for key, stated in facts.items() if fact_of(key, rulebook) is not None}
    return replace(case, facts=told, refers={})


def fact_of(key, rulebook):
    """The declaration of a fact; none of what a member refers to."""
    return rulebook.facts.get(key.partition("@")[0])


def cells_of(value, columns):
    """The cells that hold a value."""
    if columns.unknown:
        return cells_of(value, columns._replace(unknown="")) | {columns.unknown: value is None}
    match value:
        case Interval():
            points = {column: getattr(value, each) for each, column in columns.at.items()}
            return {name: None if each is None else float(each) for name, each in points.items()}
        case frozenset():
            return {column: each in value for each, column in columns.at.items()}
        case str() if columns.type == "boolean":
            return {columns.at[""]: value == "true"}
        case _:
            return dict.fromkeys(columns.at.values(), value)


def in_columns(cases, rulebook):
    """The facts of cases with the same members as a frame, and which column holds which."""
    keys = sorted({key for case in cases for key in case.facts})
    facts = rulebook.facts
    held = {
        key: columns_for(key, fact_of(key, rulebook), plain=False, asked_if_given=facts)
        for key in keys
    }
    schema = {
        column: pl.Boolean if column == columns.unknown else TYPES.get(columns.type, pl.String)
        for columns in held.values()
        for column in columns.names
    }
    rows = []
    for case in cases:
        row = dict.fromkeys(schema)
        for key, stated in case.facts.items():
            row |= cells_of(stated.value, held[key])
        rows.append(row)
    return pl.DataFrame(rows, schema=schema) if schema else pl.DataFrame({"": [None]}), held


def in_one_row(case, determination, dialect=POLARS):
    """What columns make of a case, by the names of the outcomes."""
    frame, held = in_columns([case], determination.law.rulebook)
    lazy = nw.from_native(frame.lazy())
    made = graded(lazy, determination.law, held, case.roster, dialect)
    row = nw.to_native(made.collect()).row(0, named=True)
    return {name: row[name] for name in row if name not in frame.columns}


def graded(frame, law, held, roster, dialect=POLARS):
    """A frame with every outcome, also if the record closed today."""
    names = [*outcome_names(law, roster)]
    asked = [*names, *(name + CLOSED for name in names)]
    return Grading(law, held, roster, asked=asked, dialect=dialect).of(frame)


def outcomes(determination):
    return {
        **determination.outcomes,
        **{name + CLOSED: value for name, value in determination.closed_outcomes.items()},
    }


@examples(12)
@given(st.data())
def test_columns_and_engine_agree_on_generated_rulebooks_and_cases(data):
    rulebook = compiled(data.draw(packs()))
    inference = Inference()
    for _ in range(3):
        case = as_columns_hold_it(case_of(data.draw(case_data(rulebook)), rulebook), rulebook)
        determination = assess(case, rulebook, inference=inference)
        assert in_one_row(case, determination) == outcomes(determination)


@examples(4)
@given(st.data())
def test_columns_and_engine_agree_on_the_shipped_rules(data):
    rulebook = shipped_rulebook()
    case = as_columns_hold_it(case_of(data.draw(case_data(rulebook)), rulebook), rulebook)
    determination = assess(case, rulebook)
    assert in_one_row(case, determination) == outcomes(determination)


def test_where_no_column_states_a_fact_each_row_has_the_outcomes_of_a_case_that_states_none():
    rulebook = compiled(minimal())
    blank = assess(case_of({"case": "blank"}, rulebook), rulebook)
    rows = nw.from_native(pl.LazyFrame({"row": [1, 2]}))
    made = graded(rows, blank.law, {}, blank.case.roster).collect().to_native()
    assert made.to_dicts() == [{"row": each} | outcomes(blank) for each in (1, 2)]


@pytest.mark.parametrize("otherwise", ["d", "u", None])
@pytest.mark.parametrize("excepted", [["x1"], ["x0", "x1"]])
def test_a_rule_that_is_sure_to_apply_leaves_no_default_in_columns_as_in_the_engine(
    otherwise, excepted
):
    rules = {
        "x0": {"when": "b2", "concludes": {"tier": "u"}},
        "x1": {"when": "b0", "exception_to": ["x0"], "concludes": {"tier": "v"}},
        "x2": {"when": "b1", "exception_to": excepted, "concludes": {"tier": "w"}},
        "y": {"when": {"conclusion": "tier", "is_one_of": ["u", "w"]}, "concludes": "y"},
    }
    values = {each: each for each in f"uvw{otherwise or ''}"}
    tier = {"values": values} | ({"otherwise": otherwise} if otherwise else {})
    findings = {"b2": {"test": {"fact": "system.c0", "is": "x"}}}
    conclusions = {"tier": tier, "y": {}}
    raw = minimal(findings=findings, conclusions=conclusions, rules=rules, cautions=["y"])
    rulebook = compiled(raw)
    for b0, b1, c0 in product(("yes", "no", "unknown"), ("yes", "no", "unknown"), ("x", "unknown")):
        system = {"b0": b0, "b1": b1, "c0": c0}
        case = as_columns_hold_it(case_of({"case": "c", "system": system}, rulebook), rulebook)
        determination = assess(case, rulebook)
        for dialect in (POLARS, DATABASE):
            found = in_one_row(case, determination, dialect)
            assert [*found.values()] == [*outcomes(determination).values()]


@pytest.mark.parametrize(
    "way",
    [
        lambda ways: {"not": ways},
        lambda ways: {"any": [ways, {"fact": "system.b0", "is": "true"}]},
        lambda ways: {"all": [ways, {"fact": "party.b0", "is": "true"}]},
        lambda ways: {"suffices": ways},
        lambda ways: {"count": [ways, {"fact": "system.b1", "is": "true"}], "exactly": "1"},
        lambda ways: {"count": [ways, {"not": ways}], "at_least": "2", "open_from": "1"},
    ],
)
def test_ways_that_disagree_inside_another_way_leave_the_same_open_in_columns_as_in_the_engine(way):
    ways = {"established_by": [{"fact": f"system.b{at}", "is": "true"} for at in (0, 1)]}
    stated = {"fact": "system.c0", "decides": {"met": ["x"], "not_met": ["y"]}}
    test = {"established_by": [stated, way(ways)]}
    raw = minimal(
        findings={"p0": {"for_each": "party", "test": test}},
        conclusions={"liable": {"for_each": "party", "values": {"yes": "yes", "no": "no"}}},
        rules={
            value: {"for_each": "party", "when": when, "concludes": {"liable": value}}
            for value, when in (("yes", "p0"), ("no", {"not": "p0"}))
        },
    )
    rulebook = compiled(raw)
    party = [{"id": "m1"}]
    cases = [
        case_of({"case": "x", "parties": party, "system": {"b0": b0, "b1": b1, "c0": c0}}, rulebook)
        for b0, b1, c0 in product(*[("yes", "no", "unknown")] * 2, ("x", "y", "z"))
    ]
    found = [assess(case, rulebook) for case in cases]
    frame, held = in_columns(cases, rulebook)
    rows = graded(nw.from_native(frame), found[0].law, held, cases[0].roster)
    liable = nw.to_native(rows)["parties.m1.liable"].to_list()
    assert liable == [each.outcomes["parties.m1.liable"] for each in found]


def written_out(depth):
    """How long the columns of a finding are, whose ways of showing it stand so deep."""
    test = {"fact": "system.c0", "is": "x"}
    for at in range(depth):
        fact = {"fact": f"system.b{at % 2}", "is": "true"}
        test = {"established_by": [fact, {"count": [fact, test], "at_least": "1"}]}
    rulebook = compiled(minimal(findings={"b2": {"test": test}}))
    system = {"b0": "yes", "b1": "no", "c0": "x"}
    case = case_of({"case": "x", "system": system}, rulebook)
    _, held = in_columns([case], rulebook)
    findings = Findings(assess(case, rulebook).law, held)
    findings.truth("b2", None)
    return sum(len(repr(each)) for layer in findings.layers for each in layer.values())


def test_columns_grow_no_faster_than_the_ways_of_showing_a_finding_stand_deep():
    lengths = [written_out(depth) for depth in (4, 8)]
    assert lengths[1] < 3 * lengths[0]


def test_a_row_that_leaves_a_fact_out_is_tested_on_the_one_that_stands_in():
    rulebook = shipped_rulebook()
    figures = [None, "unknown", "8e26", "2e27", {"low": "8e26"}, {"low": "8e26", "high": "2e27"}]
    names = ("training_compute", "training_compute_today")
    cases = []
    for then, today in product(figures, figures):
        given_ = {
            name: value
            for name, value in zip(names, (then, today), strict=True)
            if value is not None
        }
        cases.append(case_of({"case": "x", "as_of": "2026-03-01", "system": given_}, rulebook))
    found = [assess(case, rulebook) for case in cases]
    law, case = found[0].law, cases[0]
    frame, held = in_columns(cases, rulebook)
    rows = graded(nw.from_native(frame), law, held, case.roster)
    tiers = nw.to_native(rows)["tier"].to_list()
    assert tiers == [each.outcomes["tier"] for each in found]
    patterns = nw.to_native(Pattern(law, held).of(nw.from_native(frame)))[PATTERN].to_list()
    assert len(set(patterns)) == len(patterns)


@examples(20)
@given(st.data())
def test_a_row_gives_back_the_facts_that_were_put_in(data):
    rulebook = shipped_rulebook()
    case = as_columns_hold_it(case_of(data.draw(case_data(rulebook)), rulebook), rulebook)
    frame, held = in_columns([case], rulebook)
    stated = {key: each.value for key, each in case.facts.items()}
    back = facts_of_row(frame.row(0, named=True), held)
    assert {key: each.value for key, each in back.items()} == stated


@examples(12)
@given(st.data())
def test_every_back_end_writes_the_texts_that_polars_looks_up(data):
    rulebook = compiled(data.draw(packs()))
    case = as_columns_hold_it(case_of(data.draw(case_data(rulebook)), rulebook), rulebook)
    determination = assess(case, rulebook)
    found = in_one_row(case, determination, dialect=DATABASE)
    assert found == {undotted(name): each for name, each in outcomes(determination).items()}


@examples(8)
@given(st.data())
def test_rows_have_one_pattern_just_where_they_state_the_same_facts_and_every_test_is_alike(data):
    rulebook = compiled(data.draw(packs()))
    cases = [
        as_columns_hold_it(case_of(data.draw(case_data(rulebook)), rulebook), rulebook)
        for _ in range(6)
    ]
    law = assess(cases[0], rulebook).law
    frame, held = in_columns(cases, rulebook)
    native = nw.from_native(frame)
    patterns = Pattern(law, held).of(native)[PATTERN].to_list()
    truths = list(each_test(law, held, native))
    stated = [list(columns.at.values()) for columns in held.values()]
    unknown = [columns.unknown for columns in held.values()]
    alike = [
        (
            [any(row[each] is not None for each in names) for names in stated],
            [bool(row.get(each)) for each in unknown],
            [test[place] for test in truths],
        )
        for place, row in enumerate(frame.iter_rows(named=True))
    ]
    for one, other in product(range(frame.height), repeat=2):
        if patterns[one] == patterns[other]:
            assert alike[one] == alike[other]
        elif alike[one] == alike[other]:  # two facts compared: the figures are in the pattern
            assert isinstance(patterns[one], str)


ORDERED = ("below", "at_most", "above", "at_least")


@examples(50)
@given(st.sets(st.tuples(st.sampled_from(ORDERED), st.integers(1, 3)), min_size=1))
def test_how_many_figures_of_the_law_a_plain_one_passes_says_how_each_test_comes_out(asked):
    tests = [
        c.FactTest("q", operator, operand=c.Figure(Decimal(figure))) for operator, figure in asked
    ]
    columns = FactColumns("quantity", dict.fromkeys(POINTS, "q"))
    frame = nw.from_native(pl.DataFrame({"q": [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5]}))
    steps = facts_in_columns.passed(tests, columns)
    passed = frame.select(rank=ranked(steps), **{str(n): each for n, each in enumerate(steps)})
    assert passed["rank"].to_list() == [sum(row[1:]) for row in passed.iter_rows()]
    truths = frame.select(
        **{str(n): facts_in_columns.tested(test, columns, None) for n, test in enumerate(tests)}
    )
    alike = list(truths.iter_rows())
    for one, other in product(range(len(frame)), repeat=2):
        assert (passed["rank"][one] == passed["rank"][other]) == (alike[one] == alike[other])


def each_test(law, held, native):
    """How each test that a frame holds the facts of comes out, row by row."""
    for test in dict.fromkeys(_tests(law)):
        other = held.get(test.operand.fact) if isinstance(test.operand, c.FactRef) else None
        if test.fact in held and (other is not None or not isinstance(test.operand, c.FactRef)):
            truth = facts_in_columns.tested(test, held[test.fact], other)
            if not isinstance(truth, int):
                yield native.select(truth=truth)["truth"]
