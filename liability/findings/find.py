"""Facts to findings: the first stratum, as a court finds facts before it concludes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from liability.case.model import Case, Disputed, Value, key_of, members_of
from liability.findings.tests import truth_of_test
from liability.logic import OPEN, Leaf, boolean_value, disagree, truth
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
    other: str | None = None


@record
class Found(NamedTuple):
    """A finding of fact.

    Attributes:
        value: `met`, `not_met` or `met|not_met`.
        tests: every test that it rests on, in the order of the rulebook.
        contradicted: ways of showing it that are known disagree, so it stays undetermined.
    """

    value: str
    tests: tuple[Tested, ...]
    contradicted: bool = False


Facts: TypeAlias = "Mapping[str, Value | None]"


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
    return boolean_value(truth(finding.test, _leaf_on(facts, finding, member)))


def find_one(finding: Finding, facts: Facts, member: str | None) -> Found:
    """Return a finding on `facts`, for one member of its subject."""
    leaf = _leaf_on(facts, finding, member)
    tested = tuple(
        _tested(each, finding, member, leaf(each))
        for each in c.walk(finding.test)
        if isinstance(each, c.FactTest)
    )
    contradicted = any(
        disagree([truth(part, leaf) for part in each.parts])
        for each in c.walk(finding.test)
        if isinstance(each, c.Established)
    )
    return Found(boolean_value(truth(finding.test, leaf)), tested, contradicted)


def open_tests(finding: Finding, facts: Facts, member: str | None) -> list[Tested]:
    """Return the tests by which a finding is open: of what is settled inside it, none."""
    leaf = _leaf_on(facts, finding, member)
    todo, found = [finding.test], []
    while todo:
        condition = todo.pop()
        if truth(condition, leaf) == OPEN:
            if isinstance(condition, c.FactTest):
                found.append(_tested(condition, finding, member, OPEN))
            todo.extend(c.parts(condition))
    return found


def _tested(test: c.FactTest, finding: Finding, member: str | None, came_out: int) -> Tested:
    other = test.operand.fact if isinstance(test.operand, c.FactRef) else None
    return Tested(
        _key(test.fact, finding, member),
        test,
        came_out,
        _key(other, finding, member) if other is not None else None,
    )


def _leaf_on(facts: Facts, finding: Finding, member: str | None) -> Leaf:
    def leaf(condition: c.Condition) -> int:
        assert isinstance(condition, c.FactTest)
        operand: Value | Decimal | date | None = None
        match condition.operand:
            case c.Figure(value=value):
                operand = value
            case c.FactRef(fact=fact):
                operand = facts.get(_key(fact, finding, member))
        return truth_of_test(condition, facts.get(_key(condition.fact, finding, member)), operand)

    return leaf


def _key(fact: str, finding: Finding, member: str | None) -> str:
    """Return the key of a fact that a finding tests: the member's own, or the one all share."""
    own = finding.subject is not None and fact.startswith(f"{finding.subject}.")
    return key_of(fact, member) if own else fact
