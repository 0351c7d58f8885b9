"""Figures, shares and intervals as people write them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal

from liability.case.model import Interval
from liability.case.quantity import EXACT, figure
from liability.sentences import tr

_EXACT_DIGITS, _OF_A_SHARE = 12, 6  # of a figure, and of a percentage: behind these it is rounded
_ROUNDED_DIGITS = 4


def readable(value: Decimal, digits: int = _EXACT_DIGITS) -> str:
    """Return a figure as people write it; one of more than `digits` is rounded, and says so.

    >>> readable(Decimal(6) / 95), readable(Decimal("8.15e26"))
    ('≈ 0.06316', '8.15e26')
    >>> readable(Decimal(f"1.{'0' * 40}1e27"))
    '≈ 1e27'
    """
    long = len(EXACT.normalize(value).as_tuple().digits) > digits
    return f"≈ {figure(Context(_ROUNDED_DIGITS).create_decimal(value))}" if long else figure(value)


def percentage(value: Decimal) -> str:
    """Return a share as people write it; one of many digits is rounded, and says so.

    >>> percentage(Decimal("0.1")), percentage(Decimal("0.0025")), percentage(Decimal("0.333333"))
    ('10%', '0.25%', '33.3333%')
    >>> percentage(Decimal("0.3333333333"))
    '≈ 33.33%'
    """
    return f"{readable(value * 100, _OF_A_SHARE)}%"


def between(low: str, high: str, behind: str = "") -> str:
    """Return from where to where an amount reaches, in words; empty where neither end is known.

    >>> between("1", "2", " FLOP"), between("1", ""), between("", "2")
    ('1 to 2 FLOP', 'at least 1', 'at most 2')
    """
    if low and high:
        return tr("{low} to {high}", low=low, high=f"{high}{behind}")
    if low:
        return tr("at least {figure}", figure=f"{low}{behind}")
    return tr("at most {figure}", figure=f"{high}{behind}") if high else ""


def interval(value: Interval, shown: Callable[[Decimal], str] = figure, behind: str = "") -> str:
    """Return an interval in words, its points as `shown` gives them, with `behind` after the last.

    >>> interval(Interval(Decimal("3e19"), Decimal("1e20"), Decimal("3e20")))
    '3e19 to 3e20, best estimate 1e20'
    >>> interval(Interval(None, None, Decimal("5e18")), behind=" FLOP")
    'at most 5e18 FLOP'
    """
    low, best, high = ("" if each is None else shown(each) for each in value)
    if low and low == high:
        return f"{low}{behind}"
    if not best:
        return between(low, high, behind)
    best += behind
    if not low and not high:
        return tr("best estimate {best}", best=best)
    return tr("{range}, best estimate {best}", range=between(low, high), best=best)
