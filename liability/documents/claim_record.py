"""What the record of a case supplies to a document that claims a harbor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from liability.case.model import key_of, parts_of
from liability.determination.assess import Determination
from liability.determination.json_values import Found, set_by
from liability.documents.claims_made import claims_of, made_by
from liability.documents.facts_told import noted
from liability.documents.words import fact_titled, in_unit, roles_of, stated, word
from liability.record import record
from liability.rulebook.conditions import Figure
from liability.rulebook.model import say
from liability.rulebook.resolve import figure_at
from liability.sentences import listing, of, tr


@record
class Line(NamedTuple):
    """A fact in words.

    Attributes:
        stated: its value; empty where the case does not state it.
        evidence: ids of sources or provisions.
    """

    title: str
    stated: str
    evidence: str = ""
    note: str = ""


@record
class Invoked(NamedTuple):
    """A claim of the case that invokes the harbor; `party` and `roles` empty where not said."""

    id: str
    party: str
    roles: str
    state: str
    possible: tuple[str, ...]


class Record:
    """The facts, claims and elements of one harbor, in the language spoken."""

    def __init__(self, determination: Determination, harbor: str, found: Found) -> None:
        self.determination, self.case, self.found = determination, determination.case, found
        self.book = determination.law.rulebook
        self.names = self.book.outcomes
        self.harbor = next(each for each in found["harbors"] if each["id"] == harbor)
        self.claims = tuple(self._claims(harbor))

    def _claims(self, harbor: str) -> Iterator[Invoked]:
        for each in claims_of(self.book, self.found, harbor):
            party = made_by(self.book, each)
            yield Invoked(
                each["id"],
                self.case.name_of(self.names.parties.subject, party),
                roles_of(self.determination, party) if party else "",
                each["state"],
                tuple(each["possible"]),
            )

    def lines(self, facts: Sequence[str]) -> list[Line]:
        """Return facts, each of the claims of this harbor apart; blank where none is stated."""
        return [line for fact in facts for line in self._lines(fact)]

    def _lines(self, fact: str) -> Iterator[Line]:
        declared = self.book.facts[fact]
        subject = self.book.subjects[declared.subject]
        members: list[str | None] = [None]
        if subject.many:
            claims = subject.id == self.names.harbors.claims
            listed = self.case.roster.get(subject.id) or ()
            members = [each.id for each in self.claims] if claims else list(listed)
        for member in members or [None]:
            key = key_of(fact, member)
            given = self.case.facts.get(key)
            if given is None or given.value is None:
                about = self.case.name_of(subject.id, member) if member else ""
                yield Line(of(say(declared.title), about), "")
            else:
                yield self.line(key)

    def line(self, key: str) -> Line:
        given = self.case.facts[key]
        evidence = listing(given.evidence)
        return Line(
            fact_titled(self.determination, key),
            stated(self.determination, key),
            evidence,
            noted(self.determination, key),
        )

    def entered(self) -> list[Line]:
        """Return what the case states of its system and of all else that is no list, and whose."""
        many = {name for name, each in self.book.subjects.items() if each.many}
        kept = {self.names.harbors.claims: {each.id for each in self.claims}}
        lines = []
        for key, given in self.case.facts.items():
            fact, member = parts_of(key)
            declared = self.book.facts.get(fact)
            if declared is None or given.value is None:
                continue
            parties = fact == self.names.parties.roles
            if declared.subject not in many or parties or member in kept.get(declared.subject, ()):
                lines.append(self.line(key))
        return lines

    def shown_by(self, finding: str) -> list[Line]:
        """Return the facts of the case that a finding was tested on."""
        found = self.determination.findings.get(finding)
        tests = found.tests if found is not None else ()
        given = dict.fromkeys(test.fact for test in tests)
        return [
            self.line(key)
            for key in given
            if key in self.case.facts and self.case.facts[key].value is not None
        ]

    def figures(self, names: Sequence[str]) -> list[Line]:
        """Return figures of the law as they are in force, and who has set them from which day."""
        law = self.determination.law
        return [
            self._figure(name, figure_at(self.book, name, law.as_of, law.set_parameters))
            for name in names
        ]

    def _figure(self, name: str, figure: Figure) -> Line:
        declared = self.book.parameters[name]
        if not isinstance(figure.value, Decimal):
            return Line(say(declared.title), tr("not set by any authority"), name)
        who = word(set_by(figure, self.determination.law))
        if figure.since is None:
            note = tr("Set by {who}, and by no authority", who=who)
        elif figure.assumption:
            note = tr(
                "Assumed by {who} from {day} on, and set by no authority",
                who=who,
                day=figure.since,
            )
        else:
            note = tr("From {day} on", day=figure.since)
        return Line(say(declared.title), in_unit(figure.value, declared.unit), name, note)
