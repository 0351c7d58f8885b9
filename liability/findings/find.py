"""Facts to findings: the first stratum, as a court finds facts before it concludes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from liability.case.model import Case, Disputed, Value, key_of
from liability.findings.tests import truth_of_test
from liability.logic import Leaf, boolean_value, disagree, truth
from liability.rulebook import conditions as c
from liability.rulebook.law import Law


@dataclass(frozen=True, slots=True)
class Tested:
    """One test of one fact, as it came out.

    Attributes:
        fact: the fact's key.
        test: the test, its figures put in.
        truth: `logic.FAILS`, `OPEN` or `HOLDS`.
    """

    fact: str
    test: c.FactTest
    truth: int


@dataclass(frozen=True, slots=True)
class Found:
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
        members = (None,) if finding.subject is None else case.roster.get(finding.subject) or ()
        for member in members:
            found[key_of(finding.id, member)] = find_one(finding.test, facts, member)
    return found


def facts_of(case: Case, side: str | None = None) -> dict[str, Value | None]:
    """Return the value of each stated fact by key, as `side` has it where facts are disputed."""
    return {
        key: stated.value.sides.get(side)
        if side is not None and isinstance(stated.value, Disputed)
        else stated.value
        for key, stated in case.facts.items()
    }


def find_one(test: c.Condition, facts: Facts, member: str | None) -> Found:
    """Return the finding that a test gives on `facts`, for one member of its subject."""
    leaf = _leaf_on(facts, member)
    tested = tuple(
        Tested(_key(each.fact, facts, member), each, leaf(each))
        for each in c.walk(test)
        if isinstance(each, c.FactTest)
    )
    value = boolean_value(truth(test, leaf))
    contradicted = any(
        disagree([truth(part, leaf) for part in each.parts])
        for each in c.walk(test)
        if isinstance(each, c.Established)
    )
    return Found(value, tested, contradicted)


def _leaf_on(facts: Facts, member: str | None) -> Leaf:
    def leaf(condition: c.Condition) -> int:
        assert isinstance(condition, c.FactTest)
        return truth_of_test(
            condition,
            facts.get(_key(condition.fact, facts, member)),
            _operand(condition, facts, member),
        )

    return leaf


def _key(fact: str, facts: Facts, member: str | None) -> str:
    own = key_of(fact, member)
    return own if own in facts or member is None else fact


def _operand(test: c.FactTest, facts: Facts, member: str | None) -> Value | Decimal | date | None:
    match test.operand:
        case c.Figure(value=value):
            return value
        case c.FactRef(fact=fact):
            return facts.get(_key(fact, facts, member))
        case _:
            return None
