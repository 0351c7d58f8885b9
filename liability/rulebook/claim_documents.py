"""What the document that claims a safe harbor has to hold, as the rulebook has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from liability.record import record
from liability.rulebook.texts import Text


@record
class ClaimSection(NamedTuple):
    """A section; see `claim_documents_format.ClaimSectionForm`."""

    title: Text
    shows: str | None
    says: tuple[Text, ...]
    says_under: Mapping[str, Mapping[str, Text]]
    facts: tuple[str, ...]
    parameters: tuple[str, ...]
    blank: Text
    lineage: Text | None
    cites: tuple[str, ...]

    def says_in(self, readings: Mapping[str, str]) -> list[Text]:
        """Return the sentences that stand there under the readings taken."""
        under = (self.says_under[name].get(readings[name]) for name in self.says_under)
        return [*self.says, *(each for each in under if each is not None)]


@record
class Proposition(NamedTuple):
    """A claim of the argument; see `claim_documents_format.PropositionForm`."""

    title: Text
    findings: tuple[str, ...]
    unless: tuple[str, ...]
    asked_under: Mapping[str, str]
    facts: tuple[str, ...]
    supports: tuple[str, ...]
    one_of: str | None
    cites: tuple[str, ...]


@record
class EvidenceKind(NamedTuple):
    """A kind of evidence, and the claims that it is for."""

    title: Text
    supports: tuple[str, ...]


@record
class ListedDefeater(NamedTuple):
    """What may speak against claims, and has to be searched for."""

    title: Text
    against: tuple[str, ...]
    cites: tuple[str, ...]


@record
class OperatingCondition(NamedTuple):
    """What has to stay true in operation, and what shows it."""

    title: Text
    indicator: Text
    supports: tuple[str, ...]


@record
class Change(NamedTuple):
    """A change after the claim was made; `approval`: only where the harbor takes one."""

    title: Text
    effect: Text
    cites: tuple[str, ...]
    approval: bool


@record
class Attestation(NamedTuple):
    """What a person who attests has to know."""

    says: Text | None
    cites: tuple[str, ...]


@record
class Approval(NamedTuple):
    """Whether a harbor takes an approval."""

    needed: bool
    says: Text
    cites: tuple[str, ...]


@record
class View(NamedTuple):
    """A view under which confidence in the argument is examined."""

    title: Text
    blank: Text


@record
class ClaimDocument(NamedTuple):
    """A part of the document: of every claim, of one harbor, or of one tier.

    Attributes:
        duties: those that a tier asks for.
        attestations: by role.
    """

    id: str
    title: Text
    cites: tuple[str, ...]
    harbor: str | None
    tier: str | None
    duties: tuple[str, ...]
    warning: Text | None
    says: Text | None
    approval: Approval | None
    sections: Mapping[str, ClaimSection]
    claims: Mapping[str, Proposition]
    evidence: Mapping[str, EvidenceKind]
    defeaters: Mapping[str, ListedDefeater]
    conditions: Mapping[str, OperatingCondition]
    changes: Mapping[str, Change]
    views: Mapping[str, View]
    attestations: Mapping[str, Attestation]

    def said(self, duties: Iterable[str]) -> Text | None:
        """Return what is said of this part before all else: its warning, or in its place `says`.

        Args:
            duties: those that apply in the case, or may. Of a part that has duties, its warning
                stands while one of them does.
        """
        stands = not self.duties or not {*self.duties}.isdisjoint(duties)
        return self.warning if self.warning is not None and stands else self.says

    @property
    def common(self) -> bool:
        """Whether it is a part of every claim."""
        return self.harbor is None and self.tier is None
