"""Arithmetic on intervals of compute: exact where digits allow, rounded outward where not.

A low bound is never rounded up and a high bound never down, so that no figure crosses a threshold
by rounding. A bound or a best estimate that is not known stays not known; compute is never
negative, so a low bound that is not known is zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from liability.case.model import Interval

_DIGITS = 60
_DOWN = Context(_DIGITS, ROUND_FLOOR, MIN_EMIN, MAX_EMAX)
_UP = Context(_DIGITS, ROUND_CEILING, MIN_EMIN, MAX_EMAX)
_NEAR = Context(_DIGITS, Emin=MIN_EMIN, Emax=MAX_EMAX)

ZERO = Interval(Decimal(0), Decimal(0), Decimal(0))
UNKNOWN = Interval(Decimal(0), None, None)


def exactly(value: Decimal | int | str) -> Interval:
    """Return a figure known exactly.

    >>> exactly("2e25").high
    Decimal('2E+25')
    """
    figure = Decimal(value)
    return Interval(figure, figure, figure)


def known(amount: Interval) -> bool:
    """Return whether anything but the lowest bound there can be is known of an amount."""
    return amount != UNKNOWN


def total(amounts: Iterable[tuple[Decimal, Interval]]) -> Interval:
    """Return a sum of amounts, each taken so many times; a negative number of times subtracts.

    No bound of the sum is negative: where it would be, it is zero.

    >>> total([(Decimal(1), exactly("6e26")), (Decimal(1), Interval(None, None, None))])
    Interval(low=Decimal('6E+26'), best=None, high=None)
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
            best = _NEAR.fma(times, amount.best, best)
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
        None if left.best is None or right.best is None else _NEAR.multiply(left.best, right.best),
        None if left.high is None or right.high is None else _UP.multiply(left.high, right.high),
    )


def ratio(part: Interval, whole: Interval) -> Interval | None:
    """Return the share that a part is of a whole; None where the whole may be nothing."""
    if not whole.low:
        return None
    return Interval(
        None if whole.high is None else _DOWN.divide(part.low or Decimal(0), whole.high),
        None if part.best is None or not whole.best else _NEAR.divide(part.best, whole.best),
        None if part.high is None else _UP.divide(part.high, whole.low),
    )


def apart(one: Interval, other: Interval) -> bool:
    """Return whether two statements of one amount cannot both be true.

    >>> apart(exactly(3), Interval(Decimal(4), None, None))
    True
    """
    return _above(one, other) or _above(other, one)


def _above(one: Interval, other: Interval) -> bool:
    return one.low is not None and other.high is not None and one.low > other.high


def spanning(one: Interval, other: Interval) -> Interval:
    """Return the smallest interval that holds both; no best estimate, for they disagree."""
    return Interval(
        min(one.low or Decimal(0), other.low or Decimal(0)),
        None,
        None if one.high is None or other.high is None else max(one.high, other.high),
    )


def largest(amounts: Iterable[Interval]) -> Interval:
    """Return the largest of amounts, point by point."""
    listed = list(amounts) or [ZERO]
    best = [each.best for each in listed if each.best is not None]
    high = [each.high for each in listed if each.high is not None]
    return Interval(
        max(each.low or Decimal(0) for each in listed),
        max(best) if len(best) == len(listed) else None,
        max(high) if len(high) == len(listed) else None,
    )
