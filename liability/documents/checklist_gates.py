"""The gates of a safety case as items of a checklist, and where it contradicts the case."""

from __future__ import annotations

from collections.abc import Iterator

from liability.case import safety_reasons as reasons
from liability.case.safety_case import SafetyCase
from liability.case.safety_facts import contradictions
from liability.case.safety_gates import GateResult, Measure, gate_results, nothing_given
from liability.determination.assess import Determination
from liability.documents.checklist_items import DONE, FAILED, OPEN, Item, Part
from liability.documents.gate_words import STATES, why
from liability.rulebook.claim_documents import ClaimDocument
from liability.rulebook.model import Parameter, say
from liability.sentences import parted, tr

_MARKS = {reasons.PASSED: DONE, reasons.FAILED: FAILED, reasons.OPEN: OPEN}


def gate_parts(
    determination: Determination, harbor: str, argued: SafetyCase | None, against: Measure
) -> Iterator[Part]:
    """Yield the gates of a harbor, and what the case and its safety case do not agree in."""
    book = determination.law.rulebook
    if argued is None:
        results = nothing_given(against.rules, harbor)
        said = [tr("No safety case for this harbor was given, and so every gate is open.")]
    else:
        results = gate_results(argued, against)
        said = list(_about(argued, against))
    documents = book.claim_documents.values()
    if any(each.harbor == harbor and _takes_none(each) for each in documents):
        said.insert(
            0, tr("This harbor takes no approved safety case; one may argue for it all the same.")
        )
    age = book.parameters.get(against.rules.evidence_age or "")
    if argued is not None and age is not None and against.age is not None and age.assumption:
        said.append(_assumed(age, against.age))
    yield Part(tr("Gates of the safety case"), tuple(said), tuple(map(_item, results)))
    if argued is not None:
        found = contradictions(determination.case, argued, book, against.rules, titled=True)
        title = tr("Where the safety case contradicts the case")
        items = tuple(
            Item(
                "contradicts",
                each.message.replace("`", ""),
                tr("contradiction"),
                FAILED,
                tr("the determination goes by the facts of the case"),
            )
            for each in found
        )
        yield Part(title, (), items)


def _takes_none(document: ClaimDocument) -> bool:
    return document.approval is not None and not document.approval.needed


def _about(argued: SafetyCase, against: Measure) -> Iterator[str]:
    """Yield which safety case was looked at, and for which day."""
    yield tr(
        "Safety case {id}, of {system}, version {version}, checked for {day}.",
        id=argued.id,
        system=argued.system,
        version=argued.version,
        day=against.as_of.isoformat(),
    )
    yield tr(
        "State: {state} ({title}), as the file claims; this program approves nothing.",
        state=argued.state,
        title=say(against.rules.states[argued.state].title),
    )


def _assumed(age: Parameter, days: int) -> str:
    return tr(
        "Assumed, since no text sets it: evidence may be {days} days old ({parameter}).",
        days=days,
        parameter=age.id,
    )


def _item(result: GateResult) -> Item:
    by = "" if result.gate.checks else tr("people")
    return Item(
        result.gate.id,
        say(result.gate.title),
        tr(STATES[result.state]),
        _MARKS[result.state],
        parted(why(result)),
        by,
        result.gate.cites,
    )
