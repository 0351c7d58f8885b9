"""Safety cases: goldens that anyone can add to.

To add one, write `safety-cases/NAME.yaml` with `as_of:` in it, and beside it
`safety-cases/NAME.txt`, what `liability safety-case check` has to say. For a file that cannot be
used at all, do the same in `safety-cases/bad`. No Python is needed. What is expected is written
anew by `UPDATE_EXPECTED=1 uv run pytest tests/test_safety_case.py`: read the difference as the user
would. The cases under `cases/safety-cases` have their expectation in `safety-cases` too.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from golden import golden
from rich.cells import cell_len

from liability.case.safety_check import findings
from liability.case.safety_gates import gate_results, measure
from liability.case.safety_read import read_safety_case, rules_of
from liability.case.safety_reasons import FAILED, OPEN, PASSED
from liability.documents.safety_report import report
from liability.source.problems import ProblemsError
from liability.source.yaml import parse, read

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "safety-cases"
SHIPPED = sorted((ROOT / "cases" / "safety-cases").glob("*.yaml"))
FILES = [*SHIPPED, *sorted(FOLDER.glob("*.yaml"))]
BAD = sorted((FOLDER / "bad").glob("*.yaml"))
DAY = date(2025, 9, 1)


def loaded(text, rulebook):
    return read_safety_case(parse(text, "x.yaml"), rulebook)


def codes(text, rulebook, day=DAY):
    case = loaded(text, rulebook)
    found = findings(case, measure(rulebook, day, {}))
    return [each.code.split("/")[1] for each in found]


def states(text, rulebook, day=DAY):
    """Each gate of a safety case, and how it came out."""
    found = gate_results(loaded(text, rulebook), measure(rulebook, day, {}))
    return {each.gate.id: each.state for each in found}


def said(case, rulebook, day, columns=80):
    against = measure(rulebook, day, {})
    return report(case, findings(case, against), gate_results(case, against), day, columns)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_safety_case_has_exactly_these_findings(file, rulebook):
    case = read_safety_case(read(file, file.name), rulebook)
    assert case.as_of, "write `as_of:`, so that it is checked for the same day each time"
    golden(FOLDER / f"{file.stem}.txt", said(case, rulebook, case.as_of))


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_safety_case_that_cannot_be_used_gives_exactly_this_message(file, rulebook):
    with pytest.raises(ProblemsError) as caught:
        read_safety_case(read(file, file.name), rulebook)
    golden(file.with_suffix(".txt"), f"{caught.value}\n")
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
        assert without_gates(text, rulebook) == ["not-signed"] * len(roles)
        signed = "".join(
            f"  - {{role: {role}, by: Person {index}, date: 2025-08-01, version: '1'}}\n"
            for index, role in enumerate(roles)
        )
        assert without_gates(f"{text}sign_offs:\n{signed}", rulebook) == []


def without_gates(text, rulebook):
    return [each for each in codes(text, rulebook) if each != "open-gate"]


def test_no_state_is_ever_claimed_by_the_program(rulebook):
    for state in rules_of(rulebook).states:
        case = loaded(SOUND % state, rulebook)
        shown = said(case, rulebook, DAY)
        assert f"state    {state}, as the file claims; this program approves nothing" in shown
        assert "APPROVED" not in shown.replace(f"state    {state},", "") or state == "APPROVED"


def test_beside_no_flaw_it_is_said_how_many_gates_are_open(rulebook):
    shown = said(loaded(SOUND % "DRAFT", rulebook), rulebook, DAY)
    gates = [line.split()[0] for line in shown.splitlines() if re.match(" {2}(open|failed) ", line)]
    assert set(gates) == {OPEN}
    assert f"found    no flaw; {len(gates)} gates open\n" in shown


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_line_that_quotes_nothing_is_wider_than_the_terminal(file, columns, rulebook):
    case = read_safety_case(read(file, file.name), rulebook)
    shown = said(case, rulebook, case.as_of, columns).splitlines()
    own = [line for line in shown if not re.match(r" *(\d+ )?\||  -->", line)]
    assert max(map(cell_len, own)) <= columns


def test_a_pack_that_says_nothing_of_safety_cases_is_refused(rulebook):
    with pytest.raises(ProblemsError, match="says nothing of safety cases"):
        loaded(SOUND % "DRAFT", replace(rulebook, safety_cases=None))


def test_a_long_argument_is_checked_in_a_moment(rulebook):
    count = 5000
    links = "".join(f"  c{n}: {{text: T, supported_by: [c{n + 1}]}}\n" for n in range(count))
    last = f"  c{count}: {{text: T, supported_by: [c0]}}\n"
    assert "circle" in codes(HEAD % "DRAFT" + "claims:\n" + links + last, rulebook)


COMPLETE = (FOLDER / "complete.yaml").read_text("utf-8")


def test_a_gate_that_the_file_does_not_answer_is_open_and_never_passed(rulebook):
    rules = rules_of(rulebook)
    bare = HEAD % "DRAFT" + "claims: {top: {text: T, undeveloped: yes}}\n"
    vacuous = {"argument-warranted", "leaves-supported"}  # nothing in it is left unsaid
    assert {name for name, state in states(bare, rulebook).items() if state != OPEN} == vacuous
    assert set(states(bare, rulebook)) == {each.id for each in rules.gates_of("passive")}
    assert set(states(COMPLETE, rulebook).values()) == {PASSED}


@pytest.mark.parametrize(
    ("written", "instead", "gate", "state"),
    [
        ("    warrant: W\n", "", "argument-warranted", FAILED),
        ("supported_by: [by-limb]", "supported_by: [a, b]", "argument-warranted", FAILED),
        ("    supported_by: [e2]\n", "", "leaves-supported", FAILED),
        ("    supported_by: [e2]\n", "    undeveloped: yes\n", "leaves-supported", FAILED),
        ("    date: 2025-08-01\n", "", "evidence-current", OPEN),
        ("    date: 2025-08-01\n", "    date: 2024-08-01\n", "evidence-current", FAILED),
        ("    date: 2025-08-01\n", "    date: 2025-10-01\n", "evidence-current", FAILED),
        ("    hash: sha256:00112233445566778899\n", "", "evidence-current", OPEN),
        ('    version: "1"\n', "", "evidence-current", OPEN),
        ('    version: "1"\n', '    version: "2"\n', "evidence-current", FAILED),
        ('08-02, version: "1"', '08-02, version: "2"', "modifications-tested", FAILED),
        ('08-02, version: "1"', "08-02", "modifications-tested", OPEN),
        ("    independent: yes\n", "", "evidence-independent", OPEN),
        ("    independent: yes\n", "    independent: no\n", "evidence-independent", FAILED),
        ("tested_by: [e2]", "tested_by: []", "modifications-tested", FAILED),
        (", tested_by: [e2]", "", "modifications-tested", OPEN),
        ("by: Hae Kim, date: 2025-07-01", "by: Jo Park", "defeaters-searched", FAILED),
        (
            "by: Hae Kim, date: 2025-07-01",
            "by: Hae Kim, date: 2025-10-01",
            "defeaters-searched",
            OPEN,
        ),
        ("by: Hae Kim, date: 2025-07-01", "by: Hae Kim", "defeaters-searched", OPEN),
        ("producer: A laboratory", "producer: jo  park", "evidence-independent", FAILED),
        ("role: author", "role: counsel", "defeaters-searched", OPEN),
        ("state: refuted", "state: open", "defeaters-answered", FAILED),
        ("    resolution: R\n", "", "defeaters-answered", OPEN),
        ("    answered_by: [e1]\n", "", "defeaters-answered", OPEN),
        (
            "refuted\n    resolution: R\n    answered_by: [e1]",
            "accepted\n    resolution: R",
            "defeaters-answered",
            PASSED,
        ),
        ("cites: [C.4.d]", "unset: no", "thresholds-cited", OPEN),
        ("cites: [C.4.d]", "{cites: [C.4.d], unset: yes}", "thresholds-cited", FAILED),
        (", owner: Bo Ahn", "", "conditions-monitored", OPEN),
        (", threshold: t", "", "conditions-monitored", OPEN),
        ("by: Red Han", "by: Jo Park", "signed-apart", FAILED),
        ("role: red-team", "role: counsel", "signed-apart", OPEN),
        ("valid_until: 2026-08-01", "valid_until: 2025-08-30", "approval-holds", FAILED),
        (", valid_until: 2026-08-01", "", "approval-holds", OPEN),
        (", scope: In homes", "", "approval-holds", OPEN),
        ("harbor: passive, scope", "harbor: weak, scope", "approval-holds", FAILED),
        ("elicitation-argued: {passed: yes", "elicitation-argued: {passed: no", None, FAILED),
        ("date: 2025-08-03", "date: 2025-12-03", "elicitation-argued", OPEN),
        ("date: 2025-08-03", "date: 2025-08-01", "elicitation-argued", OPEN),
        ('08-02, version: "1"', '08-04, version: "1"', "elicitation-argued", OPEN),
        ("    date: 2025-08-01\n", "", "elicitation-argued", OPEN),
        ("by: Sam Ito, date: 2025-08-05", "by: Sam Ito, date: 2024-08-05", "signed-apart", OPEN),
        ("by: Red Han", 'by: "Jo Park\\u200b"', "signed-apart", FAILED),
        ("yes, by: Hae Kim, date: 2025-08-03", "no, by: A, date: 2025-12-03", None, OPEN),
    ],
)
def test_a_gate_fails_by_what_contradicts_it_and_is_open_by_what_is_left_out(
    rulebook, written, instead, gate, state
):
    assert COMPLETE.count(written) == 1, written
    if instead.startswith("{"):
        written, instead = f"{written}}}", f"{instead[1:]}"
    found = states(COMPLETE.replace(written, instead), rulebook)
    assert found[gate or "elicitation-argued"] == state
    claimed = codes(COMPLETE.replace(written, instead), rulebook)
    assert ("open-gate" in claimed) == (state != PASSED)


def test_what_is_read_with_an_assumption_that_has_ended_is_not_supported(rulebook):
    assumed = (
        "assumptions:\n  a1: {text: A, valid_until: 2025-09-01}\n  a2: {text: A}\ndefeaters:\n"
    )
    text = COMPLETE.replace("defeaters:\n", assumed)
    loose = text.replace("a2: {text: A}", "a2: {text: A, valid_until: 2025-08-01}")
    text = text.replace("[by-limb]", "[by-limb]\n    in_context_of: [a1, a2]")
    assert states(text, rulebook)["leaves-supported"] == PASSED
    assert states(text, rulebook, date(2025, 9, 2))["leaves-supported"] == FAILED
    assert set(codes(text, rulebook, date(2025, 9, 2))) == {"out-of-date", "open-gate"}
    assert states(loose, rulebook)["leaves-supported"] == PASSED  # nothing is read with it


def test_a_defeater_is_open_on_a_path_to_the_top_where_no_claim_is_above_all_others(rulebook):
    text = HEAD % "DRAFT" + (
        "claims: {a: {text: A, supported_by: [b]}, b: {text: B, supported_by: [a]}}\n"
        "defeaters: {d: {text: D, against: [b], state: open, by: Kim}}\n"
    )
    assert states(text, rulebook)["defeaters-answered"] == FAILED
    assert codes(text, rulebook) == ["no-top", "circle", "open-defeater"]


def test_a_state_that_is_claimed_in_vain_is_one_finding_however_many_gates_it_lacks(rulebook):
    case = loaded(SOUND % "SUBMITTED", rulebook)
    against = measure(rulebook, DAY, {})
    found = [each for each in findings(case, against) if each.code.endswith("open-gate")]
    left = [each for each in gate_results(case, against) if each.state != PASSED]
    assert len(found) == 1
    for each in left:
        told = f"`{each.gate.id}` ({each.state})" in found[0].message
        assert told == (each.gate.id != "approval-holds")


def test_a_search_that_is_still_to_be_made_answers_no_gate(rulebook):
    text = SOUND % "DRAFT" + "searches: [{by: Kim, date: %s}]\n"
    text += "sign_offs: [{role: author, by: Jo, date: 2025-08-01, version: '1'}]\n"
    days = ("2025-09-01", "2025-09-02", "unknown")
    made, later, undated = (states(text % day, rulebook) for day in days)
    for gate in ("defeaters-searched", "defeaters-answered"):
        assert (made[gate], later[gate], undated[gate]) == (PASSED, OPEN, OPEN)


def test_evidence_of_the_author_is_named_and_leaves_open_whether_other_evidence_is_independent(
    rulebook,
):
    evidence = '  e3: {text: E, date: 2025-08-02, version: "1", hash: "sha256:0011223344556677"}\n'
    authored = COMPLETE.replace("producer: A laboratory", "producer: Jo Park")
    text = authored.replace("supported_by: [e2]", "supported_by: [e2, e3]")
    text = text.replace("defeaters:\n", f"{evidence}defeaters:\n")
    assert states(authored, rulebook)["evidence-independent"] == FAILED
    assert states(text, rulebook)["evidence-independent"] == OPEN
    assert "the author of the safety case made it: e2" in said(
        loaded(text, rulebook), rulebook, DAY
    )


def test_an_undated_search_by_another_leaves_it_open_whether_only_the_author_searched(rulebook):
    text = COMPLETE.replace("searches:\n", "searches:\n  - {by: Jo Park, date: 2025-07-01}\n")
    undated = text.replace("by: Hae Kim, date: 2025-07-01", "by: Hae Kim")
    alone = undated.replace("by: Hae Kim", "by: JO PARK", 1)
    found = [states(each, rulebook)["defeaters-searched"] for each in (text, undated, alone)]
    assert found == [PASSED, OPEN, FAILED]


def test_a_defeater_is_not_answered_by_evidence_that_may_not_be_used(rulebook):
    answered = "    resolution: R\n    answered_by: [%s]\n"
    evidence = (
        '  e3: {text: E, date: 2025-08-02, version: "1", hash: "sha256:%s", %s}\ndefeaters:\n'
    )

    def gates(*answers, **more):
        text = COMPLETE.replace("    answered_by: [e1]\n", "")
        text = text.replace("    resolution: R\n", answered % ", ".join(answers))
        said = ", ".join(f"{key}: {value}" for key, value in more.items()) or "independent: no"
        return states(text.replace("defeaters:\n", evidence % ("0" * 16, said)), rulebook)

    assert set(gates("e3").values()) == {PASSED}  # though the top claim does not rest on it
    assert gates()["argument-warranted"] == FAILED  # where it answers nothing
    assert gates("e3", valid_until="2025-08-31")["defeaters-answered"] == FAILED
    assert gates("e3", "e1", valid_until="2025-08-31")["defeaters-answered"] == PASSED


def test_only_states_that_take_a_gate_are_claimed_in_vain_without_it(rulebook):
    rules = rules_of(rulebook)
    taken = {
        state: [each.state for each in rules.gates.values() if rules.takes(state, each)]
        for state in rules.states
    }
    assert taken["DRAFT"] == []
    assert set(taken["INTERNALLY_COMPLETE"]) == set(taken["SUBMITTED"]) == {"INTERNALLY_COMPLETE"}
    assert set(taken["APPROVED"]) == {"INTERNALLY_COMPLETE", "APPROVED"}
    assert taken["SUSPENDED"] == taken["EXPIRED"] == taken["VOID"] == []


LOADED = """
import sys
from liability.knots import knots
from liability.case.safety_read import read_safety_case
from liability.rulebook.load import load_rulebook
from liability.source.yaml import parse

case = read_safety_case(parse(sys.stdin.read(), "x.yaml"), load_rulebook())
print([knot[0] for knot in knots(case.support)], "igraph" in sys.modules)
"""


@pytest.mark.parametrize(
    ("back", "found"), [("", "[] False"), (", supported_by: [a]", "['a'] True")]
)
def test_what_finds_circles_is_loaded_only_where_there_is_one(back, found):
    claims = f"claims: {{a: {{text: A, supported_by: [b]}}, b: {{text: B{back}}}}}\n"
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        input=HEAD % "DRAFT" + claims,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == found
