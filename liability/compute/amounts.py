"""Arithmetic on intervals of compute: exact where digits allow, rounded outward where not.

A low bound is never rounded up and a high bound never down, so that no figure crosses a threshold
by rounding. A bound or a best estimate that is not known stays not known; compute is never
negative, so a low bound that is not known is zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from liability.case.model import Interval, exactly
from liability.case.quantity import EXACT

_DOWN = Context(EXACT.prec, ROUND_FLOOR, MIN_EMIN, MAX_EMAX)
_UP = Context(EXACT.prec, ROUND_CEILING, MIN_EMIN, MAX_EMAX)
_QUOTIENT = 60  # digits of a ratio, which has no last one
_DOWN_TO = Context(_QUOTIENT, ROUND_FLOOR, MIN_EMIN, MAX_EMAX)
_UP_TO = Context(_QUOTIENT, ROUND_CEILING, MIN_EMIN, MAX_EMAX)
_NEAR_TO = Context(_QUOTIENT, Emin=MIN_EMIN, Emax=MAX_EMAX)
_BEHIND = 6  # digits of a quotient behind those of what it is made of
_FEWEST = 15  # digits of it, of which any float holds as many

ZERO = Interval(Decimal(0), Decimal(0), Decimal(0))
UNKNOWN = Interval(Decimal(0), None, None)


def off_by(estimate: Decimal, factor: Decimal) -> Interval:
    """Return an estimate that may be so many times too high or too low.

    Its ends are exact, but for a low end that no few digits hold: this is rounded down, so far
    behind the digits that were given that it does not come to the figure of a threshold.

    >>> off_by(Decimal("5e25"), Decimal(3))
    Interval(low=Decimal('1.66666666666666E+25'), best=Decimal('5E+25'), high=Decimal('1.5E+26'))
    """
    digits = sum(len(EXACT.normalize(each).as_tuple().digits) for each in (estimate, factor))
    down = Context(max(digits + _BEHIND, _FEWEST), ROUND_FLOOR, MIN_EMIN, MAX_EMAX)
    return Interval(down.divide(estimate, factor), estimate, EXACT.multiply(estimate, factor))


def known(amount: Interval) -> bool:
    """Return whether anything but the lowest bound there can be is known of an amount."""
    return amount != UNKNOWN


def total(amounts: Iterable[tuple[Decimal, Interval]]) -> Interval:
    """Return a sum of amounts, each taken so many times; a negative number of times subtracts.

    No bound of the sum is negative: where it would be, it is zero.

    >>> total([(Decimal(2), exactly(3)), (Decimal(1), Interval(None, None, None))])
    Interval(low=Decimal('6'), best=None, high=None)
    """
    low = high = best = Decimal(0)
    open_high = open_best = False
    for times, amount in amounts:
        if not times:
            continue
        near, far = (amount.low, amount.high) if times > 0 else (amount.high, amount.low)
        if near is not None:
            low = _DOWN.fma(times, near, low)
        elif times < 0:
            low = Decimal("-Infinity")
        if far is not None:
            high = _UP.fma(times, far, high)
        elif times > 0:
            open_high = True
        if amount.best is None:
            open_best = True
        else:
            best = EXACT.fma(times, amount.best, best)
    return Interval(
        max(low, Decimal(0)),
        None if open_best else max(best, Decimal(0)),
        None if open_high else max(high, Decimal(0)),
    )


def plus(*amounts: Interval) -> Interval:
    """Return the sum of amounts.

    >>> plus(exactly(1), exactly(2)).best
    Decimal('3')
    """
    return total((Decimal(1), amount) for amount in amounts)


def minus(whole: Interval, part: Interval) -> Interval:
    """Return what is left of a whole, at least nothing."""
    return total([(Decimal(1), whole), (Decimal(-1), part)])


def times(left: Interval, right: Interval) -> Interval:
    """Return the product of two amounts.

    >>> times(exactly(6), Interval(Decimal(1), None, Decimal(2)))
    Interval(low=Decimal('6'), best=None, high=Decimal('12'))
    """
    return Interval(
        _DOWN.multiply(left.low or Decimal(0), right.low or Decimal(0)),
        None if left.best is None or right.best is None else EXACT.multiply(left.best, right.best),
        None if left.high is None or right.high is None else _UP.multiply(left.high, right.high),
    )


def ratio(part: Interval, whole: Interval) -> Interval | None:
    """Return the share that a part is of a whole; None where the whole may be nothing."""
    if not whole.low:
        return None
    return Interval(
        _DOWN_TO.divide(part.low or Decimal(0), whole.high) if whole.high else Decimal(0),
        None if part.best is None or not whole.best else _NEAR_TO.divide(part.best, whole.best),
        None if part.high is None else _UP_TO.divide(part.high, whole.low),
    )


def apart(one: Interval, other: Interval, tolerance: Decimal = Decimal(0)) -> bool:
    """Return whether two statements of one amount cannot both be true.

    Args:
        one: a statement.
        other: another.
        tolerance: the share of the larger by which they may differ all the same.

    >>> apart(exactly(3), Interval(Decimal(4), None, None))
    True
    >>> apart(exactly("1.00"), exactly("1.01"), Decimal("0.01"))
    False
    """
    return _above(one, other, tolerance) or _above(other, one, tolerance)


def _above(one: Interval, other: Interval, tolerance: Decimal) -> bool:
    if one.low is None or other.high is None:
        return False
    return _UP.multiply(one.low, 1 - tolerance) > other.high


def within(one: Interval, other: Interval) -> Interval:
    """Return what two statements of one amount leave; all between them where they do not meet.

    >>> within(Interval(Decimal(1), None, None), exactly(5)).low
    Decimal('5')
    """
    best = other.best if other.best is not None else one.best
    if apart(one, other):
        span = spanning(one, other)
        return Interval(span.low, best, span.high)
    low = max(one.low or Decimal(0), other.low or Decimal(0))
    highs = [each.high for each in (one, other) if each.high is not None]
    high = min(highs) if highs else None
    inside = best is not None and best >= low and (high is None or best <= high)
    return Interval(low, best if inside else None, high)


def spanning(one: Interval, other: Interval) -> Interval:
    """Return the smallest interval that holds both; no best estimate, for they disagree."""
    return Interval(
        min(one.low or Decimal(0), other.low or Decimal(0)),
        None,
        None if one.high is None or other.high is None else max(one.high, other.high),
    )


def at_least(amount: Interval, least: Decimal) -> Interval:
    """Return an amount of which it is known that it is no less than a figure."""
    points = (amount.best, amount.high)
    best, high = (None if each is None else max(each, least) for each in points)
    return Interval(max(amount.low or Decimal(0), least), best, high)


def largest(amounts: Iterable[Interval]) -> Interval:
    """Return the largest of amounts, point by point."""
    listed = list(amounts) or [ZERO]
    best = [each.best for each in listed if each.best is not None]
    high = [each.high for each in listed if each.high is not None]
    most = max(high) if len(high) == len(listed) else None
    least = max(each.low or Decimal(0) for each in listed)
    if least == most:
        return exactly(least)
    return Interval(least, max(best) if len(best) == len(listed) else None, most)
