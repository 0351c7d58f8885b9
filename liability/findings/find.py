"""Facts to findings: the first stratum, as a court finds facts before it concludes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
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
            found[key_of(finding.id, member)] = find_one(finding, facts, member)
    return found


def find_values(law: Law, case: Case) -> dict[str, str]:
    """Return just the value of every finding by key, as `find` does with all that it rests on."""
    facts = facts_of(case)
    return {
        key_of(finding.id, member): value_of_finding(finding, facts, member)
        for finding in law.findings.values()
        for member in members_of(case.roster, finding.subject)
    }


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
    return boolean_value(_truth(finding.test, facts, finding, member))


def find_one(finding: Finding, facts: Facts, member: str | None) -> Found:
    """Return a finding on `facts`, for one member of its subject."""
    leaf = _leaf_on(facts, finding, member)
    tested = tuple(
        _tested(each, facts, finding, member, leaf(each))
        for each in c.walk(finding.test)
        if isinstance(each, c.FactTest)
    )
    value = value_of_finding(finding, facts, member)
    contradicted = value == UNDETERMINED and any(_disagreeing_in(finding, facts, member))
    return Found(value, tested, contradicted)


def open_tests(finding: Finding, facts: Facts, member: str | None) -> list[Tested]:
    """Return the tests by which a finding is open: of what is settled inside it, none."""
    return [
        _tested(each, facts, finding, member, OPEN)
        for each in _open_in(finding, facts, member)
        if isinstance(each, c.FactTest)
    ]


def contradicting_tests(finding: Finding, facts: Facts, member: str | None) -> list[Tested]:
    """Return the tests in ways of showing a finding that disagree, where it is open by that."""
    leaf = _leaf_on(facts, finding, member)
    return [
        _tested(test, facts, finding, member, leaf(test))
        for ways in _disagreeing_in(finding, facts, member)
        for way in ways.parts
        if truth(way, leaf) != OPEN
        for test in c.walk(way)
        if isinstance(test, c.FactTest)
    ]


def _disagreeing_in(finding: Finding, facts: Facts, member: str | None) -> Iterator[c.Established]:
    leaf = _leaf_on(facts, finding, member)
    for each in _open_in(finding, facts, member):
        if isinstance(each, c.Established) and at_odds(each, leaf):
            yield each


def _open_in(finding: Finding, facts: Facts, member: str | None) -> Iterator[c.Condition]:
    """Yield the conditions by which a finding is open, from the whole to its parts."""
    todo = [finding.test]
    while todo:
        condition = todo.pop()
        if _truth(condition, facts, finding, member) == OPEN:
            yield condition
            todo.extend(c.parts(condition))


def _truth(condition: c.Condition, facts: Facts, finding: Finding, member: str | None) -> int:
    """Return the truth of a condition, which no side's version of the facts makes another.

    One way of showing a thing is enough where nothing is known of the others. Where the sides
    dispute another, it is not: by the version of one of them the ways may disagree.
    """
    came_out = truth(condition, _leaf_on(facts, finding, member))
    if came_out == OPEN or not any(isinstance(each, c.Established) for each in c.walk(condition)):
        return came_out
    for version in _versions(condition, facts, finding, member):
        if truth(condition, _leaf_on(facts, finding, member, version)) != came_out:
            return OPEN
    return came_out


def _versions(
    condition: c.Condition, facts: Facts, finding: Finding, member: str | None
) -> Iterator[Facts]:
    """Yield what the sides make of the disputed facts of a condition.

    A court may follow one side in one fact and another in the next. Where that gives too many
    versions, each side is followed in all.
    """
    tests = [each for each in c.walk(condition) if isinstance(each, c.FactTest)]
    others = [each.operand.fact for each in tests if isinstance(each.operand, c.FactRef)]
    keys = [_tested_key(each, facts, finding, member) for each in tests]
    keys += [fact_key(fact, finding, member) for fact in others]
    sides = {key: value.sides for key in keys if isinstance(value := facts.get(key), Disputed)}
    said = [[each for each in of.values() if each is not None] for of in sides.values()]
    if not sides:
        return
    if prod(map(len, said)) <= _MOST_VERSIONS:
        for each in product(*said):
            yield dict(zip(sides, each, strict=True))
    else:
        for side in dict.fromkeys(chain(*sides.values())):
            yield {key: of.get(side) for key, of in sides.items()}


def _tested(
    test: c.FactTest, facts: Facts, finding: Finding, member: str | None, came_out: int
) -> Tested:
    other = test.operand.fact if isinstance(test.operand, c.FactRef) else None
    return Tested(
        _tested_key(test, facts, finding, member),
        test,
        came_out,
        fact_key(other, finding, member) if other is not None else None,
    )


def _leaf_on(
    facts: Facts, finding: Finding, member: str | None, version: Facts | None = None
) -> Leaf:
    """Return what gives the truth of a test, by this version of the facts that it holds.

    What is supported by any side is so whichever version is taken.
    """

    def value_of(key: str, *, any_side: bool = False) -> Value | None:
        return version[key] if version and key in version and not any_side else facts.get(key)

    def leaf(condition: c.Condition) -> int:
        assert isinstance(condition, c.FactTest)
        operand: Value | Decimal | date | None = None
        match condition.operand:
            case c.Figure(value=value):
                operand = value
            case c.FactRef(fact=fact):
                key = fact_key(fact, finding, member)
                operand = value_of(key, any_side=condition.any_side)
        key = _tested_key(condition, facts, finding, member)
        if condition.operator == c.LEFT_OUT:
            return FAILS if key in facts else HOLDS
        stated = value_of(key, any_side=condition.any_side)
        return truth_of_test(condition, stated, operand)

    return leaf


def _tested_key(test: c.FactTest, facts: Facts, finding: Finding, member: str | None) -> str:
    """Return the key of the fact that a test is of: the other one, where the first is left out."""
    key = fact_key(test.fact, finding, member)
    if test.otherwise is None or key in facts:
        return key
    return fact_key(test.otherwise, finding, member)


def fact_key(fact: str, finding: Finding, member: str | None) -> str:
    """Return the key of a fact that a finding tests: the member's own, or the one all share."""
    own = finding.subject is not None and fact.startswith(f"{finding.subject}.")
    return key_of(fact, member) if own else fact
