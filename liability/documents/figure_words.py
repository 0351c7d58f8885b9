"""Figures, shares and intervals as people write them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal

from liability.case.model import Interval
from liability.case.quantity import figure
from liability.sentences import tr

_EXACT_DIGITS, _ROUNDED_DIGITS = 12, 4  # of a figure: from where it is rounded, and to how many


def readable(value: Decimal) -> str:
    """Return a figure as people write it; a quotient without end is rounded, and says so.

    >>> readable(Decimal(6) / 95), readable(Decimal("8.15e26"))
    ('≈ 0.06316', '8.15e26')
    """
    long = len(value.normalize().as_tuple().digits) > _EXACT_DIGITS
    return f"≈ {figure(Context(_ROUNDED_DIGITS).create_decimal(value))}" if long else figure(value)


def percentage(value: Decimal) -> str:
    """Return a share as people write it, with all its digits.

    >>> percentage(Decimal("0.1")), percentage(Decimal("0.0025")), percentage(Decimal(1) / 3)
    ('10%', '0.25%', '≈ 33.33%')
    """
    return f"{readable(value * 100)}%"


def interval(value: Interval, shown: Callable[[Decimal], str] = figure, behind: str = "") -> str:
    """Return an interval in words, its points as `shown` gives them, with `behind` after the last.

    >>> interval(Interval(Decimal("3e19"), Decimal("1e20"), Decimal("3e20")))
    '3e19 to 3e20, best estimate 1e20'
    >>> interval(Interval(None, None, Decimal("5e18")), behind=" FLOP")
    'at most 5e18 FLOP'
    """
    low, best, high = (None if each is None else shown(each) for each in value)
    if low is not None and low == high:
        return f"{low}{behind}"
    guess = tr("best estimate {best}", best=f"{best}{behind}") if best is not None else ""
    last = "" if guess else behind
    if low is not None and high is not None:
        ends = tr("{low} to {high}", low=low, high=f"{high}{last}")
    elif low is not None:
        ends = tr("at least {figure}", figure=f"{low}{last}")
    elif high is not None:
        ends = tr("at most {figure}", figure=f"{high}{last}")
    else:
        return guess
    return (
        tr("{range}, best estimate {best}", range=ends, best=f"{best}{behind}") if guess else ends
    )
