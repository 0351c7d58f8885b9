"""What a case states and contradicts is said once, with its values, and asked only if need be."""

from __future__ import annotations

import json

import pytest
from cli_runs import CASES
from in_process import run

from liability.cli.assess import assess
from liability.cli.memo import memo
from liability.cli.why import why

CASE = """\
case: before-its-harm
as_of: 2025-09-01
system: {autonomy: strong, generality: strong, intelligence: strong, training_compute: 2e25,
  inference_rate: 1e18, estimates_supplied: yes, estimates_credible: yes, deployed: yes}
harm: {occurred: yes, date: 2026-08-01, caused_by_system: yes}
parties: [{id: d, roles: developer}]
claims:
  - {id: c, harbor: compute, by: d, stage: claimed, made_on: 2026-07-01, covers_system: yes,
     falsified: no, open_defeater: no, material_change: no, suspended_by_authority: no}
"""
HARM = "Harm occurred: yes; Day of the harm: 2026-08-01; is not on or before 2025-09-01"


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    file = tmp_path_factory.mktemp("contradicted") / "case.yaml"
    file.write_text(CASE)
    return file


def shown(verb, *arguments):
    return " ".join(run(verb, *arguments, columns=160).stdout.split())


def test_what_disagrees_is_said_with_its_values_and_once(case):
    said = shown(assess, case)
    assert (
        f"- Harm occurred. These disagree, so it stays undetermined: {HARM}. [harm_occurred]"
    ) in said
    assert (
        "- Made by the day whose law applies (c). These disagree, so it stays undetermined: Stage "
        "of the claim at the time of the harm: claimed, nothing submitted for approval; Claim made "
        "on: 2026-07-01; is not on or before 2025-09-01. [claim_made_by_then@c]"
    ) in said
    assert said.count("These disagree") == 2


def test_a_finding_that_is_open_by_something_else_too_is_not_said_to_be_so_by_what_disagrees(case):
    found = json.loads(run(assess, case, "-f", "json").stdout)
    assert "finding:claim_expired@c" in found["contradictions"]
    assert "The approval had expired (c). These" not in shown(assess, case)


def test_why_and_the_memo_name_what_disagrees(case):
    assert HARM in shown(memo, case).replace("\\", "")
    made = shown(why, case, "harbors.compute").replace("│ ", "")
    assert "these disagree, so it stays undetermined: Stage of the claim" in made


def needs(text, folder):
    (folder / "case.yaml").write_text(text)
    found = json.loads(run(assess, folder / "case.yaml", "-f", "json").stdout)["needs"]
    return {each["fact"]: each["question"] for each in found}


def test_what_is_stated_is_asked_where_nothing_unknown_bears_on_the_outcome(tmp_path):
    asked = needs(CASE, tmp_path)
    assert asked["claim.made_on@c"] == (
        "On what day was the harbor first claimed? (c) The case states it, but it disagrees with: "
        "Stage of the claim at the time of the harm."
    )
    assert asked["claim.stage@c"].endswith("but it disagrees with: Claim made on.")


def test_what_is_stated_is_not_asked_beside_something_unknown(tmp_path):
    asked = needs(CASE.replace("estimates_credible: yes, ", ""), tmp_path)
    assert "system.estimates_credible" in asked
    assert not {"claim.made_on@c", "claim.stage@c"} & asked.keys()


def test_who_is_said_to_have_run_what_was_not_yet_deployed_is_asked_for_each_of_what_disagrees(
    tmp_path,
):
    text = (CASES / "worked" / "g27.yaml").read_text("utf-8")
    for line, more in (
        ("deployed: yes", "deployed_on: 2025-05-20"),
        ("occurred: yes", "date: 2025-05-01"),
    ):
        text = text.replace(f"  {line}\n", f"  {line}\n  {more}\n")
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    said = shown(assess, tmp_path / "case.yaml")
    for asked, key in (
        ("what had the party done with the system? (Operator, insolvent)", "party.roles@operator"),
        ("On what day did the harm occur?", "harm.date"),
        ("On what day was it deployed?", "system.deployed_on"),
    ):
        among = said.partition(asked)[2].partition("[")
        assert "The case states it, but it disagrees with" in among[0]
        assert among[2].startswith(f"{key}]")
