"""How a claim stands: what has to be known before it is filed, and what it turns on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from liability.case.safety_case import SafetyCase
from liability.case.safety_gates import open_defeaters
from liability.determination.json_values import Found, Json, assumptions
from liability.documents.base_claims import BaseClaim
from liability.documents.claim_ground import Grounds
from liability.documents.claim_now import claim_now
from liability.documents.claim_record import Record
from liability.documents.words import lacking
from liability.record import record
from liability.rulebook.claim_documents import ClaimDocument
from liability.rulebook.model import Text
from liability.rulebook.resolve import figure_at


@record
class Standing(NamedTuple):
    """How the claim of a harbor stands.

    Attributes:
        fails: the status says that the harbor fails; `may_fail`: or may say so.
        lacking: titles of the elements that are shown not to hold.
        unshown: titles of the elements that are not shown, one way or the other.
        warned: parts of the tiers with a warning, the warning or what stands in its place,
            and whether the tier is certain.
        open: ids of the defeaters of the safety case that stand on a path to the top claim.
        other_version: the version that the case states, where the safety case is of another.
        readings: readings and language versions under which the harbor comes out otherwise.
        claim_now: what a claim made now would come to, where there is none that counts.
        grounds: the rules behind the state of the harbor and of its claims.
        cites: every provision that the document cites.
        figures: those that the harbor is held against and no authority has set.
    """

    fails: bool
    may_fail: bool
    lacking: tuple[str, ...]
    unshown: tuple[str, ...]
    warned: tuple[tuple[ClaimDocument, Text, bool], ...]
    open: tuple[str, ...]
    other_version: str
    readings: tuple[tuple[Json, tuple[Json, ...]], ...]
    profiles: tuple[Json, ...]
    figures: tuple[Json, ...]
    claim_now: str
    grounds: Grounds
    cites: tuple[str, ...]


def standing(
    record_: Record,
    parts: Sequence[ClaimDocument],
    safety: SafetyCase | None,
    base: Sequence[BaseClaim],
) -> Standing:
    """Return how the claim of a harbor stands.

    Args:
        record_: the record of the case.
        parts: the parts of the document.
        safety: the safety case, if any.
        base: how the claims of the harbor stand for a base system.
    """
    found, harbor = record_.found, record_.harbor
    silent = record_.names.harbors.fails
    outcomes = {f"harbors.{harbor['id']}"}
    for each in base:
        if each.party:
            outcomes |= {f"parties.{each.party}.{end}" for end in ("liable", "position")}
    parameters = set(_parameters(harbor, parts))
    rules = record_.book.safety_cases
    grounds = Grounds(record_.determination, harbor["id"])
    behind = grounds.cites([each.id for each in record_.claims])
    return Standing(
        fails=harbor["possible"] == [silent],
        may_fail=silent in harbor["possible"] and len(harbor["possible"]) > 1,
        lacking=tuple(lacking(harbor)),
        unshown=tuple(lacking(harbor, "undetermined")),
        warned=tuple(_warned(found, parts)),
        open=tuple(open_defeaters(safety, rules)) if safety and rules else (),
        other_version=_other_version(record_, safety),
        readings=tuple(_readings(found, outcomes)),
        profiles=tuple(_of_harbor(found["profiles"], outcomes)),
        figures=tuple(_unset(record_, sorted(parameters))),
        claim_now=claim_now(record_.determination, harbor, filing=True),
        grounds=grounds,
        cites=tuple(sorted({*_cited(harbor, parts), *behind})),
    )


def _warned(
    found: Found, parts: Sequence[ClaimDocument]
) -> Iterator[tuple[ClaimDocument, Text, bool]]:
    duties = [each["id"] for each in found["obligations"]]
    certain = len(found["tier"]["possible"]) == 1
    for each in parts:
        said = each.said(duties)
        if each.warning is not None and said is not None:
            yield each, said, certain


def _parameters(harbor: Json, parts: Sequence[ClaimDocument]) -> Iterator[str]:
    for element in harbor["elements"]:
        yield from (test["parameter"] for test in element["because"] if test["parameter"])
    for part in parts:
        for section in part.sections.values():
            yield from section.parameters


def _unset(record_: Record, parameters: Sequence[str]) -> list[Json]:
    """Return the figures that no authority has set, tested or not, as a determination has them."""
    law = record_.determination.law
    figures = (figure_at(record_.book, e, law.as_of, law.set_parameters) for e in parameters)
    return assumptions(figures, law)


def _other_version(record_: Record, safety: SafetyCase | None) -> str:
    """Return the version that the case states outright, if it is not that of the safety case."""
    rules = record_.book.safety_cases
    fact = rules.agrees.version if rules is not None else None
    stated = record_.case.value(fact) if fact is not None else None
    if safety is None or not isinstance(stated, str) or stated == safety.version:
        return ""
    return stated


def _of_harbor(alternatives: Sequence[Json], outcomes: Set[str]) -> Iterator[Json]:
    """Yield the alternatives that change an outcome, with that change alone."""
    for each in alternatives:
        changes = [change for change in each["changes"] if change["outcome"] in outcomes]
        if changes:
            yield {**each, "changes": changes, "sums": False}


def _readings(found: Found, outcomes: Set[str]) -> Iterator[tuple[Json, tuple[Json, ...]]]:
    for reading in found["readings"]:
        others = tuple(_of_harbor(reading["alternatives"], outcomes))
        if others:
            yield reading, others


def _cited(harbor: Json, parts: Sequence[ClaimDocument]) -> Iterator[str]:
    yield from harbor["cites"]
    for element in harbor["elements"]:
        yield from element["cites"]
    for part in parts:
        yield from part.cites
        yield from part.approval.cites if part.approval else ()
        for held in (part.sections, part.claims, part.defeaters, part.attestations):
            for each in held.values():
                yield from each.cites
        for change in part.changes.values():
            yield from change.cites
