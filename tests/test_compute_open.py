"""What leaves the figures of a lineage open: a change to a base, and runs after the harm."""

from __future__ import annotations

import json
from datetime import date

import pytest
from generated import shipped_rulebook
from hypothesis import given
from hypothesis import strategies as st
from test_compute_laws import POLICIES, lineages, loaded, ordered

from liability.case.lineage_load import load_lineage
from liability.case.load import load_case
from liability.compute.account import account
from liability.compute.change import change_of
from liability.compute.document import ledger_document
from liability.compute.later import Day
from liability.compute.ledger import Accountant
from liability.determination.assess import assess, findings_otherwise
from liability.determination.document import document
from liability.rulebook.specialize import law_in_force, with_reading
from liability.source.yaml import parse

TWO_ROUNDS = """
case: two-rounds
as_of: 2025-12-01
lineage:
  lineage: two-rounds
  model: second
  base: base
  networks: {base: , first: , second: }
  data: {texts: {human: yes}}
  runs:
    of-base: {kind: pre-training, begun: 2024-01-01, makes: base, from: [texts], compute: 5e25}
    one: {kind: rl, begun: 2025-01-01, makes: first, from: [base], compute: 1e25}
    two: {kind: rl, begun: 2025-10-10, makes: second, from: [first], compute: 3e25}
  deployments: {app: {uses: [second], output: 1e20}}
harm: {occurred: yes, date: %s}
claims: none
"""


def determined(day, rulebook, **options):
    case = load_case(parse(TWO_ROUNDS % day, "x.yaml"), rulebook)
    return document(assess(case, rulebook, **options))["compute"]


def on(year, month, day):
    return Day(date(year, month, day), date(year, month, day))


def ends(figure):
    return figure["low"], figure["high"]


def codes(compute):
    return [each["code"] for each in compute["remarks"]]


def test_every_figure_of_training_is_open_down_to_what_had_been_used_by_the_day_of_the_harm(
    rulebook,
):
    compute = determined("2025-08-10", rulebook)
    assert ends(compute["training"]) == (6e25, 9e25)
    assert ends(compute["output"]) == (6.00001e25, 9.00001e25)
    assert ends(compute["change"]) == (0.2, 0.8)
    assert ends(compute["base"]) == (5e25, 5e25)
    (remark,) = compute["remarks"]
    assert remark["code"] == "after-the-harm"
    for said in ("`two`", "2025-10-10", "2025-08-10", "`model:`"):
        assert said in remark["message"]
    assert "A.1.a" in compute["grounds"]["later"]


def test_of_a_harm_before_every_round_only_the_base_is_surely_there(rulebook):
    compute = determined("2024-06-01", rulebook)
    assert ends(compute["training"]) == (5e25, 9e25)
    assert ends(compute["change"]) == (0, 0.8)
    assert codes(compute) == ["after-the-harm"] * 2


def test_what_was_used_by_a_harm_before_the_base_is_not_in_the_lineage(rulebook):
    compute = determined("2023-06-01", rulebook)
    assert ends(compute["training"]) == (0, 9e25)
    assert ends(compute["base"]) == (0, 5e25)


def test_a_run_that_began_on_the_very_day_of_the_harm_counts(rulebook):
    compute = determined("2025-10-10", rulebook)
    assert ends(compute["training"]) == (9e25, 9e25)
    assert codes(compute) == []
    assert "later" not in compute["grounds"]


def test_a_harm_of_an_unknown_day_opens_every_round_of_which_a_day_is_stated(rulebook):
    compute = determined("unknown", rulebook)
    assert ends(compute["training"]) == (5e25, 9e25)
    assert ends(compute["change"]) == (0, 0.8)
    assert ends(compute["base"]) == (5e25, 5e25)
    assert codes(compute) == ["after-the-harm"] * 2
    assert all("may have gone on after the harm" in each["message"] for each in compute["remarks"])


def test_a_disputed_day_of_the_harm_opens_what_came_after_by_any_version(rulebook):
    day = "{disputed: {claimant: %s, developer: 2025-08-10}}"
    assert ends(determined(day % "2025-09-10", rulebook)["training"]) == (6e25, 9e25)
    assert ends(determined(day % "2025-11-10", rulebook)["training"]) == (6e25, 9e25)
    assert ends(determined(day % "unknown", rulebook)["training"]) == (5e25, 9e25)
    developer = determined(day % "2025-11-10", rulebook, side="developer")
    assert ends(developer["training"]) == (6e25, 9e25)
    claimant = determined(day % "2025-11-10", rulebook, side="claimant")
    assert ends(claimant["training"]) == (9e25, 9e25)


@pytest.mark.parametrize(
    ("stated", "instead"),
    [
        ("begun: 2025-10-10", "begun: 2025-08-01, ended: 2025-12-01"),
        ("begun: 2025-10-10", "ended: 2025-12-01"),
        ("second: }", "second: {when: 2025-10-01}}"),
    ],
)
def test_a_run_that_went_on_past_the_harm_by_any_day_stated_of_it_opens_the_figures(
    stated, instead, rulebook
):
    text = TWO_ROUNDS.replace(stated, instead).replace("begun: 2025-10-10, ", "")
    compute = document(assess(load_case(parse(text % "2025-08-10", "x.yaml"), rulebook), rulebook))
    assert ends(compute["compute"]["training"]) == (6e25, 9e25)


def test_a_harm_that_is_denied_opens_no_figure(rulebook):
    text = TWO_ROUNDS.replace("occurred: yes, date: %s", "occurred: no")
    compute = document(assess(load_case(parse(text, "x.yaml"), rulebook), rulebook))["compute"]
    assert ends(compute["training"]) == (9e25, 9e25)


def test_a_ledger_that_is_no_case_knows_no_harm(rulebook):
    law = law_in_force(rulebook, "2025-12-01")
    lineage = load_case(parse(TWO_ROUNDS % "2025-08-10", "x.yaml"), rulebook).lineage
    assert account(lineage, law).figures["training"].low == 9 * 10**25
    assert account(lineage, law, until=on(2025, 8, 10)).figures["training"].low == 6 * 10**25


def test_a_computation_twice_over_that_counts_twice_leaves_the_change_open(rulebook):
    """The base teaches its own tuning: where it counts twice, it is as open as another teacher."""
    lineage = {
        "lineage": "self-taught",
        "base": "base",
        "networks": {"base": {}, "tuned": {}},
        "data": {"answers": {}},
        "runs": {
            "a": {"kind": "pre-training", "makes": "base", "compute": "4e25"},
            "b": {"kind": "synthetic-data", "makes": "answers", "from": ["base"], "compute": "0"},
            "c": {"kind": "rl", "makes": "tuned", "from": ["base", "answers"], "compute": "4e24"},
        },
    }
    once = account(loaded(lineage), law_in_force(rulebook, "2025-12-01"))
    assert once.figures["change"].low == once.figures["change"].best
    law = law_in_force(rulebook, "2025-12-01", None, {"Q19": "sum"}, {})
    twice = account(loaded(lineage), law).figures["change"]
    assert (float(twice.low), twice.best, float(twice.high)) == (0.1, None, 1.1)


@given(lineages(), POLICIES)
def test_a_change_is_from_what_it_took_itself_to_all_that_was_added(data, policy):
    accountant = Accountant(loaded(data), policy)
    ledger, base = accountant.ledger(data["model"]), accountant.ledger("n0")
    change = change_of(accountant, ledger, base)
    if change is None or change.share is None:
        return
    assert ordered(change.share)
    everything = accountant.added(data["model"], "n0")
    assert change.added == everything
    assert (change.itself.low or 0) <= (change.added.high or change.itself.low or 0)
    if not change.beside:
        assert change.itself == everything


@given(lineages(), st.integers(1, 9))
def test_what_had_been_used_by_a_day_is_no_more_than_all_of_it(data, month):
    for index, run in enumerate(data["runs"].values()):
        run["begun"] = f"2025-0{index + 1}-15"
        for each in [run, *(edge for edge in run["from"] if isinstance(edge, dict))]:
            for decision in each.keys() & {"discarded", "cut_off"}:
                each[decision] = {
                    **each[decision],
                    "when": "2025-01-01",
                }  # decided by any of these days
    law = law_in_force(shipped_rulebook(), "2025-12-01")
    lineage = loaded(json.loads(json.dumps(data)))
    every, by_day = account(lineage, law), account(lineage, law, until=on(2025, month, 15))
    for name, figure in by_day.figures.items():
        assert ordered(figure)
        assert figure.high == every.figures[name].high
        assert (figure.low or 0) <= (every.figures[name].low or 0)
    if not by_day.later:
        assert by_day.figures == every.figures


def test_a_change_over_ten_thousand_steps_is_no_matter():
    networks = {f"n{index}": {} for index in range(10_000)}
    runs = {
        f"r{index}": {
            "kind": "rl",
            "makes": f"n{index}",
            "compute": "1e20",
            "from": [f"n{index - 1}"] * (index > 0),
            "begun": "2025-01-01" if index < 9_000 else "2025-06-01",
        }
        for index in range(10_000)
    }
    lineage = loaded({"lineage": "long", "base": "n0", "networks": networks, "runs": runs})
    found = account(lineage, law_in_force(shipped_rulebook(), "2025-12-01"), until=on(2025, 3, 1))
    assert len(found.later) == 1_000
    assert found.figures["training"].low == 9_000 * 10**20
    assert found.figures["change"].low == 8_999


def test_a_ledger_has_both_ends_of_a_change_and_what_lies_between(rulebook):
    lineage = {
        "lineage": "taught",
        "base": "base",
        "networks": {"teacher": {}, "base": {}, "tuned": {}},
        "runs": {
            "a": {"kind": "pre-training", "makes": "teacher", "compute": "3e25"},
            "b": {"kind": "pre-training", "makes": "base", "compute": "4e25"},
            "c": {
                "kind": "rl",
                "makes": "tuned",
                "from": ["base", {"id": "teacher", "as": "teacher"}],
                "compute": "4e24",
            },
        },
    }
    law = law_in_force(rulebook, "2025-12-01")
    ledger = ledger_document(account(loaded(lineage), law), law)
    assert ends(ledger["change"]["itself"]) == (4e24, 4e24)
    assert ends(ledger["change"]["added"]) == (3.4e25, 3.4e25)
    assert ledger["change"]["open"] == ["teacher"]
    assert ends(ledger["figures"]["change"]) == (0.1, 0.85)


AFTER = """
case: after
as_of: 2026-03-01
lineage:
  lineage: after
  model: first
  networks:
    first: {by: lab}
    second: %s
  data: {texts: {human: yes}}
  runs:
    one: {kind: pre-training, begun: 2025-01-01, makes: first, from: [texts], compute: 8e26}
    two: %s
  deployments: {app: {uses: [second], output: 1e20, instances: [{rate: 3e20}]}}
system: {autonomy: strong, generality: strong, intelligence: strong, deployed: yes, cap_lift: none}
harm: %s
claims: none
"""
LAB, HARM = "{by: lab}", "{occurred: yes, date: 2025-08-10}"
TWO = "{kind: pre-training, begun: 2025-10-10, makes: second, from: [first], compute: 4e26}"


def after(rulebook, second=LAB, two=TWO, harm=HARM):
    case = load_case(parse(AFTER % (second, two, harm), "x.yaml"), rulebook)
    found = assess(case, rulebook)
    return found, document(found)["compute"]


def test_what_the_version_that_did_the_harm_was_made_into_since_is_the_system_of_today(rulebook):
    found, compute = after(rulebook)
    assert ends(compute["training"]) == (8e26, 8e26)
    assert ends(compute["today"]["training"]) == (1.2e27, 1.2e27)
    assert ends(compute["today"]["inference_rate"]) == (3e20, 3e20)
    assert codes(compute) == ["made-since"]
    assert found.outcomes["tier"] == "RT-4"
    assert found.outcomes["standard"] == "strict"


def test_what_another_developer_made_of_it_is_another_system(rulebook):
    found, compute = after(rulebook, "{by: tuner}")
    assert "today" not in compute
    assert found.outcomes["tier"] != "RT-4"


def test_what_was_made_of_it_before_the_harm_is_another_version(rulebook):
    two = TWO.replace("2025-10-10", "2025-08-10")
    assert "today" not in after(rulebook, two=two)[1]


def test_what_is_still_to_be_made_of_it_is_not_the_system_of_today(rulebook):
    two = TWO.replace("2025-10-10", "2026-03-02")
    assert "today" not in after(rulebook, two=two)[1]


def test_a_reading_by_which_no_figure_is_another_today_drops_what_another_reading_counted(rulebook):
    instances = "instances: [{count: 2, rate: 8e19}], connected: yes"
    text = AFTER.replace("instances: [{rate: 3e20}]", instances) % (LAB, TWO, HARM)
    text = text.replace("{app:", "{one: {uses: [first], instances: [{rate: 9e19}]}, app:")
    case = load_case(parse(text, "x.yaml"), rulebook)
    found = assess(case, rulebook, readings={"Q24": "deployment"})
    law = with_reading(found.law, "Q24", "instance")
    anew = assess(case, rulebook, readings={"Q24": "instance"})
    assert "system.inference_rate_today" in found.case.facts
    assert "system.inference_rate_today" not in anew.case.facts
    otherwise = {
        key: each.value
        for key, each in anew.findings.items()
        if each.value != found.findings[key].value
    }
    assert otherwise
    assert findings_otherwise(found, law) == otherwise


def test_what_may_have_been_made_of_it_since_leaves_the_figures_of_today_open(rulebook):
    harm = "{occurred: yes}"
    for said in ({"second": "{}"}, {"two": TWO.replace("begun: 2025-10-10,", "")}, {"harm": harm}):
        found, compute = after(rulebook, **said)
        assert ends(compute["today"]["training"]) == (8e26, 1.2e27), said
        assert found.findings["training_above_cap"].value == "met|not_met", said


def test_without_harm_the_version_that_is_asked_about_is_that_of_today(rulebook):
    for harm in ("{occurred: no}", "{}"):
        assert "today" not in after(rulebook, harm=harm)[1]


def test_all_that_ran_counts_for_today_where_no_version_is_named(rulebook):
    case = load_case(parse(TWO_ROUNDS % "2025-08-10", "x.yaml"), rulebook)
    today = document(assess(case, rulebook))["compute"]["today"]
    assert {name: ends(each) for name, each in today.items()} == {
        "training": (9e25, 9e25),
        "output": (9.00001e25, 9.00001e25),
    }


def test_a_network_is_of_whom_it_names_though_a_contractor_ran_its_training():
    text = (
        "lineage: x\nmodel: base\n"
        "networks: {base: {by: Lab}, tuned: {by: Lab}, third: }\n"
        "runs:\n"
        "  r1: {kind: pre-training, by: Lab, makes: base, compute: 1e25}\n"
        "  r2: {kind: rl, by: B, begun: 2025-03-01, makes: tuned, from: [base], compute: 1e24}\n"
        "  r3: {kind: rl, by: B, begun: 2025-03-01, makes: third, from: [base], compute: 1e24}\n"
    )
    lineage = load_lineage(parse(text, "x.yaml"))
    law = law_in_force(shipped_rulebook(), "2025-06-01")
    found = account(lineage, law, until=on(2025, 2, 1))
    assert found.made_since == ("tuned",)  # what `B` made of it is another system
    ledgers = [ledger_document(account(lineage, law, name), law) for name in ("tuned", "third")]
    assert [each["contributions"][0]["by"] for each in ledgers] == ["Lab", "B"]
