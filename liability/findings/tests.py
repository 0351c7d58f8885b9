"""The truth of one test of one fact: three-valued, over intervals and disputes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from liability.case.model import POINTS, Disputed, Interval, Known, Value, exactly
from liability.logic import FAILS, HOLDS, OPEN
from liability.rulebook.conditions import COMPARE, UPWARD, FactTest


def truth_of_test(
    test: FactTest, value: Value | None, operand: Value | Decimal | date | None
) -> int:
    """Return whether a fact passes a test.

    Args:
        test: the test.
        value: what the case states of the fact; None where it is unknown.
        operand: what an ordering compares with; None where it is unknown or unset.

    Returns:
        `FAILS`, `OPEN` or `HOLDS`: open where the fact is unknown, where the sides' versions
        decide differently (and the test does not ask whether some side's passes), and where an
        interval reaches across the figure.
    """
    if value is None:
        return OPEN
    if isinstance(value, Disputed):
        return _of_sides(test, value, lambda each: truth_of_test(test, each, operand))
    if isinstance(operand, Disputed):
        return _of_sides(test, operand, lambda each: truth_of_test(test, value, each))
    if test.operator == "decides":
        return HOLDS if value in test.values else FAILS if value in test.against else OPEN
    if test.operator in ("is", "is_one_of", "supported"):
        return HOLDS if value in test.values else FAILS
    if test.operator == "includes_any":
        assert isinstance(value, frozenset)
        return HOLDS if value & set(test.values) else FAILS
    return _ordered(test, value, operand)


def _of_sides(test: FactTest, disputed: Disputed, truth: Callable[[Known | None], int]) -> int:
    """Return what the sides' versions decide; of a test of any side, what the best of them does."""
    said = disputed.sides.values()
    if test.any_side:
        return max((truth(each) for each in said if each is not None), default=FAILS)
    truths = {truth(each) for each in said}
    return truths.pop() if len(truths) == 1 else OPEN


def _ordered(test: FactTest, value: Known, operand: Known | Decimal | date | None) -> int:
    if operand is None:
        return OPEN
    if isinstance(value, Interval):
        if not isinstance(operand, Interval):
            assert isinstance(operand, Decimal)
            operand = exactly(operand)
        return _interval(test, value, operand)
    return HOLDS if COMPARE[test.operator](value, operand) else FAILS


def _interval(test: FactTest, value: Interval, other: Interval) -> int:
    """Compare intervals: met where the point for `met` passes, not met where the other fails.

    The hardest case for a test is one end of the interval: to be below, its high end; to be
    above, its low end. That is what `all` compares.
    """
    compare = COMPARE[test.operator]
    upward = test.operator in UPWARD
    hard, easy = ("low", "high") if upward else ("high", "low")
    met = compared(compare, _bound(value, test.met_on, hard), getattr(other, easy))
    if met:
        return HOLDS
    met = compared(compare, _bound(value, test.not_met_on, easy), getattr(other, hard))
    return FAILS if met is False else OPEN


def _bound(value: Interval, on: str, end: str) -> Decimal | None:
    """Return how low, or how high, a point of an interval can be: itself where it is given.

    One that is not given lies between its neighbors: a high end is no lower than the best
    estimate. `all` stands for every point, so its bounds are those of the interval.
    """
    if on == "all":
        return _point(value, end)
    point = _point(value, on)
    if point is not None:
        return point
    nearer = POINTS[: POINTS.index(on)][::-1] if end == "low" else POINTS[POINTS.index(on) + 1 :]
    return next((each for name in nearer if (each := _point(value, name)) is not None), None)


def _point(value: Interval, name: str) -> Decimal | None:
    point: Decimal | None = getattr(value, name)
    return point


def compared(compare: Callable[[Any, Any], bool], left: Any, right: Any) -> bool | None:
    """Return the comparison, or None where a side is unknown."""
    return None if left is None or right is None else compare(left, right)
