"""The answers that a fact may have: one of every kind that makes a difference to a test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from liability.case.model import Case, Interval, Value, exactly, key_of, members_of, parts_of
from liability.findings.find import Facts
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.law import Law


@record
class Answers(NamedTuple):
    """The answers to try of a fact.

    Attributes:
        kinds: one answer of each kind.
        every: no test tells an answer that is not among them from all that are.
    """

    kinds: Sequence[Value]
    every: bool


def answers(case: Case, law: Law, key: str, facts: Facts) -> Answers:
    """Return the answers to try of a fact, within what the record says of it.

    Args:
        case: the case.
        law: the law in force.
        key: the key of the fact.
        facts: the record: the bounds that it states, and what the fact is compared with.
    """
    fact = law.rulebook.facts[parts_of(key).name]
    match fact.type:
        case "boolean":
            return Answers(["true", "false"], every=True)
        case "choice":
            return Answers(list(fact.values), every=True)
        case "choices":
            kinds = [frozenset({value}) for value in fact.values] + [frozenset()]
            return Answers(kinds, every=len({test.values for test in _tests(law)[fact.id]}) < 2)
        case "quantity" | "date":
            figures, every = _figures(case, law, key, facts)
            return Answers(_beside(figures, facts.get(key)), every)
    return Answers([], every=False)


@lru_cache(maxsize=64)
def _tests(law: Law) -> Mapping[str, tuple[c.FactTest, ...]]:
    """Return by fact the tests of it, also those that compare another fact with it."""
    found: dict[str, dict[c.FactTest, None]] = {}
    for finding in law.findings.values():
        for leaf in c.walk(finding.test):
            if isinstance(leaf, c.FactTest) and leaf.operator != c.LEFT_OUT:
                for name in filter(None, (leaf.fact, leaf.otherwise)):
                    found.setdefault(name, {})[leaf] = None
                if isinstance(leaf.operand, c.FactRef):
                    found.setdefault(leaf.operand.fact, {})[leaf] = None
    return {name: tuple(tests) for name, tests in found.items()}


def _figures(
    case: Case, law: Law, key: str, facts: Facts
) -> tuple[list[Decimal] | list[date], bool]:
    """Return what a quantity or date is compared with, and whether all of that is known."""
    fact = parts_of(key).name
    figures: set[Any] = set()
    every = True
    for test in _tests(law)[fact]:
        match test.operand:
            case c.Figure(value=Decimal() | date() as value):
                figures.add(value)
            case c.FactRef(fact=other):
                for each in _compared(case, law, key, test.fact if other == fact else other):
                    points = _points(facts.get(each))
                    figures |= points
                    every = every and len(points) == 1
    return sorted(figures), every


def _compared(case: Case, law: Law, key: str, other: str) -> Iterator[str]:
    """Yield the keys of a fact that another is compared with: of the same member, or of all."""
    name, member = parts_of(key)
    subject = law.rulebook.facts[other].subject
    if member and law.rulebook.facts[name].subject == subject:
        yield key_of(other, member)
    else:
        many = law.rulebook.subjects[subject].many
        yield from (key_of(other, it) for it in members_of(case.roster, subject if many else None))


def _points(value: Value | None) -> set[Decimal | date]:
    match value:
        case Interval():
            return {each for each in value if each is not None}
        case date():
            return {value}
    return set()


def _beside(figures: list[Decimal] | list[date], stated: Value | None) -> Sequence[Value]:
    """Return answers on each side of every figure, and on it, within the bounds that are stated."""
    numbers = [each for each in figures if isinstance(each, Decimal)]
    if not numbers:
        return sorted(
            {
                each + timedelta(days=shift)
                for each in figures
                if isinstance(each, date)
                for shift in (-1, 0, 1)
            }
        )
    low, high = (stated.low, stated.high) if isinstance(stated, Interval) else (None, None)
    numbers = sorted({*numbers, *(each for each in (low, high) if each is not None)})
    return [
        exactly(each)
        for each in _around(numbers)
        if (low is None or low <= each) and (high is None or each <= high)
    ]


def _around(numbers: list[Decimal]) -> Iterator[Decimal]:
    """Yield answers below, on, between and above some figures."""
    yield numbers[0] / 2
    for low, high in pairwise(numbers):
        yield low
        yield (low + high) / 2
    yield numbers[-1]
    yield numbers[-1] * 2
