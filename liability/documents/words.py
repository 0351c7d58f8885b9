"""Figures, facts and tests in words, for the screen and for documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from liability.case.model import Disputed, Interval, Value
from liability.findings.find import Tested
from liability.logic import FAILS, HOLDS
from liability.rulebook import conditions as c
from liability.rulebook.model import Fact, Rulebook, say

_OPERATORS = {
    "below": "below",
    "at_most": "at most",
    "above": "above",
    "at_least": "at least",
    "before": "before",
    "on_or_before": "on or before",
    "after": "after",
    "on_or_after": "on or after",
}
_ANSWERS = {"true": "yes", "false": "no"}


def figure(value: Decimal) -> str:
    """Return a figure as people write it.

    >>> figure(Decimal("2E+25")), figure(Decimal("0.01")), figure(Decimal("1500"))
    ('2e25', '0.01', '1500')
    """
    if value and not -5 < value.adjusted() < 7:
        mantissa = value.scaleb(-value.adjusted()).normalize()
        return f"{mantissa:f}e{value.adjusted()}"
    return f"{value.normalize():f}" if value else "0"


def known(value: Value | None, fact: Fact | None = None) -> str:
    """Return a fact's value in words; `unknown` where nothing is stated."""
    unit = f" {fact.unit}" if fact is not None and fact.unit and fact.unit != "ratio" else ""
    match value:
        case None:
            return "unknown"
        case str():
            return _label(value, fact)
        case date():
            return value.isoformat()
        case frozenset():
            return ", ".join(_label(each, fact) for each in sorted(value)) or "none"
        case Interval():
            return interval(value) + unit
        case Disputed():
            return "; ".join(
                f"{side}: {known(said, fact)}" for side, said in sorted(value.sides.items())
            )


def _label(value: str, fact: Fact | None) -> str:
    if fact is None or fact.type == "text":
        return value
    return say(fact.values[value]) if value in fact.values else _ANSWERS.get(value, value)


def interval(value: Interval) -> str:
    """Return an interval in words.

    >>> interval(Interval(Decimal("3e19"), Decimal("1e20"), Decimal("3e20")))
    '3e19 to 3e20, best estimate 1e20'
    >>> interval(Interval(None, None, Decimal("5e18")))
    'at most 5e18'
    """
    low, best, high = value.low, value.best, value.high
    if low is not None and low == high:
        return figure(low)
    ends = (
        f"{figure(low)} to {figure(high)}"
        if low is not None and high is not None
        else f"at least {figure(low)}"
        if low is not None
        else f"at most {figure(high)}"
        if high is not None
        else ""
    )
    guess = f"best estimate {figure(best)}" if best is not None else ""
    return ", ".join(each for each in (ends, guess) if each)


def tested(test: Tested, rulebook: Rulebook, value: Value | None) -> str:
    """Return one test of a fact in words, as it came out."""
    fact = rulebook.facts.get(test.fact.partition("@")[0])
    title = say(fact.title) if fact else test.fact.partition("@")[0]
    said = f"{title}: {known(value, fact)}"
    against = compared_with(test.test, fact)
    if not against:
        return said
    verdict = {HOLDS: f"is {against}", FAILS: f"is not {against}"}.get(
        test.truth, f"may or may not be {against}"
    )
    return f"{said}; {verdict}" if value is not None else f"{said} (asked: {against})"


def compared_with(test: c.FactTest, fact: Fact | None) -> str:
    """Return what a test compares with, in words; nothing for a plain yes or no."""
    if test.operator not in _OPERATORS:
        return ""
    match test.operand:
        case c.Figure(value=None, parameter=parameter):
            return f"{_OPERATORS[test.operator]} {parameter}, which no authority has set"
        case c.Figure(value=Decimal() as value, parameter=parameter):
            unit = (
                f" {fact.unit}" if fact is not None and fact.unit and fact.unit != "ratio" else ""
            )
            name = f" ({parameter})" if parameter else ""
            return f"{_OPERATORS[test.operator]} {figure(value)}{unit}{name}"
        case c.Figure(value=date() as day):
            return f"{_OPERATORS[test.operator]} {day.isoformat()}"
        case c.FactRef(fact=other):
            return f"{_OPERATORS[test.operator]} {other}"
    return ""
