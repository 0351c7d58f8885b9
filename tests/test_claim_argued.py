"""What claim and checklist say of a safety case: its own words, beside those of the rulebook."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest
from claims_drafted import HARBORS, ROBOT, ROBOT_CASE, claim, drafted
from in_process import run
from test_claim import section

from liability.cli.checklist import checklist as checklist_verb

pytestmark = pytest.mark.usefixtures("at_the_root")

checklist = partial(run, checklist_verb)
ARGUED = Path(__file__).parent.parent / ROBOT_CASE
STAMP = ARGUED.read_text("utf-8").partition("  rubber-stamp:\n")[2].partition("  refusals:")[0]
LINEAGE = "blank: the lineage: every computation that led to the system"


@pytest.fixture
def argued(tmp_path):
    """Writes the safety case of the robot, with some of its text replaced."""

    def written(*changes):
        text = ARGUED.read_text("utf-8")
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        file = tmp_path / "argued.yaml"
        file.write_text(text, "utf-8")
        return file

    return written


def register(file):
    text = claim(ROBOT, "--harbor", "passive", "--safety-case", file).stdout
    return re.search(r"(?m)^\| \*\*rubber-stamp\*\* .*$", section(text, 7))[0]


def listed(file, name):
    text = checklist(ROBOT, "--harbor", "passive", "--safety-case", file).stdout
    return re.search(rf"(?m)^- (\[.\] `{name}` .*)$", text)[1]


def test_a_listed_defeater_stands_in_the_words_of_the_safety_case_too(argued):
    changed = STAMP.replace("Approval may be a rubber stamp", "The blue casing may confuse users")
    file = argued((STAMP, changed.replace("[human-decides]", "[weights-kept]")))
    row = register(file)
    said = "The approval by a human is a rubber stamp; in the safety case: The blue casing may"
    assert said in row
    assert "| d2; in the safety case: weights-kept |" in row
    item = listed(file, "rubber-stamp")
    assert said in item
    assert "(against d2; in the safety case: weights-kept; " in item


def test_words_and_ids_that_are_those_of_the_list_are_said_once(argued):
    words = "The approval by a human is a rubber stamp"
    row = register(argued((STAMP, STAMP.replace("Approval may be a rubber stamp", words))))
    assert f"| **rubber-stamp** {words} | d2;" in row


def test_a_defeater_that_nobody_is_said_to_have_raised_leaves_a_blank(argued):
    assert "\\[blank: who raised it\\]" in register(
        argued((STAMP, STAMP.replace("    by: Red team\n", "")))
    )
    assert "the rulebook, to be searched for" in section(drafted(ROBOT, "passive"), 7)


def test_what_answers_a_defeater_without_evidence_leaves_a_blank_for_it(argued):
    bare = STAMP.replace("    answered_by: [human-study]\n", "")
    file = argued((STAMP, bare))
    assert "over four hours \\[blank: the evidence of this answer\\] |" in register(file)
    assert listed(file, "rubber-stamp").startswith("[ ]")
    assert "no evidence that may be used answers it" in listed(file, "rubber-stamp")
    accepted = argued((STAMP, bare.replace("refuted", "accepted")))
    assert "blank" not in register(accepted)
    assert listed(accepted, "rubber-stamp").startswith("[x]")


def test_a_defeater_is_not_ticked_where_all_that_answers_it_may_not_be_used(argued):
    of_day = "date: 2025-07-02\n    valid_until: 2026-07-02"
    assert listed(argued(), "rubber-stamp").startswith("[x]")
    file = argued((of_day, "date: 2025-07-02\n    valid_until: 2025-07-31"))
    assert listed(file, "rubber-stamp").startswith("[ ]")


def test_a_listed_item_of_evidence_stands_in_the_words_of_the_safety_case_too(argued):
    said = "overrides and fatigue; in the safety case: Study of overrides and of fatigue: gathered"
    assert said in listed(argued(), "human-study")


@pytest.mark.parametrize("harbor", HARBORS)
def test_a_claim_of_a_case_without_a_lineage_has_one_blank_for_it(harbor, tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text("case: x\nas_of: 2025-09-01\n", "utf-8")
    text = claim(case, "--harbor", harbor).stdout
    of_its_own = harbor == "compute"
    assert (LINEAGE in section(text, 3)) != of_its_own
    assert text.count("every computation that led to the system") == 1
    assert LINEAGE not in drafted("cases/worked/g22.yaml", harbor)


def test_the_modifications_of_a_safety_case_stand_where_their_trials_do(argued):
    unsaid = "tested_by: [scaffold-trials]"
    text = claim(
        ROBOT, "--harbor", "passive", "--safety-case", argued((unsaid, "tested_by: []"))
    ).stdout
    trials = section(text, 19)
    assert "| **tuning** Light fine-tuning | tuning-trials |" in trials
    assert (
        "| **scaffolds** A public agent framework is put around it | no evidence tests it" in trials
    )
    assert "| **tools** Further tools are connected | \\[blank: what tested it\\] |" in trials
    assert "**tuning**" not in section(text, 3)


def test_the_modifications_stand_among_the_facts_where_the_harbor_has_no_section_for_them(argued):
    file = argued(("harbor: passive", "harbor: narrow"))
    text = claim(ROBOT, "--harbor", "narrow", "--safety-case", file).stdout
    assert "| **tuning** Light fine-tuning | tuning-trials |" in section(text, 3)


def test_the_thresholds_of_a_safety_case_stand_with_who_set_them(argued):
    steps = "    of: [little-agency]\n    unset: yes\n"
    for who, cell in (
        ("unset: yes", "not set by any authority"),
        ("cites: [C.4.d]", "C.4.d"),
        ("authority: Order 7", "Order 7"),
        ("unset: no", "\\[blank: who set it, or that nobody did\\]"),
    ):
        file = argued((steps, f"    of: [little-agency]\n    {who}\n"))
        text = claim(ROBOT, "--harbor", "passive", "--safety-case", file).stdout
        row = "| **steps** At most three steps without a human, in 99 of 100 tasks | little-agency"
        assert f"{row} | {cell} |" in section(text, 15)


@pytest.mark.parametrize(
    ("version", "other"),
    [
        ("unknown", ""),
        ("{value: n/a, note: It bears none}", ""),
        ('{disputed: {claimant: "2.0", developer: "2.1"}}', ""),
        ('"2.0"', "another: 2.0"),
    ],
)
def test_a_version_that_is_unknown_or_in_dispute_is_no_other_one(version, other, tmp_path):
    stated = 'version: {value: "2.1", evidence: [manual]}'
    text = Path(ROBOT).read_text("utf-8").replace("safety_case: safety-cases/home-robot.yaml\n", "")
    assert text.count(stated) == 1
    case = tmp_path / "case.yaml"
    case.write_text(text.replace(stated, f"version: {version}"), "utf-8")
    said = claim(case, "--harbor", "passive", "--safety-case", ROBOT_CASE).stdout
    assert ("the case states another" in said, other in said) == (bool(other), True)
