"""Why a gate of a safety case came out as it did, in words."""

from __future__ import annotations

from liability.case.safety_gates import GateResult
from liability.case.safety_reasons import FAILED, OPEN, PASSED, Reason
from liability.sentences import listing, marked, tr

STATES = {PASSED: marked("passed"), FAILED: marked("FAILED"), OPEN: marked("open")}
_REASONS = {
    "no-argument": marked("rests on other claims without an argument: {names}"),
    "no-warrant": marked("no warrant: {names}"),
    "no-support": marked("nothing supports it: {names}"),
    "circle": marked("support that leads back to where it began: {names}"),
    "undeveloped": marked("declared as not developed: {names}"),
    "undeveloped-with-support": marked("declared as not developed, and has support: {names}"),
    "no-top": marked("no claim is above all others"),
    "several-tops": marked("more than one claim is above all others: {names}"),
    "not-reached": marked("the top claim does not reach it: {names}"),
    "no-evidence": marked("there is no evidence"),
    "no-date": marked("no date is given: {names}"),
    "later": marked("dated after the day of the check: {names}"),
    "out-of-date": marked("no longer of use on the day of the check: {names}"),
    "no-version": marked("the version of the system is not given: {names}"),
    "other-version": marked("of another version of the system: {names}"),
    "too-old": marked("older than {days} days: {names}"),
    "age-unset": marked("nobody has set how old evidence may be"),
    "no-hash": marked("no hash is given: {names}"),
    "none-independent": marked("none of the evidence is independent: {names}"),
    "made-by-author": marked("the author of the safety case made it: {names}"),
    "independence-unsaid": marked("nothing says that any of the evidence is independent: {names}"),
    "no-modifications": marked("no modification envelope is given"),
    "test-unsaid": marked("nothing says what tested it: {names}"),
    "untested": marked("no evidence tests it: {names}"),
    "assumption-ended": marked("the assumption has ended: {names}"),
    "tested-no-version": marked(
        "nothing says on which version of the system it was tested: {names}"
    ),
    "tested-other-version": marked("tested on another version of the system: {names}"),
    "no-author": marked("no author has signed, so that nobody can be told from the author"),
    "searched": marked("searched or raised by: {names}"),
    "searched-by-author": marked("only the author searched: {names}"),
    "not-searched": marked("no search is recorded, and nobody is named who raised a defeater"),
    "no-defeaters": marked("neither a defeater nor a search for defeaters is recorded"),
    "open-defeater": marked("open: {names}"),
    "no-resolution": marked("said to be answered, and nothing says how: {names}"),
    "no-answer": marked("said to be answered, and no evidence is named: {names}"),
    "answer-useless": marked("the evidence that answers it may not be used: {names}"),
    "no-thresholds": marked("no thresholds are given"),
    "threshold-both": marked("cites an authority, and is marked as set by none: {names}"),
    "threshold-uncited": marked("neither cites an authority nor is marked as set by none: {names}"),
    "threshold-unset": marked("marked as set by no authority, and so assumed: {names}"),
    "no-conditions": marked("no conditions of operation are given"),
    "no-indicator": marked("no indicator: {names}"),
    "no-threshold": marked("no threshold: {names}"),
    "no-owner": marked("nobody is named who watches it: {names}"),
    "no-approval": marked("no approval is recorded; this program gives none"),
    "approval-no-valid_until": marked("nothing says when the approval ends: {names}"),
    "approval-no-scope": marked("nothing says which uses the approval covers: {names}"),
    "approval-no-harbor": marked("nothing says for which harbor the approval is given: {names}"),
    "approval-other-harbor": marked("the approval is for another harbor: {names}"),
    "approval-before": marked("dated after the approval, which cannot cover it: {names}"),
    "approval-undated": marked("no date shows that the approval covers it: {names}"),
    "approval-before-author": marked("the author signed only after the approval: {names}"),
    "approval-beside": marked("another approval does not hold, and is not relied on: {names}"),
    "not-signed": marked("still to sign: {names}"),
    "signed-before": marked("signed before any of the evidence was there: {names}"),
    "one-person": marked("signs in two roles that must be apart: {names}"),
    "not-attested": marked("people have to attest to it, and nobody has"),
    "attested": marked("attested to by {names} on {on}"),
    "attested-not": marked("found not to be so by {names} on {on}"),
    "attested-before": marked("no date shows that the evidence was there by then: {names}"),
    "attested-later": marked("the attestation of {names}, {on}, is after the day of the check"),
    "attested-other-version": marked(
        "the attestation of {names}, {on}, is of another version of the system"
    ),
}


def why(result: GateResult) -> list[str]:
    """Return in words why a gate came out as it did, each reason a sentence without a period."""
    return [_said(each) for each in result.reasons]


def _said(reason: Reason) -> str:
    return tr(_REASONS[reason.code], names=listing(reason.names), **dict(reason.said))
