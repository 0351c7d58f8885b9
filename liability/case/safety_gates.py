"""The gates of a safety case: passed, failed or open, and why.

A gate is passed where everything that it asks is in the file, failed where the file contradicts it,
and open where the file does not say. What no program can find out is open until somebody attests
to it. Nothing here says that a system is safe, or approves anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from liability.case.safety_case import (
    ARGUMENT,
    ASSUMPTION,
    CLAIM,
    DEFEATER,
    EVIDENCE,
    Element,
    SafetyCase,
    ended,
)
from liability.case.safety_read import rules_of
from liability.case.safety_reasons import FAILED, OPEN, PASSED, Reason, comes_to, fresh, those
from liability.case.safety_signed import Signed
from liability.knots import knots
from liability.record import record
from liability.rulebook.model import Rulebook
from liability.rulebook.resolve import figure_at
from liability.rulebook.safety_cases import Gate, SafetyCases
from liability.source.days import day_or_today


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
        self.reached = case.relied_on()
        self.evidence = case.of_kind(EVIDENCE)
        self.searches = [each for each in case.searches if each.date and each.date <= self.as_of]
        signed = Signed(case, self.rules, self.as_of)
        self.checks: Mapping[str, Callable[[], Iterator[Reason | None]]] = {
            "argued": self.argued,
            "supported": self.supported,
            "assumed": self.assumed,
            "whole": self.whole,
            "current": self.current,
            "independent": self.independent,
            "tested": self.tested,
            "searched": self.searched,
            "answered": self.answered,
            "thresholds": self.thresholds,
            "monitored": self.monitored,
            "approved": signed.approved,
            "signed": signed.signed,
        }

    def result(self, gate: Gate) -> GateResult:
        runs = [self.checks[name] for name in gate.checks] or [lambda: self.attested(gate)]
        reasons = tuple(each for run in runs for each in run() if each is not None)
        return GateResult(gate, comes_to(reasons), reasons)

    # --- the argument --------------------------------------------------------------------------

    def argued(self) -> Iterator[Reason | None]:
        kinds = {each.id: each.kind for each in self.case.elements.values()}
        yield those(
            FAILED,
            "no-argument",
            [
                each.id
                for each in self.case.of_kind(CLAIM)
                if any(kinds[name] == CLAIM for name in each.supported_by)
            ],
        )
        bare = [each.id for each in self.case.of_kind(ARGUMENT) if each.warrant is None]
        yield those(FAILED, "no-warrant", bare)

    def supported(self) -> Iterator[Reason | None]:
        parts = self.case.of_kind(CLAIM, ARGUMENT)
        bare = [each.id for each in parts if not each.supported_by and not each.undeveloped]
        yield those(FAILED, "no-support", bare)
        round_about = [name for knot in knots(self.case.support) for name in knot]
        yield those(FAILED, "circle", round_about)
        both = [each.id for each in parts if each.undeveloped and each.supported_by]
        yield those(FAILED, "undeveloped-with-support", both)
        left = [each.id for each in parts if each.undeveloped and not each.supported_by]
        may = self.rules.states[self.case.state].undeveloped
        yield those(PASSED if may else FAILED, "undeveloped", left)

    def assumed(self) -> Iterator[Reason | None]:
        """Say which assumptions that something is read with have ended."""
        named = {name for each in self.case.elements.values() for name in each.in_context_of}
        assumptions = [each for each in self.case.of_kind(ASSUMPTION) if each.id in named]
        over = [each.id for each in assumptions if ended(each, self.as_of)]
        yield those(FAILED, "assumption-ended", over)

    def whole(self) -> Iterator[Reason | None]:
        if not self.tops:
            yield Reason(FAILED, "no-top")
            return
        if len(self.tops) > 1:
            yield those(FAILED, "several-tops", [each.id for each in self.tops])
        beside = [
            each.id
            for each in self.case.elements.values()
            if each.kind != DEFEATER and each.id not in self.reached
        ]
        yield those(FAILED, "not-reached", beside)

    # --- the evidence --------------------------------------------------------------------------

    def current(self) -> Iterator[Reason | None]:
        if not self.evidence:
            yield Reason(OPEN, "no-evidence")
        yield from fresh(self.case, self.as_of, self.evidence, lambda each: each.id)
        if self.age is None:
            yield Reason(OPEN, "age-unset")
        else:
            old = [each.id for each in self.evidence if too_old(each.date, self.as_of, self.age)]
            yield those(FAILED, "too-old", old, days=str(self.age))
        yield those(OPEN, "no-hash", [each.id for each in self.evidence if each.hash is None])

    def independent(self) -> Iterator[Reason | None]:
        """Say which claims directly below the top claim have no independent evidence."""
        unsaid: list[str] = []
        none: list[str] = []
        authored: list[str] = []
        for claim in self.below_top():
            below = self.case.reached([claim])
            items = [each for each in self.evidence if each.id in below]
            own = [each for each in items if each.independent and self.by_author(each)]
            said = [False if each in own else each.independent for each in items]
            if True in said:
                continue
            (none if said and None not in said else unsaid).append(claim.id)
            authored += [each.id for each in own]
        yield those(FAILED, "none-independent", none)
        yield those(PASSED, "made-by-author", authored)
        yield those(OPEN, "independence-unsaid", unsaid)
        if not self.tops:
            yield Reason(OPEN, "no-top")

    def by_author(self, each: Element) -> bool:
        """Return whether the author of the safety case made an item of evidence."""
        return each.producer is not None and self.case.same_person(each.producer, self.rules.author)

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
        yield those(OPEN, "test-unsaid", unsaid)
        none = [name for name, each in changes.items() if each.tested_by == ()]
        yield those(FAILED, "untested", none)
        versions = {
            name: {self.case.elements[test].version for test in each.tested_by or ()}
            for name, each in changes.items()
            if each.tested_by
        }
        untold = [name for name, of in versions.items() if self.case.version not in of]
        yield those(FAILED, "tested-other-version", [n for n in untold if None not in versions[n]])
        yield those(OPEN, "tested-no-version", [n for n in untold if None in versions[n]])

    # --- defeaters -----------------------------------------------------------------------------

    def searched(self) -> Iterator[Reason | None]:
        case, roles = self.case, self.rules.author
        if not any(each.role in roles for each in case.sign_offs):
            yield Reason(OPEN, "no-author")
            return
        made = [each.by for each in self.searches]
        made += [each.by for each in case.of_kind(DEFEATER) if each.by is not None]
        undated = [each.by for each in case.searches if each.date is None]
        others, perhaps = (
            [name for name in names if not case.same_person(name, roles)]
            for names in (made, undated)
        )
        if others:
            yield those(PASSED, "searched", others)
        elif made + undated and not perhaps:
            yield those(FAILED, "searched-by-author", made + undated)
        else:
            yield from self.unsearched("not-searched")

    def unsearched(self, code: str) -> Iterator[Reason | None]:
        """Say why no search counts: it has no day, or a later one; by `code`, there is none."""
        undated = [each.by for each in self.case.searches if each.date is None]
        later = [each.by for each in self.case.searches if each.date and each.date > self.as_of]
        yield those(OPEN, "no-date", undated)
        yield those(OPEN, "later", later)
        if not undated and not later:
            yield Reason(OPEN, code)

    def answered(self) -> Iterator[Reason | None]:
        defeaters = self.case.of_kind(DEFEATER)
        if not defeaters and not self.searches:
            yield from self.unsearched("no-defeaters")
        yield those(FAILED, "open-defeater", open_defeaters(self.case, self.rules))
        states = {each.id: self.rules.defeaters[each.state or ""] for each in defeaters}
        closed = [each for each in defeaters if not states[each.id].stands]
        yield those(OPEN, "no-resolution", [each.id for each in closed if not each.resolution])
        bare = [each.id for each in closed if states[each.id].evidence and not each.answered_by]
        yield those(OPEN, "no-answer", bare)
        useless = {each.id for each in self.evidence if self.useless(each)}
        answered = [each for each in defeaters if each.answered_by]
        lost = [each.id for each in answered if useless.issuperset(each.answered_by)]
        yield those(FAILED, "answer-useless", lost)

    def useless(self, each: Element) -> bool:
        """Return whether evidence may not be used: it is of another day or another version."""
        found = comes_to(fresh(self.case, self.as_of, [each], lambda it: it.id))
        return found == FAILED or too_old(each.date, self.as_of, self.age)

    # --- figures and operation -----------------------------------------------------------------

    def thresholds(self) -> Iterator[Reason | None]:
        if not self.case.thresholds:
            yield Reason(OPEN, "no-thresholds")
        found = self.case.thresholds
        sourced = [name for name, each in found.items() if each.cites or each.authority]
        unset = [name for name, each in found.items() if each.unset]
        yield those(FAILED, "threshold-both", [name for name in sourced if name in unset])
        yield those(
            OPEN, "threshold-uncited", [name for name in found if name not in {*sourced, *unset}]
        )
        yield those(PASSED, "threshold-unset", unset)

    def monitored(self) -> Iterator[Reason | None]:
        if not self.case.conditions:
            yield Reason(OPEN, "no-conditions")
        for key in ("indicator", "threshold", "owner"):
            bare = [
                name for name, each in self.case.conditions.items() if getattr(each, key) is None
            ]
            yield those(OPEN, f"no-{key}", bare)

    # --- people --------------------------------------------------------------------------------

    def attested(self, gate: Gate) -> Iterator[Reason | None]:
        found = self.case.attested.get(gate.id)
        if found is None:
            yield Reason(OPEN, "not-attested")
            return
        makes, code = (PASSED, "attested") if found.passed else (FAILED, "attested-not")
        if found.date > self.as_of:
            makes, code = OPEN, "attested-later"
        elif found.version not in (None, self.case.version):
            makes, code = OPEN, "attested-other-version"
        yield those(makes, code, [found.by], on=found.date.isoformat())
        if gate.of_evidence and makes == PASSED:
            unseen = [each.id for each in self.evidence if not each.date or each.date > found.date]
            yield those(OPEN, "attested-before", unseen)


def too_old(made: date | None, as_of: date, age: int | None) -> bool:
    """Return whether evidence is older than it may be; where no figure is set, it never is."""
    return made is not None and age is not None and (as_of - made).days > age


def open_defeaters(case: SafetyCase, rules: SafetyCases) -> dict[str, list[str]]:
    """Return the defeaters that stand, and what on a path to the top claim they speak against."""
    reached = case.relied_on()
    return {
        each.id: hit
        for each in case.of_kind(DEFEATER)
        if rules.defeaters[each.state or ""].stands
        and (hit := [name for name in each.against if name in reached])
    }
