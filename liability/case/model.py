"""A case: the facts of one matter, typed by the rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from liability.record import record

if TYPE_CHECKING:
    from liability.case.lineage import Lineage
    from liability.case.safety_case import SafetyCase


@record
class Interval(NamedTuple):
    """A quantity known within bounds; a bound that is None is not known.

    A plain figure has all three equal.
    """

    low: Decimal | None
    best: Decimal | None
    high: Decimal | None


POINTS = Interval._fields


def exactly(value: Decimal | int | str) -> Interval:
    """Return a figure known exactly.

    >>> exactly("2e25").high
    Decimal('2E+25')
    """
    figure = Decimal(value)
    return Interval(figure, figure, figure)


@record
class Disputed(NamedTuple):
    """A fact that the sides state differently: what each says, None where it says nothing."""

    sides: Mapping[str, Known | None]


Known: TypeAlias = "str | date | frozenset[str] | Interval"
Value: TypeAlias = "Known | Disputed"
Roster: TypeAlias = "Mapping[str, tuple[str, ...] | None]"


@record
class Stated(NamedTuple):
    """What a case states of one fact.

    Attributes:
        value: the value; None where the case says that it is unknown.
        evidence: ids of the case's sources, or of provisions.
        note: the analyst's note.
    """

    value: Value | None
    evidence: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """The facts of one matter.

    Attributes:
        notes: what the analyst notes on the whole case.
        facts: by key: the fact's id, and `@` and the member's id where a case lists several.
        roster: each listed subject to the ids of its members; None where the case does not say.
        names: each member's display name, by `subject@id`.
        refers: what a member refers to, by `subject@id` and key.
        lineage: what stands behind the system, where the case gives it.
        safety_cases: the arguments for its harbors, where the case gives them. They change no
            fact and no conclusion.
        digest: SHA-256 of the content; layout and comments do not matter.
        typed_by: the digest of the rulebook that typed it, the only one that may decide it.
    """

    id: str
    title: str
    digest: str
    typed_by: str
    as_of: str | None
    profile: str | None
    readings: Mapping[str, str]
    parameters: Mapping[str, Decimal]
    sources: Mapping[str, str]
    notes: str
    facts: Mapping[str, Stated]
    roster: Roster
    names: Mapping[str, str]
    refers: Mapping[tuple[str, str], str]
    lineage: Lineage | None = None
    safety_cases: tuple[SafetyCase, ...] = ()

    def value(self, fact: str, member: str | None = None) -> Value | None:
        """Return what the case states of a fact, or None where it is unknown."""
        stated = self.facts.get(key_of(fact, member)) or self.facts.get(fact)
        return stated.value if stated else None

    def name_of(self, subject: str | None, member: str) -> str:
        """Return what a member of a subject is called: its name, or its id where it has none."""
        return self.names.get(f"{subject}@{member}", member)


def members_of(roster: Roster, subject: str | None) -> tuple[str | None, ...]:
    """Return the listed members of a subject; None alone for what is about the case.

    >>> members_of({"party": ("openai",), "claim": None}, "party")
    ('openai',)
    >>> members_of({"party": ("openai",), "claim": None}, None)
    (None,)
    """
    return (None,) if subject is None else roster.get(subject) or ()


def key_of(name: str, member: str | None) -> str:
    """Return the key of a fact, finding or conclusion, for one member where there is one.

    >>> key_of("party.roles", "openai")
    'party.roles@openai'
    >>> key_of("system.autonomy", None)
    'system.autonomy'
    """
    return name if member is None else f"{name}@{member}"


@record
class Key(NamedTuple):
    """What a key is of: a fact, finding or conclusion, and the member that it is about, if any."""

    name: str
    member: str | None


def parts_of(key: str) -> Key:
    """Return the name and the member that a key is of.

    >>> parts_of("party.roles@openai"), parts_of("system.autonomy").member
    (Key(name='party.roles', member='openai'), None)
    """
    name, _, member = key.partition("@")
    return Key(name, member or None)
