"""What the short answer of a memorandum says of a standard and of a harbor that protects."""

from __future__ import annotations

import json
import re

import pytest
from in_process import run
from test_memo import CLAIM, short_answer

from liability.cli.memo import memo as memo_verb

CASE = """\
case: estimates
as_of: 2025-12-01
system:
  {{autonomy: strong, generality: strong, intelligence: strong, training_compute: 2e25,
   inference_rate: 1e17, estimates_supplied: yes, estimates_credible: yes, deployed: yes}}
harm: {{{harm}}}
parties: [{{id: lab, roles: [developer]}}]
claims:
  - {{id: c, harbor: compute, by: lab, stage: claimed, made_on: 2025-05-01, covers_system: yes,
     open_defeater: no, falsified: no}}
"""
LATE = "occurred: yes, date: 2025-04-10, caused_by_system: yes"
IN_TIME = "occurred: yes, date: 2025-06-10, caused_by_system: yes"
NO_HARM = "On the facts of this case no harm has occurred: the standard is the one that would apply"

pytestmark = pytest.mark.usefixtures("at_the_root")


def said_of(folder, what, harm):
    """The line of the short answer on something, where so much is said of harm."""
    file = folder / "case.yaml"
    file.write_text(CASE.format(harm=harm), "utf-8")
    text = re.sub(r"\\(.)", r"\1", run(memo_verb, file).stdout)
    answer = text.partition("## Short answer")[2].partition("## Facts")[0]
    return next(line for line in answer.splitlines() if line.startswith(f"- **{what}**"))


@pytest.mark.parametrize("harm", ["occurred: no", "occurred: no, date: 2026-01-01"])
def test_where_no_harm_has_occurred_the_standard_is_said_to_be_what_would_apply(harm, tmp_path):
    assert NO_HARM in said_of(tmp_path, "Standard of liability", harm)


@pytest.mark.parametrize("harm", [LATE, "occurred: unknown", "occurred: no, date: 2025-04-10"])
def test_harm_that_is_not_known_is_not_said_not_to_have_occurred(harm, tmp_path):
    assert "no harm" not in said_of(tmp_path, "Standard of liability", harm)


def test_a_harbor_that_protects_by_a_reading_alone_says_so(tmp_path):
    said = said_of(tmp_path, "Safe harbor, Compute threshold", LATE)
    assert "This rests on: A harbor protects on its proved elements, whether or not a claim" in said
    assert (
        "It is so only by reading Q29 (What of a harbor that was not claimed in time?), taken so: "
        "strict liability is presumed; the defendant may plead and prove the harbor's elements. "
        "Taken otherwise, it may be: pleaded late."
    ) in said


def test_a_harbor_that_protects_by_its_claim_names_no_reading(tmp_path):
    assert said_of(tmp_path, "Safe harbor, Compute threshold", IN_TIME).endswith(
        ": protects. Claims: c (claimed)."
    )


def test_no_title_of_a_duty_has_a_colon_to_stand_among_those_of_the_documents(rulebook):
    duties = rulebook.entries[rulebook.outcomes.obligations.subject].values()
    assert not [each.id for each in duties for said in each.title.values() if {*said} & {*":："}]


def test_the_short_answer_names_the_harbors_that_fail_beside_one_that_does_not(tmp_path):
    named = [
        re.findall(r"\*\*Other safe harbors\*\*, not claimed and shown to fail: (.*)\.\n", said)
        for said in (short_answer(tmp_path, CLAIM), short_answer(tmp_path, "claims: none\n"))
    ]
    (claimed,), (unclaimed,) = named
    assert {*unclaimed.split("; ")} - {*claimed.split("; ")} == {"Narrow"}


@pytest.mark.parametrize(
    ("name", "listed"),
    [("Operator, insolvent", "Lab; Operator, insolvent?"), ("Operator", "Lab, Operator?")],
)
def test_parties_are_parted_by_semicolons_where_a_name_has_a_comma(name, listed, tmp_path):
    file = tmp_path / "case.yaml"
    parties = [
        "{id: lab, name: Lab, roles: [developer]}",
        f"{{id: op, name: {json.dumps(name)}, roles: [operator]}}",
    ]
    file.write_text(f"case: x\nparties: [{', '.join(parties)}]\n", "utf-8")
    assert listed in run(memo_verb, file).stdout.partition("## Short answer")[0]
