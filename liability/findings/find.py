"""Facts to findings: the first stratum, as a court finds facts before it concludes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import chain, product
from math import prod
from typing import NamedTuple, TypeAlias

from liability.case.model import Case, Disputed, Value, key_of, members_of
from liability.findings.tests import truth_of_test
from liability.logic import FAILS, HOLDS, OPEN, UNDETERMINED, Leaf, at_odds, boolean_value, truth
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.law import Law
from liability.rulebook.model import Finding


@record
class Tested(NamedTuple):
    """One test of one fact, as it came out.

    Attributes:
        fact: the fact's key.
        test: the test, its figures put in.
        truth: `logic.FAILS`, `OPEN` or `HOLDS`.
        other: the key of the fact that it is compared with, if it is with one.
    """

    fact: str
    test: c.FactTest
    truth: int
    other: str | None


@record
class Found(NamedTuple):
    """A finding of fact.

    Attributes:
        value: `met`, `not_met` or `met|not_met`.
        tests: every test that it rests on, in the order of the rulebook.
        contradicted: ways of showing it disagree, and so it stays undetermined.
    """

    value: str
    tests: tuple[Tested, ...]
    contradicted: bool


Facts: TypeAlias = "Mapping[str, Value | None]"
_MOST_VERSIONS = 4096
_REMEMBERED = 16_384  # findings of laws


def find(law: Law, case: Case, side: str | None = None) -> dict[str, Found]:
    """Return every finding by key, for each member of the subject it is about.

    Args:
        law: the law in force.
        case: the facts.
        side: take this side's version of each disputed fact; what it does not state is unknown.
    """
    facts = facts_of(case, side)
    found: dict[str, Found] = {}
    for finding in law.findings.values():
        for member in members_of(case.roster, finding.subject):
            untouched = _untouched(law, finding, facts, member)
            found[key_of(finding.id, member)] = (
                _on_nothing(law, finding.id) if untouched else find_one(finding, facts, member)
            )
    return found


def find_values(law: Law, case: Case) -> dict[str, str]:
    """Return just the value of every finding by key, as `find` does with all that it rests on."""
    facts = facts_of(case)
    return {
        key_of(finding.id, member): (
            _on_nothing(law, finding.id).value
            if _untouched(law, finding, facts, member)
            else value_of_finding(finding, facts, member)
        )
        for finding in law.findings.values()
        for member in members_of(case.roster, finding.subject)
    }


def _untouched(law: Law, finding: Finding, facts: Facts, member: str | None) -> bool:
    """Return whether none of the facts that a finding tests is stated: so are most, in a case."""
    return member is None and facts.keys().isdisjoint(facts_tested(law, finding.id))


@lru_cache(maxsize=_REMEMBERED)
def facts_tested(law: Law, finding: str) -> tuple[str, ...]:
    """Return the facts that a finding tests, in place of others, or compares with."""
    tests = list(_tests_in(law.findings[finding].test))
    others = (each.operand.fact for each in tests if isinstance(each.operand, c.FactRef))
    return (*(fact for each in tests for fact in (each.fact, each.otherwise) if fact), *others)


@lru_cache(maxsize=_REMEMBERED)
def _on_nothing(law: Law, finding: str) -> Found:
    """Return a finding about the case where none of its facts is stated."""
    return find_one(law.findings[finding], {}, None)


def facts_of(case: Case, side: str | None = None) -> dict[str, Value | None]:
    """Return the value of each stated fact by key, as `side` has it where facts are disputed."""
    return {
        key: stated.value.sides.get(side)
        if side is not None and isinstance(stated.value, Disputed)
        else stated.value
        for key, stated in case.facts.items()
    }


def value_of_finding(finding: Finding, facts: Facts, member: str | None) -> str:
    """Return just the value of a finding on `facts`, for one member of its subject."""
    return boolean_value(_On(finding, facts, member).came_out(finding.test))


def find_one(finding: Finding, facts: Facts, member: str | None) -> Found:
    """Return a finding on `facts`, for one member of its subject."""
    on = _On(finding, facts, member)
    leaf, value = on.leaf(), boolean_value(on.came_out(finding.test))
    contradicted = value == UNDETERMINED and any(on.disagreeing())
    return Found(value, tuple(on.tested(each, leaf(each)) for each in on.tests()), contradicted)


def open_tests(finding: Finding, facts: Facts, member: str | None) -> list[Tested]:
    """Return the tests by which a finding is open: of what is settled inside it, none."""
    on = _On(finding, facts, member)
    return [on.tested(each, OPEN) for each in on.open() if isinstance(each, c.FactTest)]


def contradicting_tests(finding: Finding, facts: Facts, member: str | None) -> list[Tested]:
    """Return the tests in ways of showing a finding that disagree, where it is open by that."""
    on = _On(finding, facts, member)
    leaf = on.leaf()
    return [
        on.tested(test, leaf(test))
        for ways in on.disagreeing()
        for way in ways.parts
        if truth(way, leaf) != OPEN
        for test in _tests_in(way)
    ]


def fact_key(fact: str, finding: Finding, member: str | None) -> str:
    """Return the key of a fact that a finding tests: the member's own, or the one all share."""
    if member is None:
        return fact
    own = finding.subject is not None and fact.startswith(f"{finding.subject}.")
    return key_of(fact, member) if own else fact


@record
class _On(NamedTuple):
    """A finding on some facts, for one member of its subject."""

    finding: Finding
    facts: Facts
    member: str | None

    def tests(self) -> Iterator[c.FactTest]:
        return _tests_in(self.finding.test)

    def came_out(self, condition: c.Condition) -> int:
        """Return the truth of a condition, which no side's version of the facts makes another.

        One way of showing a thing is enough where nothing is known of the others. Where the sides
        dispute another, it is not: by the version of one of them the ways may disagree.
        """
        found = truth(condition, self.leaf())
        if found == OPEN or not any(isinstance(each, c.Established) for each in c.walk(condition)):
            return found
        versions = self.versions(condition)
        return found if all(truth(condition, self.leaf(it)) == found for it in versions) else OPEN

    def open(self) -> Iterator[c.Condition]:
        """Yield the conditions by which the finding is open, from the whole to its parts."""
        todo = [self.finding.test]
        while todo:
            condition = todo.pop()
            if self.came_out(condition) == OPEN:
                yield condition
                todo.extend(c.parts(condition))

    def disagreeing(self) -> Iterator[c.Established]:
        """Yield where ways of showing the same disagree, and the finding is open by that."""
        leaf = self.leaf()
        for each in self.open():
            if isinstance(each, c.Established) and at_odds(each, leaf):
                yield each

    def versions(self, condition: c.Condition) -> Iterator[Facts]:
        """Yield what the sides make of the disputed facts of a condition.

        A court may follow one side in one fact and another in the next. Where that gives too many
        versions, each side is followed in all.
        """
        tests = list(_tests_in(condition))
        keys = [*map(self.key_tested, tests), *filter(None, map(self.key_compared, tests))]
        values = ((key, self.facts.get(key)) for key in keys)
        sides = {key: value.sides for key, value in values if isinstance(value, Disputed)}
        said = [[each for each in of.values() if each is not None] for of in sides.values()]
        if not sides:
            return
        if prod(map(len, said)) <= _MOST_VERSIONS:
            for each in product(*said):
                yield dict(zip(sides, each, strict=True))
        else:
            for side in dict.fromkeys(chain(*sides.values())):
                yield {key: of.get(side) for key, of in sides.items()}

    def tested(self, test: c.FactTest, came_out: int) -> Tested:
        return Tested(self.key_tested(test), test, came_out, self.key_compared(test))

    def leaf(self, version: Facts | None = None) -> Leaf:
        """Return what gives the truth of a test, by this version of the facts that it holds.

        What is supported by any side is so whichever version is taken.
        """
        facts = self.facts

        def value_of(key: str, *, any_side: bool) -> Value | None:
            return version[key] if version and key in version and not any_side else facts.get(key)

        def leaf(test: c.Condition) -> int:
            assert isinstance(test, c.FactTest)
            key, compared = self.key_tested(test), self.key_compared(test)
            if test.operator == c.LEFT_OUT:
                return FAILS if key in facts else HOLDS
            operand: Value | Decimal | date | None = None
            if compared is not None:
                operand = value_of(compared, any_side=test.any_side)
            elif isinstance(test.operand, c.Figure):
                operand = test.operand.value
            return truth_of_test(test, value_of(key, any_side=test.any_side), operand)

        return leaf

    def key_tested(self, test: c.FactTest) -> str:
        """Return the key of the fact that a test is of: the other, where the first is left out."""
        key = fact_key(test.fact, self.finding, self.member)
        if test.otherwise is None or key in self.facts:
            return key
        return fact_key(test.otherwise, self.finding, self.member)

    def key_compared(self, test: c.FactTest) -> str | None:
        """Return the key of the fact that a test compares with, if it is with one."""
        if not isinstance(test.operand, c.FactRef):
            return None
        return fact_key(test.operand.fact, self.finding, self.member)


def _tests_in(condition: c.Condition) -> Iterator[c.FactTest]:
    return (each for each in c.walk(condition) if isinstance(each, c.FactTest))
