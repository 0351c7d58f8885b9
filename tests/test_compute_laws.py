"""Laws of the count that hold of every lineage, on lineages drawn at random."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Context, Decimal, localcontext
from functools import partial

from generated import shipped_rulebook
from hypothesis import given
from hypothesis import strategies as st
from policies import UNION

from liability.case.lineage_load import load_lineage
from liability.case.model import exactly
from liability.compute.account import account
from liability.compute.amounts import plus
from liability.compute.comparisons import comparisons
from liability.compute.ledger import Accountant
from liability.rulebook.specialize import law_in_force
from liability.source.yaml import parse

ROLES = ["base", "data", "teacher", "reward", "part", "trial"]
AMOUNTS = [None, "0", "1e24", "3e24", {"low": "1e24", "high": "4e24"}, {"low": "2e24"}]
AMOUNTS += [{"low": "1e24", "best": "2e24", "high": "9e24"}]
DROPPED = [None, {"by": "Jo", "when": "2025-01-01", "because": "Worse"}, {"by": "Jo"}]
CUTS = [None, None, {"change": "rewritten", "by": "Jo", "when": "2025-01-01", "because": "Anew"}]
DISCARDS = st.sampled_from(["recorded", "unused", "never"])
POLICIES = st.builds(
    partial(replace, UNION),
    teacher=st.sampled_from(["full", "share", "generation"]),
    discarded=DISCARDS,
)


@st.composite
def lineages(draw, *, reports=True, unknown=True):
    """A lineage of networks n0, n1, …, each made from some before it; the last is asked about."""
    amounts = st.sampled_from(AMOUNTS if unknown else AMOUNTS[1:5] + AMOUNTS[6:])
    networks, runs = {}, {}
    for index in range(draw(st.integers(1, 7))):
        name, run = f"n{index}", {"kind": "other", "makes": f"n{index}"}
        made_from = draw(st.lists(st.integers(0, index - 1), max_size=3)) if index else []
        edges = [edge(draw, f"n{each}") for each in made_from]
        run["from"] = [*{(each["id"], each["as"]): each for each in edges}.values()]
        amount, dropped = draw(amounts), draw(st.sampled_from(DROPPED))
        network = {}
        if reports and (draw(st.integers(0, 3)) == 0) != (reports == "often"):
            total = draw(st.sampled_from(AMOUNTS[2:]))
            network["reported"] = {"total": total, "contains": draw(st.sampled_from(CONTAINS))}
            amount = draw(st.sampled_from([None, amount]))
        if amount is not None:
            run["compute"] = amount
        if dropped is not None:
            run["discarded"] = dropped
        networks[name], runs[f"r{index}"] = network, run
    return {"lineage": "drawn", "model": f"n{index}", "networks": networks, "runs": runs}


CONTAINS = ["all", "own", "unknown"]


def edge(draw, name):
    made = {"id": name, "as": draw(st.sampled_from(ROLES))}
    if made["as"] == "teacher":
        made["share"] = draw(st.sampled_from(SHARES))
    cut_off = draw(st.sampled_from(CUTS))
    return made if cut_off is None else made | {"cut_off": cut_off}


SHARES = ["1", "0.25", "0.3333333333333333333333333333333333"]


def loaded(data):
    return load_lineage(parse(json.dumps(data), "drawn.yaml"))


def ledger(data, policy=UNION, model=None):
    return Accountant(loaded(data), policy).ledger(model or data["model"])


def not_above(one, other):
    """Whether no point of one amount is above that of another; what is unknown is above all."""
    lows = (one.low or 0) <= (other.low or 0)
    return lows and (other.high is None or (one.high is not None and one.high <= other.high))


def ordered(amount):
    points = [each for each in amount if each is not None]
    return points == sorted(points)


@given(lineages(), POLICIES)
def test_the_union_never_exceeds_the_naive_sum(data, policy):
    found = ledger(data, policy)
    assert not_above(found.union, found.naive)
    if None not in (found.union.best, found.naive.best):
        assert found.union.best <= found.naive.best


@given(lineages(), POLICIES)
def test_low_best_and_high_never_cross(data, policy):
    found = ledger(data, policy)
    assert ordered(points(found.union))
    assert ordered(points(found.naive))


def points(amount):
    return (amount.low, amount.best, amount.high)


@given(lineages(), POLICIES)
def test_a_network_comes_to_no_less_than_each_of_what_it_was_made_from(data, policy):
    """So adding a run on top never lowers a total; where statements contradict, one of them may."""
    keeper = Accountant(loaded(data), policy)
    found = keeper.ledger(data["model"])
    if any(each.contradicted for each in found.counted.values()):
        return
    for each, share in keeper.graph.made_from(data["model"]):
        if share == 1:
            assert (keeper.ledger(each).union.low or 0) <= (found.union.low or 0)


@given(lineages(reports="often"), DISCARDS, st.data())
def test_where_statements_contradict_each_other_each_of_them_lies_within_the_bounds(
    data, discarded, drawn
):
    """So it does where more goes into a network that what the total holds goes into as well."""
    policy = replace(UNION, discarded=discarded)
    keeper = Accountant(loaded(data), policy)
    counted = keeper.ledger(*data["networks"]).counted
    wrong = [each for each in counted if counted[each].contradicted and not counted[each].doubted]
    if not wrong:
        return
    name = drawn.draw(st.sampled_from(sorted(wrong)))
    report, made_from = counted[name].report, [each for each, _ in keeper.graph.made_from(name)]
    before = keeper.ledger(*made_from).union
    own = plus(report.total, before)
    holds = own if counted[name].contains == "own" else report.total
    stated = loaded(data).runs[f"r{name[1:]}"].compute
    sums = [holds, plus(stated.inputs["total"], before)] if stated else [holds]
    behind = sorted(keeper.graph.beyond(made_from))
    also = drawn.draw(st.lists(st.sampled_from(behind), unique=True)) if behind else []
    data["networks"]["top"] = {}
    data["runs"]["top"] = {"kind": "other", "makes": "top", "compute": "0", "from": [name, *also]}
    for each in (name, "top"):
        bounds = ledger(data, policy, each).union
        assert all(bounds.low <= (one.low or 0) for one in sums)
        assert bounds.high is None or all(one.high <= bounds.high for one in sums if one.high)


@given(lineages(reports="often"), DISCARDS)
def test_what_the_rows_of_a_ledger_add_up_to_holds_its_sum(data, discarded):
    found = ledger(data, replace(UNION, discarded=discarded))
    rows = plus(*(each.amount for each in found.counted.values()))
    assert rows.low <= found.union.low
    assert rows.high is None or found.union.high <= rows.high


@given(lineages(reports=False), st.data())
def test_adding_a_run_to_what_is_reached_never_lowers_a_total(data, drawn):
    """A run that goes into one more place, or a new ancestor."""
    more = json.loads(json.dumps(data))
    run = more["runs"][drawn.draw(st.sampled_from(sorted(more["runs"])))]
    more["networks"]["new"] = {}
    more["runs"]["new"] = {"kind": "other", "makes": "new", "compute": "5e23"}
    run["from"] = [*run["from"], "new"]
    assert not_above(ledger(data).union, ledger(more).union)
    assert not_above(ledger(data).naive, ledger(more).naive)


@given(lineages(), POLICIES, st.data())
def test_an_ancestor_more_never_lowers_what_is_surely_there(data, policy, drawn):
    more = json.loads(json.dumps(data))
    name = drawn.draw(st.sampled_from(sorted(more["networks"])))
    run = more["runs"][f"r{name[1:]}"]
    if "reported" in more["networks"][name] and "compute" in run:
        del run["compute"]  # with an estimate too, a base more can end a contradiction
        data = json.loads(json.dumps(more))
    more["networks"]["new"] = {}
    more["runs"]["new"] = {"kind": "other", "makes": "new", "compute": "5e23"}
    more["runs"][f"r{name[1:]}"]["from"] = [*run["from"], "new"]
    assert (ledger(data, policy, name).union.low or 0) <= ledger(more, policy, name).union.low


def plainly(keeper, shares):
    """How often each amount enters the sum, as it is defined: one total after the other."""
    number = dict(shares)
    for name in shares:  # consumers first
        if keeper._counted[name].whole is not None:
            for each, share in keeper.graph.reached({name: Decimal(1)}).items():
                number[each] -= number[name] * share if each != name else 0
    return {name: often for name, often in number.items() if often}


@given(lineages(reports="often"), POLICIES)
def test_each_amount_enters_a_sum_as_often_as_the_totals_that_hold_it_leave_it(data, policy):
    keeper = Accountant(loaded(data), policy)
    names = list(data["networks"])
    keeper.ledger(*names)
    for name in names:
        shares = keeper.graph.reached({name: Decimal(1)})
        with localcontext(prec=200):
            assert keeper._numbers.of([name], shares) == plainly(keeper, shares)
            assert keeper._numbers.behind(name) == plainly(
                keeper, {each: share for each, share in shares.items() if each != name}
            )
        bounded = [
            each
            for each in plainly(keeper, shares)
            if keeper._counted[each].whole and keeper._counted[each].whole.high is not None
        ]
        held = {each for top in bounded for each in keeper.graph.beyond([top]) - {top}}
        assert keeper.ledger(name).within == held


@given(lineages(), POLICIES, st.randoms())
def test_order_and_naming_change_nothing(data, policy, random):
    renamed = json.dumps(data).replace('"n', '"net-').replace('"net-etworks"', '"networks"')
    other = json.loads(renamed.replace('"r', '"run-').replace('"run-uns"', '"runs"'))
    other = json.loads(
        json.dumps(other)
        .replace('"run-eward"', '"reward"')
        .replace('"run-ewritten"', '"rewritten"')
        .replace('"run-eported"', '"reported"')
    )
    for section in ("networks", "runs"):
        items = list(other[section].items())
        random.shuffle(items)
        other[section] = dict(items)
    for run in other["runs"].values():
        random.shuffle(run["from"])
    mine, theirs = ledger(data, policy), ledger(other, policy)
    assert (mine.union, mine.naive) == (theirs.union, theirs.naive)


@given(lineages(reports=False), POLICIES, st.data())
def test_splitting_a_run_in_two_changes_nothing(data, policy, drawn):
    """The first half takes in what went in, and makes what alone goes into the second half."""
    split = json.loads(json.dumps(data))
    name = drawn.draw(st.sampled_from(sorted(split["runs"])))
    run = split["runs"][name]
    run["compute"] = "6e24"
    whole = json.loads(json.dumps(split))
    split["networks"]["half"] = {}
    split["runs"]["first"] = {
        "kind": "other", "makes": "half", "from": run["from"], "compute": "2e24",
    }  # fmt: skip
    run["from"], run["compute"] = [{"id": "half"}], "4e24"
    assert ledger(whole, policy).union == ledger(split, policy).union
    assert ledger(whole, policy).naive == ledger(split, policy).naive


@given(lineages(reports=False, unknown=False), st.data())
def test_unknown_compute_lowers_nothing_but_itself_and_opens_the_total(data, drawn):
    found = ledger(data)
    name = drawn.draw(st.sampled_from(sorted(found.shares)))
    unknown = json.loads(json.dumps(data))
    nothing = json.loads(json.dumps(data))
    del unknown["runs"][f"r{name[1:]}"]["compute"]
    nothing["runs"][f"r{name[1:]}"]["compute"] = "0"
    opened = ledger(unknown).union
    assert opened.high is None
    assert opened.best is None
    assert opened.low == ledger(nothing).union.low


@given(lineages(), POLICIES, st.data())
def test_completing_a_decision_changes_only_what_it_is_about(data, policy, drawn):
    """What is left out then is reached by no other way, or counts as before."""
    name = drawn.draw(st.sampled_from(sorted(data["networks"])))
    run = f"r{name[1:]}"
    data["runs"][run]["discarded"] = {"by": "Jo", "when": "2025-01-01"}
    complete = json.loads(json.dumps(data))
    complete["runs"][run]["discarded"]["because"] = "Worse"
    before, after = ledger(data, policy), ledger(complete, policy)
    behind = set(Accountant(loaded(data), policy).graph.beyond([name]))
    assert set(after.shares) <= set(before.shares)
    assert set(before.shares) - set(after.shares) <= behind
    for each in set(after.shares) - {data["model"]} - behind:
        if not Accountant(loaded(data), policy).graph.beyond([each]) & {name}:
            assert before.counted[each] == after.counted[each]


@given(st.integers(-100, 20), st.sampled_from(["1e25", "1e26", "1e27"]), st.booleans())
def test_no_sum_is_rounded_across_a_threshold(power, threshold, above):
    """Two parts that come to the figure of a threshold, but for the least bit more, or less."""
    law = law_in_force(shipped_rulebook(), "2025-06-01", None, {}, {})
    figure, tenth = Decimal(threshold), Decimal(threshold) / 10
    step = Decimal(f"1e{power}") if above else -Decimal(f"1e{power}")
    first = f"{Context(prec=500).add(figure - tenth, step):f}"
    data = {
        "lineage": "x",
        "networks": {"a": {}, "b": {}},
        "runs": {
            "ra": {"kind": "other", "makes": "a", "compute": first},
            "rb": {"kind": "other", "makes": "b", "from": ["a"], "compute": str(tenth)},
        },
    }
    training = account(loaded(data), law).figures["training"]
    assert training.low == training.best == training.high
    assert (training.best > figure) is above
    compared = [
        each
        for each in comparisons(law, {"system.training_compute": training})
        if each.value == figure
    ]
    assert compared
    assert {each.margin.low >= 1 for each in compared} == {above}


def test_ten_thousand_networks_in_a_row_are_no_matter():
    networks = {f"n{index}": {} for index in range(10_000)}
    runs = {
        f"r{index}": {
            "kind": "other",
            "makes": f"n{index}",
            "from": [f"n{each}" for each in (index - 1, index - 2) if each >= 0],
            "compute": "1e20",
        }
        for index in range(10_000)
    }
    found = ledger({"lineage": "x", "model": "n9999", "networks": networks, "runs": runs})
    assert found.union == exactly("1e24")
    assert found.naive.low > found.union.low


@given(lineages(), st.data())
def test_a_share_that_is_not_stated_is_any_share(data, drawn):
    policy = replace(UNION, teacher="share")
    unstated = json.loads(json.dumps(data))
    for run in unstated["runs"].values():
        for each in run["from"]:
            if each.get("share") and drawn.draw(st.booleans()):
                del each["share"]
    found, stated = ledger(unstated, policy), ledger(data, policy)
    for one, other in ((found.union, stated.union), (found.naive, stated.naive)):
        assert (one.low or 0) <= (other.low or 0)
        assert one.high is None or (other.high is not None and other.high <= one.high)
        assert one.best in (None, other.best)
