"""Who signed a safety case: which of several decide, and what an approval covers."""

from __future__ import annotations

from datetime import date

import pytest
from test_safety_case import COMPLETE, codes, loaded, said, states

from liability.case.safety_reasons import FAILED, OPEN, PASSED

APPROVAL = next(line for line in COMPLETE.splitlines(keepends=True) if "role: approver" in line)
AUTHOR = next(line for line in COMPLETE.splitlines(keepends=True) if "role: author" in line)
DAY = date(2025, 9, 1)


def approval(**changes):
    """The approval of the complete case, with what is changed in it; None takes a key away."""
    given = {
        "role": "approver",
        "by": "An agency",
        "date": "2025-08-20",
        "version": '"1"',
        "harbor": "passive",
        "scope": "In homes",
        "valid_until": "2026-08-01",
    } | changes
    return f"  - {{{', '.join(f'{key}: {value}' for key, value in given.items() if value)}}}\n"


EXPIRED = approval(date="2024-08-01", valid_until="2025-08-01")


def with_approvals(*approvals, text=COMPLETE):
    assert text.count(APPROVAL) == 1
    return text.replace(APPROVAL, "".join(approvals))


def gate(text, rulebook, day=DAY):
    return states(text, rulebook, day)["approval-holds"]


@pytest.mark.parametrize(
    ("written", "instead", "state"),
    [
        ("date: 2025-08-02", "date: 2025-08-20", PASSED),  # on the day of the approval
        ("date: 2025-08-02", "date: 2025-08-21", FAILED),
        ("date: 2025-08-02, version", "version", OPEN),  # evidence without a date
        ("by: An agency, date: 2025-08-20", "by: An agency", OPEN),
    ],
)
def test_an_approval_covers_no_evidence_that_is_later_than_it(rulebook, written, instead, state):
    assert gate(COMPLETE, rulebook) == PASSED
    assert written in COMPLETE
    attested = COMPLETE.replace("date: 2025-08-03", "date: 2025-08-25")
    changed = attested.replace(written, instead, 1)
    assert gate(changed, rulebook) == state
    assert ("open-gate" in codes(changed, rulebook)) == (state != PASSED)


def test_a_test_of_a_modification_after_the_approval_is_not_covered_by_it(rulebook):
    evidence = '  e3: {text: A new scaffold, date: 2025-08-25, version: "1", hash: "sha256:%s"}\n'
    text = COMPLETE.replace("defeaters:\n", evidence % ("0" * 16) + "defeaters:\n")
    text = text.replace("supported_by: [e2]", "supported_by: [e2, e3]")
    text = text.replace(
        "tested_by: [e2]}\n", "tested_by: [e2]}\n  new: {text: N, tested_by: [e3]}\n"
    )
    assert gate(text, rulebook) == FAILED
    shown = " ".join(said(loaded(text, rulebook), rulebook, DAY).split())
    assert "dated after the approval, which cannot cover it: e3" in shown
    renewed = with_approvals(APPROVAL, approval(date="2025-08-25"), text=text)
    assert gate(renewed, rulebook) == PASSED


def test_an_approval_before_the_author_first_signed_leaves_its_gate_open(rulebook):
    later = AUTHOR.replace("2025-08-04", "2025-08-21")
    assert later != AUTHOR
    assert gate(COMPLETE.replace(AUTHOR, later), rulebook) == OPEN
    assert gate(COMPLETE.replace(AUTHOR, AUTHOR + later), rulebook) == PASSED
    of_other = AUTHOR.replace('"1"', '"0"')
    assert gate(COMPLETE.replace(AUTHOR, of_other + later), rulebook) == OPEN


@pytest.mark.parametrize(
    "beside",
    [
        EXPIRED,
        approval(harbor="weak"),
        approval(version='"0"'),
        approval(date="2025-10-01", by="Another agency"),  # given after the day of the check
        approval(date="2025-07-01", by="Another agency"),  # before the evidence
        approval(scope=None, by="Another agency"),
    ],
)
def test_the_best_of_several_approvals_decides_in_any_order(rulebook, beside):
    for order in ((APPROVAL, beside), (beside, APPROVAL)):
        text = with_approvals(*order)
        assert gate(text, rulebook) == PASSED
        assert codes(text, rulebook) == []
        assert "another approval does not hold" in said(loaded(text, rulebook), rulebook, DAY)
    assert gate(with_approvals(beside), rulebook) != PASSED


def test_an_approval_that_lacks_something_goes_before_one_that_has_expired(rulebook):
    text = with_approvals(EXPIRED, approval(scope=None))
    assert gate(text, rulebook) == OPEN
    assert codes(text, rulebook) == ["open-gate"]
    expired = with_approvals(EXPIRED, EXPIRED)
    assert gate(expired, rulebook) == FAILED
    assert codes(expired, rulebook).count("out-of-date") == 2


def test_a_signature_that_was_renewed_counts_as_it_now_is(rulebook):
    old = AUTHOR.replace("2025-08-04", "2024-08-04, valid_until: 2025-08-04")
    text = COMPLETE.replace(AUTHOR, old + AUTHOR)
    assert states(text, rulebook)["signed-apart"] == PASSED
    assert codes(text, rulebook) == []
    alone = COMPLETE.replace(AUTHOR, old)
    assert states(alone, rulebook)["signed-apart"] == FAILED
    assert "out-of-date" in codes(alone, rulebook)
