"""Safety cases: goldens that anyone can add to.

To add one, write `safety-cases/NAME.yaml` with `as_of:` in it, and beside it
`safety-cases/NAME.txt`, what `liability safety-case check` has to say. For a file that cannot be
used at all, do the same in `safety-cases/bad`. No Python is needed. What is expected is written
anew by `UPDATE_EXPECTED=1 uv run pytest tests/test_safety_case.py`: read the difference as the user
would. The cases under `cases/safety-cases` have their expectation in `safety-cases` too.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from liability.case.safety_check import findings
from liability.case.safety_read import read_safety_case, rules_of
from liability.documents.safety_report import report
from liability.source.problems import ProblemsError
from liability.source.yaml import parse, read

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "safety-cases"
SHIPPED = sorted((ROOT / "cases" / "safety-cases").glob("*.yaml"))
FILES = [*SHIPPED, *sorted(FOLDER.glob("*.yaml"))]
BAD = sorted((FOLDER / "bad").glob("*.yaml"))
DAY = date(2025, 9, 1)


def compare(said, expected):
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text(said, "utf-8")
    assert expected.exists(), f"write {expected.name}; what is said now is:\n\n{said}"
    assert said == expected.read_text("utf-8")


def loaded(text, rulebook):
    return read_safety_case(parse(text, "x.yaml"), rulebook)


def codes(text, rulebook, day=DAY):
    case = loaded(text, rulebook)
    return [each.code.split("/")[1] for each in findings(case, rules_of(rulebook), day)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_safety_case_has_exactly_these_findings(file, rulebook):
    case = read_safety_case(read(file, file.name), rulebook)
    assert case.as_of, "write `as_of:`, so that it is checked for the same day each time"
    found = findings(case, rules_of(rulebook), case.as_of)
    compare(report(case, found, case.as_of), FOLDER / f"{file.stem}.txt")


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_safety_case_that_cannot_be_used_gives_exactly_this_message(file, rulebook):
    with pytest.raises(ProblemsError) as caught:
        read_safety_case(read(file, file.name), rulebook)
    compare(f"{caught.value}\n", file.with_suffix(".txt"))
    for problem in caught.value.problems:
        assert "`" in problem.message
        assert problem.place is not None
        assert problem.help


def test_the_flawed_example_shows_every_kind_of_finding_but_no_top(rulebook):
    source = (ROOT / "liability" / "case" / "safety_check.py").read_text("utf-8")
    known = {
        line.split('"')[1]
        for line in source.splitlines()
        if "yield self.at(" in line or "yield self.finding(" in line
    }
    flawed = (ROOT / "cases" / "safety-cases" / "flawed.yaml").read_text("utf-8")
    assert set(codes(flawed, rulebook)) == known - {"no-top"}


HEAD = "safety_case: x\nharbor: passive\nstate: %s\nsystem: {name: S, version: '1'}\n"
SOUND = HEAD + (
    "claims: {top: {text: T, supported_by: [e]}}\n"
    "evidence: {e: {text: E, date: 2025-01-01, valid_until: 2025-12-31, version: '1'}}\n"
)


def test_the_day_of_the_check_decides_what_is_out_of_date(rulebook):
    draft = SOUND % "DRAFT"
    assert codes(draft, rulebook) == []
    assert codes(draft, rulebook, date(2025, 12, 31)) == []
    assert codes(draft, rulebook, date(2026, 1, 1)) == ["out-of-date"]
    assert codes(draft, rulebook, date(2024, 12, 31)) == ["later"]


def test_the_sign_offs_that_the_harbor_asks_for_are_enough_for_the_claim_of_a_state(rulebook):
    rules = rules_of(rulebook)
    for harbor, roles in rules.sign_offs.items():
        text = (SOUND % "APPROVED").replace("passive", harbor)
        assert codes(text, rulebook) == ["not-signed"] * len(roles)
        signed = "".join(
            f"  - {{role: {role}, by: Person {index}, date: 2025-08-01, version: '1'}}\n"
            for index, role in enumerate(roles)
        )
        assert codes(f"{text}sign_offs:\n{signed}", rulebook) == []


def test_no_state_is_ever_claimed_by_the_program(rulebook):
    for state in rules_of(rulebook).states:
        case = loaded(SOUND % state, rulebook)
        said = report(case, findings(case, rules_of(rulebook), DAY), DAY)
        assert f"state    {state}, as the file claims; this program approves nothing" in said
        assert "APPROVED" not in said.replace(f"state    {state},", "") or state == "APPROVED"


def test_a_pack_that_says_nothing_of_safety_cases_is_refused(rulebook):
    with pytest.raises(ProblemsError, match="says nothing of safety cases"):
        loaded(SOUND % "DRAFT", replace(rulebook, safety_cases=None))


def test_a_long_argument_is_checked_in_a_moment(rulebook):
    count = 5000
    links = "".join(f"  c{n}: {{text: T, supported_by: [c{n + 1}]}}\n" for n in range(count))
    last = f"  c{count}: {{text: T, supported_by: [c0]}}\n"
    assert "circle" in codes(HEAD % "DRAFT" + "claims:\n" + links + last, rulebook)
