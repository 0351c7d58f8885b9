"""A safety case: an argument that a version of a system is safe, and who signed it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from liability.record import record
from liability.source.yaml import Document

CLAIM, ARGUMENT, EVIDENCE, CONTEXT, ASSUMPTION, JUSTIFICATION, DEFEATER = KINDS = (
    "claim",
    "argument",
    "evidence",
    "context",
    "assumption",
    "justification",
    "defeater",
)
SECTIONS = {
    "claims": CLAIM,
    "arguments": ARGUMENT,
    "evidence": EVIDENCE,
    "contexts": CONTEXT,
    "assumptions": ASSUMPTION,
    "justifications": JUSTIFICATION,
    "defeaters": DEFEATER,
}
SECTION_OF = {kind: section for section, kind in SECTIONS.items()}
SUPPORTING = (CLAIM, ARGUMENT, EVIDENCE)
AROUND = (CONTEXT, ASSUMPTION, JUSTIFICATION)


@record
class Element(NamedTuple):
    """A part of the argument; what its kind does not have is empty.

    Attributes:
        supported_by: what a claim or an argument rests on.
        in_context_of: contexts, assumptions and justifications that it is to be read with.
        against: what a defeater speaks against.
        state: of a defeater.
        resolution: why a defeater does not stand.
        by: who raised a defeater, or answers for an assumption.
    """

    id: str
    kind: str
    text: str
    supported_by: tuple[str, ...] = ()
    in_context_of: tuple[str, ...] = ()
    undeveloped: bool = False
    warrant: str | None = None
    date: datetime.date | None = None
    valid_until: datetime.date | None = None
    version: str | None = None
    source: str | None = None
    against: tuple[str, ...] = ()
    state: str | None = None
    by: str | None = None
    resolution: str | None = None


@record
class SignOff(NamedTuple):
    """A signature of a person, in a role."""

    role: str
    by: str
    organization: str | None = None
    date: datetime.date | None = None
    valid_until: datetime.date | None = None
    version: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SafetyCase:
    """A safety case, typed: every name in it resolves, and every id is there once.

    Attributes:
        state: as the file claims it.
        system: its name, and `version` the version that the case is about.
        elements: by id, in the order of the kinds and then of the file.
        document: the file, for the places of things.
    """

    id: str
    title: str
    pack: str | None
    harbor: str
    state: str
    as_of: datetime.date | None
    system: str
    version: str
    elements: Mapping[str, Element]
    sign_offs: tuple[SignOff, ...]
    document: Document

    def of_kind(self, *kinds: str) -> list[Element]:
        """Return the elements of some kinds."""
        return [each for each in self.elements.values() if each.kind in kinds]

    def tops(self) -> list[Element]:
        """Return the claims that nothing rests on."""
        used = {name for each in self.elements.values() for name in each.supported_by}
        return [each for each in self.of_kind(CLAIM) if each.id not in used]

    def reached(self, starts: Iterable[Element]) -> set[str]:
        """Return the ids of what some elements rest on and are read with, and their own."""
        found: set[str] = set()
        ahead = [each.id for each in starts]
        while ahead:
            name = ahead.pop()
            if name not in found:
                found.add(name)
                ahead += self.elements[name].supported_by + self.elements[name].in_context_of
        return found
