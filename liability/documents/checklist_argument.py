"""What to argue, to gather, to search for and to watch for a harbor, and who signs.

A thing counts as there where the safety case has it under the id that the list gives it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from liability.case.safety_case import (
    CLAIM,
    DEFEATER,
    EVIDENCE,
    Element,
    SafetyCase,
    SignOff,
    ended,
)
from liability.case.safety_gates import Measure, too_old
from liability.determination.assess import Determination
from liability.documents.checklist_items import DONE, FAILED, OPEN, Item, Part, clause
from liability.documents.claim_argument import NOT_ASKED, beside, came_out, worded
from liability.documents.words import word
from liability.record import record
from liability.rulebook.claim_documents import Attestation, ClaimDocument
from liability.rulebook.model import NOT_MET, say
from liability.rulebook.safety_cases import DefeaterState
from liability.sentences import listing, lowered, of, parted, tr


def argument_parts(
    determination: Determination, harbor: str, argued: SafetyCase | None, against: Measure
) -> Iterator[Part]:
    """Yield what is to be worked through for a harbor beside its elements and gates."""
    lists = _Lists(determination, argued, against)
    documents = determination.law.rulebook.claim_documents.values()
    own = next((each for each in documents if each.harbor == harbor), None)
    if own is not None:
        ticked = tr("Ticked is what the safety case has under the id given here.")
        said = (ticked,) if argued is not None else ()
        yield Part(tr("Claims to argue"), said, tuple(lists.claims(own)))
        yield Part(tr("Evidence to gather"), said, tuple(lists.evidence(own)))
        yield Part(tr("Defeaters to search for"), said, tuple(lists.defeaters(own)))
        yield Part(tr("Conditions to watch"), said, tuple(lists.conditions(own)))
    needed = against.rules.sign_offs.get(harbor, ())
    common = [each.attestations for each in documents if each.common]
    yield Part(tr("Who signs"), (), tuple(lists.sign_offs(needed, common)))


@record
class _Lists(NamedTuple):
    determination: Determination
    argued: SafetyCase | None
    against: Measure

    def element(self, name: str, kind: str) -> Element | None:
        """Return the part of the safety case that has an id and is of a kind."""
        found = self.argued.elements.get(name) if self.argued else None
        return found if found and found.kind == kind else None

    def claims(self, own: ClaimDocument) -> Iterator[Item]:
        for name, each in own.claims.items():
            found = self.element(name, CLAIM)
            shown = came_out(self.determination, each)
            why = [tr("on the facts of the case: {state}", state=word(shown))]
            if shown == NOT_ASKED:
                why = [tr("not asked for under the readings taken")]
            elif not each.findings:
                why = []
            if each.one_of is not None:
                names = [key for key, it in own.claims.items() if it.one_of == each.one_of]
                why.append(tr("one of {claims} is enough", claims=listing(names)))
            if shown == NOT_MET:
                state, mark = tr("contradicted by the facts"), FAILED
            elif found and found.supported_by:
                state, mark = tr("argued"), DONE
            else:
                state, mark = tr("to argue"), OPEN
            text = worded(each.title, found)
            yield Item(name, text, state, mark, parted(why), "", each.cites)

    def evidence(self, own: ClaimDocument) -> Iterator[Item]:
        for name, each in own.evidence.items():
            found = self.element(name, EVIDENCE)
            why = tr("for {claims}", claims=listing(each.supports))
            state, mark = self.use(found) if found else (tr("to gather"), OPEN)
            who = (found.producer if found else None) or ""
            text = worded(each.title, found)
            yield Item(name, text, state, mark, why, who)

    def use(self, found: Element | SignOff) -> tuple[str, str]:
        """Return whether evidence or a signature may be used on the day of the check."""
        age = self.against.age if isinstance(found, Element) else None
        day, version = self.against.as_of, self.argued.version if self.argued else None
        if ended(found, day) or too_old(found.date, day, age):
            return tr("out of date"), FAILED
        if found.version not in (None, version):
            return tr("of another version"), FAILED
        if found.date is None or found.version is None or found.date > day:
            return tr("date or version to be settled"), OPEN
        done = tr("gathered") if isinstance(found, Element) else tr("signed")
        return done, DONE

    def defeaters(self, own: ClaimDocument) -> Iterator[Item]:
        for name, each in own.defeaters.items():
            found = self.element(name, DEFEATER)
            target = beside(listing(each.against), listing(found.against) if found else "")
            why = [tr("against {claims}", claims=target)]
            state, mark, who = tr("to search for"), OPEN, ""
            if found:
                declared = self.against.rules.defeaters[found.state or ""]
                state, who = lowered(say(declared.title)), found.by or ""
                bare = not declared.stands and not self.evidenced(found, declared)
                why += [found.resolution] if found.resolution else []
                why += [tr("no evidence that may be used answers it")] if bare else []
                done = found.resolution and not bare
                mark = FAILED if declared.stands else DONE if done else OPEN
            text = worded(each.title, found)
            yield Item(name, text, state, mark, parted(why), who, each.cites)

    def evidenced(self, defeater: Element, state: DefeaterState) -> bool:
        """Return whether some evidence that may be used answers a defeater, or none has to."""
        elements = self.argued.elements if self.argued else {}
        answers = [self.use(elements[name])[1] for name in defeater.answered_by]
        return any(each != FAILED for each in answers) if answers else not state.evidence

    def conditions(self, own: ClaimDocument) -> Iterator[Item]:
        for name, each in own.conditions.items():
            found = self.argued.conditions.get(name) if self.argued else None
            watched = bool(found and found.indicator and found.threshold and found.owner)
            state = tr("watched") if watched else tr("to be set up")
            why = tr("indicator: {indicator}", indicator=say(each.indicator))
            who = (found.owner if found else None) or ""
            text = worded(each.title, found)
            yield Item(name, text, state, DONE if watched else OPEN, why, who)

    def sign_offs(
        self, needed: Sequence[str], common: Sequence[Mapping[str, Attestation]]
    ) -> Iterator[Item]:
        says = {role: each for part in common for role, each in part.items()}
        for role in dict.fromkeys([*needed, *says]):
            signed = self.argued.sign_offs if self.argued else ()
            own = [each for each in signed if each.role == role]
            states = [self.use(each) for each in own]
            best = next((each for each in states if each[1] == DONE), None)
            state, mark = best or (states[0] if states else (tr("to sign"), OPEN))
            knows = says.get(role)
            text = say(self.against.rules.roles[role])
            why = clause(say(knows.says)) if knows and knows.says else ""
            who = listing(of(each.by, each.organization or "") for each in own)
            yield Item(role, text, state, mark, why, who, knows.cites if knows else ())
