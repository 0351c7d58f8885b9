"""The gates of a safety case: passed, failed or open, and why.

A gate is passed where everything that it asks is in the file, failed where the file contradicts it,
and open where the file does not say. What no program can find out is open until somebody attests
to it. Nothing here says that a system is safe, or approves anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from liability.case.safety_case import (
    ARGUMENT,
    CLAIM,
    DEFEATER,
    EVIDENCE,
    Element,
    SafetyCase,
    SignOff,
    person,
)
from liability.case.safety_knots import knots
from liability.case.safety_read import rules_of
from liability.record import record
from liability.rulebook.model import Rulebook
from liability.rulebook.resolve import figure_at
from liability.rulebook.safety_cases import Gate, SafetyCases
from liability.source.days import day_or_today

PASSED, FAILED, OPEN = "passed", "failed", "open"


@record
class Reason(NamedTuple):
    """Why a gate came out as it did: a code, what it is about, and what is said beside.

    Attributes:
        makes: `failed` or `open`; `passed` where it is only to be noted.
        code: which sentence says it; the documents have one for each.
        names: ids of elements, roles, or names of persons.
    """

    makes: str
    code: str
    names: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()


@record
class Measure(NamedTuple):
    """What a safety case is held against.

    Attributes:
        as_of: the day that evidence, approvals and sign-offs have to be of use on.
        age: how many days old evidence may be; None where no figure is set.
    """

    rules: SafetyCases
    as_of: date
    age: int | None


def day_of_check(asked: str | None, argued: SafetyCase | None, of_case: str | None) -> date:
    """Return the day a safety case is held to: as asked; else its own or its case's, the later.

    Args:
        asked: the day asked for.
        argued: the safety case, if there is one.
        of_case: the day whose law is applied to its case; today, where nobody says any day.
    """
    own = argued.as_of.isoformat() if argued is not None and argued.as_of else None
    said = [each for each in (own, of_case) if each]
    return date.fromisoformat(asked or max(said, default=day_or_today(None)))


def measure(rulebook: Rulebook, as_of: date, parameters: Mapping[str, Decimal]) -> Measure:
    """Return what a safety case is held against on a day; `parameters` are figures set otherwise.

    Raises:
        ProblemsError: the pack says nothing of safety cases.
    """
    rules = rules_of(rulebook)
    if rules.evidence_age is None:
        return Measure(rules, as_of, None)
    age = figure_at(rulebook, rules.evidence_age, as_of.isoformat(), parameters).value
    return Measure(rules, as_of, int(age) if isinstance(age, Decimal) else None)


@record
class GateResult(NamedTuple):
    """How a gate came out."""

    gate: Gate
    state: str
    reasons: tuple[Reason, ...]


def gate_results(case: SafetyCase, held_against: Measure) -> list[GateResult]:
    """Return how each gate of the harbor came out."""
    gates = _Gates(case, held_against)
    return [gates.result(each) for each in held_against.rules.gates_of(case.harbor)]


def nothing_given(rules: SafetyCases, harbor: str) -> list[GateResult]:
    """Return the gates of a harbor that has no safety case: all of them open."""
    return [GateResult(each, OPEN, ()) for each in rules.gates_of(harbor)]


class _Gates:
    def __init__(self, case: SafetyCase, held_against: Measure) -> None:
        self.case = case
        self.rules, self.as_of, self.age = held_against
        self.tops = case.tops()
        self.reached = case.reached(self.tops)
        self.evidence = case.of_kind(EVIDENCE)
        self.checks: Mapping[str, Callable[[], Iterator[Reason | None]]] = {
            "argued": self.argued,
            "supported": self.supported,
            "whole": self.whole,
            "current": self.current,
            "independent": self.independent,
            "tested": self.tested,
            "searched": self.searched,
            "answered": self.answered,
            "thresholds": self.thresholds,
            "monitored": self.monitored,
            "approved": self.approved,
            "signed": self.signed,
        }

    def result(self, gate: Gate) -> GateResult:
        runs = [self.checks[name] for name in gate.checks] or [lambda: self.attested(gate.id)]
        reasons = tuple(each for run in runs for each in run() if each is not None)
        made = {each.makes for each in reasons}
        state = FAILED if FAILED in made else OPEN if OPEN in made else PASSED
        return GateResult(gate, state, reasons)

    # --- the argument --------------------------------------------------------------------------

    def argued(self) -> Iterator[Reason | None]:
        kinds = {each.id: each.kind for each in self.case.elements.values()}
        yield _those(
            FAILED,
            "no-argument",
            [
                each.id
                for each in self.case.of_kind(CLAIM)
                if any(kinds[name] == CLAIM for name in each.supported_by)
            ],
        )
        bare = [each.id for each in self.case.of_kind(ARGUMENT) if each.warrant is None]
        yield _those(FAILED, "no-warrant", bare)

    def supported(self) -> Iterator[Reason | None]:
        parts = self.case.of_kind(CLAIM, ARGUMENT)
        bare = [each.id for each in parts if not each.supported_by and not each.undeveloped]
        yield _those(FAILED, "no-support", bare)
        round_about = [name for _, members in knots(self.case) for name in members]
        yield _those(FAILED, "circle", round_about)
        both = [each.id for each in parts if each.undeveloped and each.supported_by]
        yield _those(FAILED, "undeveloped-with-support", both)
        left = [each.id for each in parts if each.undeveloped and not each.supported_by]
        may = self.rules.states[self.case.state].undeveloped
        yield _those(PASSED if may else FAILED, "undeveloped", left)

    def whole(self) -> Iterator[Reason | None]:
        if not self.tops:
            yield Reason(FAILED, "no-top")
            return
        if len(self.tops) > 1:
            yield _those(FAILED, "several-tops", [each.id for each in self.tops])
        beside = [
            each.id
            for each in self.case.elements.values()
            if each.kind != DEFEATER and each.id not in self.reached
        ]
        yield _those(FAILED, "not-reached", beside)

    # --- the evidence --------------------------------------------------------------------------

    def current(self) -> Iterator[Reason | None]:
        if not self.evidence:
            yield Reason(OPEN, "no-evidence")
        yield from self.fresh(self.evidence, lambda each: each.id)
        if self.age is None:
            yield Reason(OPEN, "age-unset")
        else:
            old = [each.id for each in self.evidence if too_old(each.date, self.as_of, self.age)]
            yield _those(FAILED, "too-old", old, days=str(self.age))
        yield _those(OPEN, "no-hash", [each.id for each in self.evidence if each.hash is None])

    def fresh(
        self, parts: Sequence[Element | SignOff], name: Callable[[Any], str]
    ) -> Iterator[Reason | None]:
        """Say what has no date, is out of date or is of another version of the system."""
        day, version = self.as_of, self.case.version
        for makes, code, holds in (
            (OPEN, "no-date", lambda each: each.date is None),
            (FAILED, "later", lambda each: each.date is not None and each.date > day),
            (
                FAILED,
                "out-of-date",
                lambda each: each.valid_until is not None and each.valid_until < day,
            ),
            (OPEN, "no-version", lambda each: each.version is None),
            (FAILED, "other-version", lambda each: each.version not in (None, version)),
        ):
            yield _those(makes, code, [name(each) for each in parts if holds(each)])

    def independent(self) -> Iterator[Reason | None]:
        """Say which claims directly below the top claim have no independent evidence."""
        unsaid: list[str] = []
        none: list[str] = []
        for claim in self.below_top():
            said = [
                self.case.elements[name].independent
                for name in self.case.reached([claim])
                if self.case.elements[name].kind == EVIDENCE
            ]
            if True in said:
                continue
            (none if said and None not in said else unsaid).append(claim.id)
        yield _those(FAILED, "none-independent", none)
        yield _those(OPEN, "independence-unsaid", unsaid)
        if not self.tops:
            yield Reason(OPEN, "no-top")

    def below_top(self) -> list[Element]:
        """Return the claims nearest below the top claims; or these, where there are none."""
        found: dict[str, Element] = {}
        ahead = [name for top in self.tops for name in top.supported_by]
        seen: set[str] = set()
        while ahead:
            each = self.case.elements[ahead.pop(0)]
            if each.id in seen:
                continue
            seen.add(each.id)
            if each.kind == CLAIM:
                found[each.id] = each
            else:
                ahead += each.supported_by
        return list(found.values()) or self.tops

    def tested(self) -> Iterator[Reason | None]:
        changes = self.case.modifications
        if not changes:
            yield Reason(OPEN, "no-modifications")
        unsaid = [name for name, each in changes.items() if each.tested_by is None]
        yield _those(OPEN, "test-unsaid", unsaid)
        none = [name for name, each in changes.items() if each.tested_by == ()]
        yield _those(FAILED, "untested", none)
        other = [
            name
            for name, each in changes.items()
            if each.tested_by
            and all(
                self.case.elements[test].version not in (None, self.case.version)
                for test in each.tested_by
            )
        ]
        yield _those(FAILED, "tested-other-version", other)

    # --- defeaters -----------------------------------------------------------------------------

    def searched(self) -> Iterator[Reason | None]:
        case, roles = self.case, self.rules.author
        if not any(each.role in roles for each in case.sign_offs):
            yield Reason(OPEN, "no-author")
            return
        made = [each for each in case.searches if each.date is None or each.date <= self.as_of]
        names = [each.by for each in made]
        names += [each.by for each in case.of_kind(DEFEATER) if each.by is not None]
        others = [name for name in names if not case.same_person(name, roles)]
        if others:
            yield _those(PASSED, "searched", others)
        elif names:
            yield _those(FAILED, "searched-by-author", names)
        else:
            yield Reason(OPEN, "not-searched")

    def answered(self) -> Iterator[Reason | None]:
        defeaters = self.case.of_kind(DEFEATER)
        if not defeaters and not self.case.searches:
            yield Reason(OPEN, "no-defeaters")
        yield _those(FAILED, "open-defeater", open_defeaters(self.case, self.rules))
        unsaid = [
            each.id
            for each in defeaters
            if not self.rules.defeaters[each.state or ""].stands and each.resolution is None
        ]
        yield _those(OPEN, "no-resolution", unsaid)

    # --- figures and operation -----------------------------------------------------------------

    def thresholds(self) -> Iterator[Reason | None]:
        if not self.case.thresholds:
            yield Reason(OPEN, "no-thresholds")
        found = self.case.thresholds
        sourced = [name for name, each in found.items() if each.cites or each.authority]
        unset = [name for name, each in found.items() if each.unset]
        yield _those(FAILED, "threshold-both", [name for name in sourced if name in unset])
        yield _those(
            OPEN, "threshold-uncited", [name for name in found if name not in {*sourced, *unset}]
        )
        yield _those(PASSED, "threshold-unset", unset)

    def monitored(self) -> Iterator[Reason | None]:
        if not self.case.conditions:
            yield Reason(OPEN, "no-conditions")
        for key in ("indicator", "threshold", "owner"):
            bare = [
                name for name, each in self.case.conditions.items() if getattr(each, key) is None
            ]
            yield _those(OPEN, f"no-{key}", bare)

    # --- people --------------------------------------------------------------------------------

    def approved(self) -> Iterator[Reason | None]:
        given = [each for each in self.case.sign_offs if each.role in self.rules.approving]
        if not given:
            yield Reason(OPEN, "no-approval")
        yield from self.fresh(given, lambda each: each.by)
        for key in ("valid_until", "scope", "harbor"):
            bare = [each.by for each in given if getattr(each, key) is None]
            yield _those(OPEN, f"approval-no-{key}", bare)
        other = [each.by for each in given if each.harbor not in (None, self.case.harbor)]
        yield _those(FAILED, "approval-other-harbor", other)

    def signed(self) -> Iterator[Reason | None]:
        """Say who has still to sign, but for the approval, and who signs in two roles."""
        needed = self.rules.sign_offs.get(self.case.harbor, ())
        there = {each.role for each in self.case.sign_offs}
        left = [role for role in needed if role not in there | {*self.rules.approving}]
        yield _those(OPEN, "not-signed", left)
        own = [each for each in self.case.sign_offs if each.role not in self.rules.approving]
        yield from self.fresh(own, lambda each: each.by)
        yield _those(FAILED, "one-person", two_roles(self.case, self.rules))

    def attested(self, gate: str) -> Iterator[Reason | None]:
        found = self.case.attested.get(gate)
        if found is None:
            yield Reason(OPEN, "not-attested")
            return
        said = {"on": found.date.isoformat()}
        if found.date > self.as_of:
            yield _those(OPEN, "attested-later", [found.by], **said)
        if found.version not in (None, self.case.version):
            yield _those(OPEN, "attested-other-version", [found.by], **said)
        code = "attested" if found.passed else "attested-not"
        yield _those(PASSED if found.passed else FAILED, code, [found.by], **said)


def too_old(made: date | None, as_of: date, age: int | None) -> bool:
    """Return whether evidence is older than it may be; where no figure is set, it never is."""
    return made is not None and age is not None and (as_of - made).days > age


def open_defeaters(case: SafetyCase, rules: SafetyCases) -> list[str]:
    """Return the defeaters that stand, on a path to a top claim."""
    reached = case.reached(case.tops())
    return [
        each.id
        for each in case.of_kind(DEFEATER)
        if rules.defeaters[each.state or ""].stands and reached.intersection(each.against)
    ]


def two_roles(case: SafetyCase, rules: SafetyCases) -> list[str]:
    """Return who signs in two roles that must be apart."""
    found: dict[str, str] = {}
    for group in rules.apart:
        first: dict[str, str] = {}
        for each in case.sign_offs:
            if each.role in group and first.setdefault(person(each.by), each.role) != each.role:
                found.setdefault(person(each.by), each.by)
    return list(found.values())


def _those(makes: str, code: str, names: Iterable[str], **said: str) -> Reason | None:
    """Return a reason about some things, or None where there are none."""
    there = tuple(dict.fromkeys(names))
    return Reason(makes, code, there, tuple(said.items())) if there else None
