"""What a tier asks, as parts of a checklist: duties, what is to be shown, what to prepare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from liability.determination.assess import Determination
from liability.determination.json_values import Found, Json
from liability.documents.checklist_items import DONE, FAILED, OPEN, Item, Part, clause
from liability.documents.claim_argument import NOT_ASKED, came_out
from liability.documents.words import value_label, word
from liability.rulebook.claim_documents import Attestation, ClaimDocument
from liability.rulebook.model import MET, NOT_MET, Outcomes, say
from liability.sentences import either, of, tr

_TONES = {"good": DONE, "bad": FAILED}
Chapter = tuple[str, list[str], list[Part]]


def tier_parts(determination: Determination, found: Found) -> Iterator[Chapter]:
    """Yield for each tier that the case may be in what it asks; and the duties of no tier."""
    book = determination.law.rulebook
    tier = book.conclusions[book.outcomes.tier]
    possible = found["tier"]["possible"]
    documents = {each.tier: each for each in book.claim_documents.values() if each.tier}
    rows = {name for each in documents.values() for name in each.duties}
    listed: set[str] = set()
    for value in possible:
        own = documents.get(value)
        label = value_label(tier, value)
        if len(possible) == 1:
            title, says = tr("{title}: {value}", title=say(tier.title), value=label), []
        else:
            title = tr("{title}, if it is {value}", title=say(tier.title), value=label)
            says = [tr("The tier is undetermined; this is one of those that it may be.")]
        if own is None:
            says.append(tr("The rules list nothing for this tier alone."))
            yield title, says, []
            continue
        said = own.said([each["id"] for each in found["obligations"]])
        says += [say(said)] if said is not None else []
        listed |= {*own.duties}
        yield title, says, _asked(determination, found, own)
    others = [each for each in found["obligations"] if each["id"] not in listed]
    if others:
        beside = [each for each in others if each["id"] not in rows]
        further = [each for each in others if each["id"] in rows]
        parts = [
            Part(tr("Duties of every tier"), (), tuple(_duties(determination, beside))),
            Part(tr("Duties of another tier"), (), tuple(_duties(determination, further))),
        ]
        yield tr("Further duties"), [], parts


def _asked(determination: Determination, found: Found, own: ClaimDocument) -> list[Part]:
    duties = [each for each in found["obligations"] if each["id"] in own.duties]
    rules = determination.law.rulebook.safety_cases
    signs = [
        Item(
            role,
            say(rules.roles[role]),
            tr("to sign"),
            OPEN,
            clause(say(each.says)) if each.says else "",
            cites=each.cites,
        )
        for role, each in _attesting(determination, own)
        if rules is not None and own.sections
    ]
    return [
        Part(tr("Duties"), (), tuple(_duties(determination, duties))),
        Part(tr("To show"), (), tuple(_to_show(determination, own))),
        Part(tr("To prepare"), (), tuple(_to_prepare(own))),
        Part(tr("Who signs"), (), tuple(signs)),
    ]


def _attesting(
    determination: Determination, own: ClaimDocument
) -> Iterator[tuple[str, Attestation]]:
    common = [each for each in determination.law.rulebook.claim_documents.values() if each.common]
    for part in [*common, own]:
        yield from part.attestations.items()


def _duties(determination: Determination, duties: Sequence[Json]) -> Iterator[Item]:
    book = determination.law.rulebook
    declared = book.conclusions[book.outcomes.obligations.status]
    for each in duties:
        possible = each["possible"]
        alone = possible[0] if len(possible) == 1 else ""
        closed = each["on_this_record"]
        yield Item(
            each["id"],
            each["title"],
            either(value_label(declared, value) for value in possible),
            _TONES.get(book.outcomes.tones.get(alone, ""), OPEN),
            tr("if the record closed today: {value}", value=value_label(declared, closed))
            if not alone and closed
            else "",
            _who(book.outcomes, each),
            tuple(each["cites"]),
        )


def _who(outcomes: Outcomes, duty: Json) -> str:
    """Return whose duty it is, and in which phase."""
    who, phase = outcomes.titled("addressee", duty), outcomes.titled("phase", duty)
    return of(who, phase) if who else phase


def _to_show(determination: Determination, own: ClaimDocument) -> Iterator[Item]:
    for name, each in own.claims.items():
        state = came_out(determination, each)
        said = {NOT_ASKED: tr("not asked for under the readings taken")}.get(state) or word(state)
        if not each.findings:
            said = tr("to show")
        mark = {MET: DONE, NOT_MET: FAILED}.get(state, OPEN)
        yield Item(name, say(each.title), said, mark, cites=each.cites)


def _to_prepare(own: ClaimDocument) -> Iterator[Item]:
    for name, each in own.sections.items():
        yield Item(name, say(each.title), tr("to prepare"), OPEN, say(each.blank), "", each.cites)
