"""Figures held against the thresholds of the rulebook: what is found, and by how far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from liability.case.model import Interval, exactly
from liability.compute.amounts import ratio
from liability.findings.find import open_tests, value_of_finding
from liability.logic import UNDETERMINED
from liability.rulebook import conditions as c
from liability.rulebook.law import Law
from liability.rulebook.model import Finding, Parameter


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure compared with one of the rulebook.

    Attributes:
        finding: the finding, as the law in force has it.
        parameter: the figure that the fact is compared with.
        value: that figure, at the date.
        fact: the fact that is compared.
        found: `met`, `not_met` or `met|not_met`.
        margin: the fact as a multiple of the figure; below one is below it.
    """

    finding: Finding
    parameter: Parameter
    value: Decimal
    fact: str
    found: str
    margin: Interval | None


def comparisons(law: Law, facts: Mapping[str, Interval]) -> Iterator[Comparison]:
    """Yield what each threshold comes to that bears on these facts alone, in the law's order.

    Where a finding compares several facts, those are told by which it came out as it did. What two
    findings ask alike, since no fact of today is apart, is told once.
    """
    asked: list[c.Condition] = []
    for finding in law.findings.values():
        if finding.subject is not None:
            continue
        test = _taken(finding.test, facts)
        tests = [each for each in c.walk(test) if isinstance(each, c.FactTest)]
        if not tests or any(each.fact not in facts for each in tests):
            continue  # it turns on other facts too
        if test in asked:
            continue
        asked.append(test)
        yield from _of_finding(finding, law, tests, facts)


def _of_finding(
    finding: Finding, law: Law, tests: list[c.FactTest], facts: Mapping[str, Interval]
) -> Iterator[Comparison]:
    """Yield what each figure of a finding comes to, by the facts that decide."""
    compared = {
        (each.fact, each.operand.parameter or "", each.operand.value)
        for each in tests
        if isinstance(each.operand, c.Figure) and each.operand.parameter
    }
    found = value_of_finding(finding, facts, None)
    deciding = _deciding(finding, found, {each.fact: facts[each.fact] for each in tests})
    told = set()
    for fact, parameter, value in sorted(compared, key=str):
        if isinstance(value, Decimal) and fact in deciding:
            margin = ratio(facts[fact], exactly(value))
            if (parameter, value, margin) not in told:
                told.add((parameter, value, margin))
                declared = law.rulebook.parameters[parameter]
                yield Comparison(finding, declared, value, fact, found, margin)


def _deciding(finding: Finding, found: str, facts: Mapping[str, Interval]) -> set[str]:
    """Return the facts that leave a finding open, or that show it alone; else all that it takes."""
    if found == UNDETERMINED:
        alone = {each.fact for each in open_tests(finding, facts, None)}
    else:
        alone = {
            fact
            for fact, value in facts.items()
            if value_of_finding(finding, {fact: value}, None) == found
        }
    return alone or {*facts}


def _taken(test: c.Condition, facts: Mapping[str, Interval]) -> c.Condition:
    """Return a test of the facts that are there, where others stand in for those that it names."""
    if not isinstance(test, c.FactTest):
        return c.rebuild(test, lambda part: _taken(part, facts))
    if test.otherwise is None or test.fact in facts:
        return test
    return test._replace(fact=test.otherwise, otherwise=None)
