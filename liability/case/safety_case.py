"""A safety case: an argument that a version of a system is safe, and who signed it."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from liability.record import record
from liability.source.problems import Place
from liability.source.yaml import Document, Path_

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
        resolution: why a defeater does not stand; and `answered_by` the evidence for that.
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
    hash: str | None = None
    producer: str | None = None
    independent: bool | None = None
    against: tuple[str, ...] = ()
    state: str | None = None
    by: str | None = None
    resolution: str | None = None
    answered_by: tuple[str, ...] = ()


@record
class SignOff(NamedTuple):
    """A signature of a person, in a role."""

    role: str
    by: str
    organization: str | None = None
    date: datetime.date | None = None
    valid_until: datetime.date | None = None
    version: str | None = None
    harbor: str | None = None
    scope: str | None = None
    note: str | None = None


@record
class Modification(NamedTuple):
    """An item of the modification envelope; `tested_by` is None where nothing is said of it."""

    text: str
    tested_by: tuple[str, ...] | None


@record
class SafetyThreshold(NamedTuple):
    """A figure that claims and conditions are held against, and who set it."""

    text: str
    of: tuple[str, ...]
    cites: tuple[str, ...]
    authority: str | None
    unset: bool


@record
class Condition(NamedTuple):
    """A condition of operation, and its monitor: what is watched, against what, by whom."""

    text: str
    of: tuple[str, ...]
    indicator: str | None
    threshold: str | None
    owner: str | None


@record
class Search(NamedTuple):
    """A search for defeaters."""

    by: str
    date: datetime.date | None
    note: str | None


@record
class Attestation(NamedTuple):
    """What a person answers for: that a gate is passed, or is not."""

    passed: bool
    by: str
    date: datetime.date
    version: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class SafetyCase:
    """A safety case, typed: every name in it resolves, and every id is there once.

    Attributes:
        state: as the file claims it.
        system: its name, and `version` the version that the case is about.
        elements: by id, in the order of the kinds and then of the file.
        attested: what people answer for, by gate.
        document: the file, for the places of things; and `path` where in it the case stands.
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
    modifications: Mapping[str, Modification]
    thresholds: Mapping[str, SafetyThreshold]
    conditions: Mapping[str, Condition]
    searches: tuple[Search, ...]
    attested: Mapping[str, Attestation]
    document: Document
    path: Path_

    @property
    def support(self) -> dict[str, tuple[str, ...]]:
        """What each element rests on."""
        return {each.id: each.supported_by for each in self.elements.values()}

    def place(self, path: Path_, *, key: bool = False) -> Place:
        """Return where a part of the safety case stands."""
        return self.document.place((*self.path, *path), key=key)

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

    def relied_on(self) -> set[str]:
        """Return the ids of what the top claim reaches, and of what answers defeaters.

        Where no claim is above all others, what any claim reaches.
        """
        answers = {name for each in self.of_kind(DEFEATER) for name in each.answered_by}
        return self.reached(self.tops() or self.of_kind(CLAIM)) | answers

    def same_person(self, name: str, roles: Iterable[str]) -> bool:
        """Return whether somebody signs in one of these roles."""
        return person(name) in {person(each.by) for each in self.sign_offs if each.role in roles}


def ended(part: Element | SignOff, day: datetime.date) -> bool:
    """Return whether a part of the argument, or a signature, was of use until before a day."""
    return part.valid_until is not None and part.valid_until < day


def person(name: str) -> str:
    r"""Return a name as it is compared: without case, width and what cannot be seen.

    >>> person("Kim  Jo") == person("kim jo") == person("Kim\u200b Jo")
    True
    """
    seen = "".join(each for each in name if unicodedata.category(each) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())
