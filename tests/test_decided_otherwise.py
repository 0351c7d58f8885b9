"""What another language version or reading decides otherwise, on the screen of `assess`."""

from __future__ import annotations

import json

import pytest
from apportion_runs import ROOT
from in_process import run

from liability.case.load import load_case
from liability.cli.apportion import apportion
from liability.cli.assess import assess
from liability.determination.assess import assess as determine
from liability.determination.document import document
from liability.documents.decided_otherwise import foremost, rest, who_answers
from liability.source.yaml import read

pytestmark = pytest.mark.usefixtures("at_the_root")

CASE = """
case: executives
as_of: 2025-11-01
profile: ko
system:
  autonomy: strong
  generality: strong
  intelligence: strong
  training_compute: 1e25
  inference_rate: 2e19
  training_status: completed
  deployed: yes
harm: {occurred: yes, date: 2025-08-10, caused_by_system: yes}
claims: none
parties: [{id: lab, name: Lab, roles: [developer], outside_envelope: no}]
individuals:
"""
PERSON = (
    "  - {{id: {id}, name: {name}, party: lab, role: executive, willful_misconduct: yes,"
    " illegal_act: no, gross_negligence: no, had_authority: yes, took_part: yes}}\n"
)


@pytest.fixture
def shown(tmp_path):
    """The screen of a case of two executives whose willful act broke no law."""
    case = tmp_path / "case.yaml"
    people = "".join(PERSON.format(id=each, name=each.upper()) for each in ("a", "b"))
    case.write_text(CASE.lstrip() + people, "utf-8")

    def run_(*options, columns=1000):
        done = run(assess, case, *options, columns=columns)
        assert done.exit_code in (0, 3), done.stderr
        return done.stdout

    return run_


def part(said, head):
    return said.partition(f"{head}\n")[2].partition("\n\n")[0]


def test_no_outcome_is_said_to_change_into_itself():
    """Under Q3, say, it may have no value as well, which a reader is not told."""
    found = json.loads(run(assess, "cases/worked/g22.yaml", "-f", "json").stdout)
    told = [one for each in found["readings"] for one in each["alternatives"]]
    changes = [each for one in told for each in one["changes"]]
    assert changes
    assert [each for each in changes if each["taken"] == each["otherwise"]] == []


def test_whom_another_language_version_makes_answer_is_said_and_not_counted(shown):
    """In Korean alone the willful act has to be illegal as well (C.3.a; Q60)."""
    said = part(shown(), "Decided otherwise by another language version")
    for version in ("English", "Japanese", "Chinese"):
        assert f"- {version}: personally liable (A, B) yes" in said


def test_whom_another_reading_makes_answer_is_said_however_many_come_before(shown):
    said = part(shown(), "Decided otherwise by another reading")
    assert "Q42=imputed" in said
    assert "personally liable (A, B)" in said.partition("Q42=imputed")[2].partition("\n")[0]
    assert "Q40=physical" in said
    assert "liable for the harm under the regime (Lab) yes or no" in said


def test_of_who_is_no_longer_liable_it_is_not_said_besides_that_it_no_longer_answers(shown):
    found = json.loads(shown("-f", "json"))
    (q40,) = [each for each in found["readings"] if each["id"] == "Q40"]
    changed = {each["outcome"] for each in q40["alternatives"][0]["changes"]}
    assert {"parties.lab.liable", "parties.lab.answers"} <= changed
    assert "answers to the claimant" not in shown()


def test_the_rest_is_counted_as_what_it_is():
    changes = [{"outcome": each} for each in ("cautions.x", "parties.a.position", "harbors.weak")]
    told = [{"changes": changes, "sums": False}]
    assert rest(told) == "harbors, cautions or how parties answer"
    heads = {"changes": [{"outcome": "heads.h.extent"}], "sums": False}
    assert rest([heads]) == "how the harm is shared out"
    assert rest([heads, {"changes": [], "sums": True}]) == "how the harm is shared out or the sums"
    assert not any(who_answers(each["outcome"]) for each in changes)


def test_of_some_changes_those_of_the_headlines_and_of_who_answers_come_first():
    names = [
        "cautions.x",
        "individuals.a.personal",
        "parties.a.position",
        "parties.a.liable",
        "tier",
    ]
    assert [each["outcome"] for each in foremost({"outcome": name} for name in names)] == [
        "tier",
        "individuals.a.personal",
        "parties.a.liable",
        "cautions.x",
        "parties.a.position",
    ]


# --- the sums -------------------------------------------------------------------------------------


def summed(case, rulebook, **given):
    """What a reader is told of the sums on this record."""
    found = document(determine(case, rulebook, **given))["apportionment"]
    figures = [each for each in (*found["parties"], found["claimant"]) for each in each.items()]
    on_record = [
        (name, value["on_this_record"])
        for name, value in figures
        if isinstance(value, dict) and "on_this_record" in value
    ]
    barred = [each["contribution"]["barred"] for each in found["parties"]]
    return on_record, barred


@pytest.mark.parametrize("path", ["cases/worked/g27.yaml", "tests/apportionment/settlement.yaml"])
def test_a_reading_that_changes_the_sums_on_this_record_is_listed_and_no_other_is_said_to(
    path, rulebook
):
    case = load_case(read(ROOT / path), rulebook)
    found, here = document(determine(case, rulebook)), summed(case, rulebook)
    said = {
        (each["id"], one["option"])
        for each in found["readings"]
        for one in each["alternatives"]
        if one["sums"]
    }
    taken = found["law"]["readings"]
    differ = {
        (each.id, option)
        for each in rulebook.readings.values()
        for option in each.options
        if option != taken[each.id] and summed(case, rulebook, readings={each.id: option}) != here
    }
    assert said == differ
    assert ("Q41", "equal") in said


def test_a_reading_that_changes_nothing_but_the_sums_is_named_where_they_are():
    case = "tests/apportionment/settlement.yaml"
    found = json.loads(run(assess, case, "-f", "json").stdout)
    (credit,) = [each for each in found["readings"] if each["id"] == "settlement-credit"]
    (amount,) = [each for each in credit["alternatives"] if each["option"] == "amount"]
    assert (amount["changes"], amount["sums"]) == ([], True)
    assert "Sums on this record: otherwise" in run(assess, case, "-f", "markdown").stdout
    for form in ("rich", "markdown"):
        shown = run(apportion, case, "-f", form, columns=200).stdout
        said = shown.partition("Otherwise by another reading, on this record")[2]
        assert "claim against the others? (settlement-credit=amount, settlement-credit=" in said
    listed = json.loads(run(apportion, case, "-f", "json").stdout)["readings"]
    (credit,) = [each for each in listed if each["id"] == "settlement-credit"]
    assert credit["taken"] == "share"
    assert "amount" in credit["otherwise"]


def test_of_a_case_without_heads_of_harm_no_reading_changes_the_sums(rulebook):
    found = document(determine(load_case(read(ROOT / "cases/gpt-4.yaml"), rulebook), rulebook))
    told = [
        *found["profiles"],
        *(one for each in found["readings"] for one in each["alternatives"]),
    ]
    assert told
    assert not any(each["sums"] for each in told)
