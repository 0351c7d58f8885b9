"""What humans decided after the harm: it does not lower what is counted for the day of the harm."""

from __future__ import annotations

from datetime import date

import pytest
from generated import shipped_rulebook
from hypothesis import given
from hypothesis import strategies as st
from test_compute_laws import lineages, loaded

from liability.case.load import load_case
from liability.compute.account import account
from liability.compute.later import Day
from liability.determination.assess import assess
from liability.determination.document import document
from liability.rulebook.specialize import law_in_force
from liability.source.yaml import parse

CASE = """
case: dropped-late
as_of: 2025-12-01
lineage:
  lineage: dropped-late
  model: kept
  networks: {kept: {when: 2025-05-01}, trial: }
  data: {texts: {human: yes}}
  runs:
    one:
      kind: pre-training
      makes: trial
      from: [texts]
      compute: 8e25
      discarded: {by: Kim, when: 2025-08-30, because: Worse}
    two: {kind: pre-training, makes: kept, from: [texts, {id: trial, as: trial}], compute: 5e25}
  deployments: {app: {uses: [kept], connected: yes, instances: [{rate: 1e18}]}}
system:
  {autonomy: strong, generality: strong, intelligence: strong, deployed: yes,
   estimates_supplied: yes, estimates_credible: yes}
harm: {occurred: yes, date: %s, caused_by_system: yes}
parties: [{id: lab, roles: [developer, operator], outside_envelope: no}]
claims:
  - {id: c1, harbor: compute, by: lab, stage: claimed, made_on: 2025-05-02, covers_system: yes,
     material_change: no, open_defeater: no, suspended_by_authority: no, falsified: no}
"""
EITHER = "{disputed: {claimant: 2025-08-29, developer: 2025-08-30}}"
LATE, OPEN, IN_TIME = (1.3e26, 1.3e26), (5e25, 1.3e26), (5e25, 5e25)


def found_on(day, rulebook, text=CASE, **options):
    found = assess(load_case(parse(text % day, "x.yaml"), rulebook), rulebook, **options)
    return found, document(found)["compute"]


def ends(figure):
    return figure["low"], figure["high"]


def said_late(compute):
    return [each for each in compute["remarks"] if each["code"] == "decided-after-the-harm"]


@pytest.mark.parametrize(
    ("day", "training", "standard"),
    [
        ("2025-05-20", LATE, "strict"),
        ("2025-08-29", LATE, "strict"),
        (EITHER, OPEN, "strict|fault"),
        ("unknown", OPEN, "strict|fault"),
        ("2025-08-30", IN_TIME, "fault"),
    ],
)
def test_a_discard_after_the_harm_lowers_the_compute_of_today_alone(
    day, training, standard, rulebook
):
    found, compute = found_on(day, rulebook)
    assert ends(compute["training"]) == training
    assert ends(compute.get("today", compute)["training"]) == IN_TIME
    assert found.outcomes["standard"] == standard
    assert len(said_late(compute)) == (training != IN_TIME)


def test_a_remark_says_where_the_discard_stands_that_came_after_the_harm(rulebook):
    (said,) = said_late(found_on("2025-05-20", rulebook)[1])
    assert said["place"] == "15:7"
    assert said["message"].startswith(
        "what was decided of `trial` on 2025-08-30 came after the harm of 2025-05-20: it lowers"
    )
    (said,) = said_late(found_on(EITHER, rulebook)[1])
    assert "may have come after the harm" in said["message"]


def test_without_harm_every_discard_until_today_is_taken(rulebook):
    text = CASE.replace("occurred: yes, date: %s", "occurred: no")
    compute = document(assess(load_case(parse(text, "x.yaml"), rulebook), rulebook))["compute"]
    assert ends(compute["training"]) == IN_TIME
    assert not said_late(compute)


def test_a_discard_before_what_did_the_harm_was_there_is_in_time_though_no_day_is_known(rulebook):
    text = CASE.replace("when: 2025-08-30", "when: 2025-05-01")
    compute = found_on("unknown", rulebook, text)[1]
    assert ends(compute["training"]) == IN_TIME
    assert not said_late(compute)


def test_where_no_trial_that_was_used_counts_it_matters_to_nothing_when_it_was_dropped(rulebook):
    for option, training in (("unused", IN_TIME), ("none", LATE)):
        compute = found_on("2025-05-20", rulebook, readings={"Q22": option})[1]
        assert ends(compute["training"]) == training
        assert not said_late(compute)


def test_a_cut_off_after_the_harm_lowers_the_compute_of_today_alone(rulebook):
    cut_off = "{change: rewritten, by: Kim, when: 2025-08-30, because: Anew}"
    text = CASE.replace("{id: trial, as: trial}", f"{{id: trial, cut_off: {cut_off}}}")
    text = text.replace("{when: 2025-05-01}", "")
    for day, training in (("2025-05-20", LATE), (EITHER, OPEN), ("2025-08-30", IN_TIME)):
        compute = found_on(day, rulebook, text)[1]
        assert ends(compute["training"]) == training
        assert ends(compute.get("today", compute)["training"]) == IN_TIME
        assert len(said_late(compute)) == (training != IN_TIME)


def test_the_output_and_the_change_to_a_base_hold_what_was_dropped_after_the_harm(rulebook):
    text = CASE.replace("  model: kept\n", "  model: kept\n  base: first\n")
    text = text.replace("networks: {", "networks: {first: , ").replace(
        "    two:", "    zero: {kind: pre-training, makes: first, compute: 1e25}\n    two:"
    )
    text = text.replace("[texts, {id: trial", "[first, {id: trial")
    compute = found_on("2025-05-20", rulebook, text)[1]
    assert compute["output"]["low"] == 1.4e26
    assert ends(compute["change"]) == (5, 13)  # whether a trial is part of the change is open
    assert ends(found_on("2025-08-30", rulebook, text)[1]["change"]) == (5, 5)


DAYS = st.integers(4, 9).map(lambda month: f"2025-0{month}-15")


@given(lineages(), DAYS, DAYS, DAYS, st.data())
def test_what_is_counted_for_a_day_is_what_its_law_would_count_with_what_was_decided_by_then(
    data, one, other, today, drawn
):
    for run in data["runs"].values():
        if "discarded" in run:
            run["discarded"] |= {"when": drawn.draw(DAYS)}
    first, last, today = sorted((one, other, today))
    lineage, rulebook = loaded(data), shipped_rulebook()
    until = Day(date.fromisoformat(first), date.fromisoformat(last))
    found = account(lineage, law_in_force(rulebook, today), until=until).figures
    days = [f"2025-0{month}-15" for month in range(4, 10)]
    counted = [
        account(lineage, law_in_force(rulebook, day)).figures
        for day in days
        if first <= day <= last
    ]
    assert found.keys() <= {name for each in counted for name in each}
    for name, figure in found.items():
        low = [each[name].low or 0 if name in each else 0 for each in counted]
        high = [each[name].high if name in each else None for each in counted]
        assert (figure.low or 0) == min(low)
        assert figure.high == (None if None in high else max(high))
