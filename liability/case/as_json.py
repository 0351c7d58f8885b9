"""Figures and facts as JSON has them: exact, and null where unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from liability.case.model import Disputed, Interval, Value


def number(value: Decimal | None) -> float | str | None:
    """Return a figure for JSON: a number where that is exact, otherwise its digits as text.

    >>> number(Decimal("2e25"))
    2e+25
    """
    if value is None:
        return None
    nearest = float(value)
    return nearest if Decimal(repr(nearest)) == value else str(value)


def exact(value: float | str | Decimal) -> Decimal:
    """Return a figure as JSON has it, which is text where no float holds it; see `number`.

    >>> exact(0.1), exact("-923456789012345678.97")
    (Decimal('0.1'), Decimal('-923456789012345678.97'))
    """
    return Decimal(str(value))


def fact_value(value: Value | None) -> Any:
    """Return a fact's value for JSON; null where it is unknown."""
    match value:
        case None | str():
            return value
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case Interval():
            return {
                "low": number(value.low),
                "best": number(value.best),
                "high": number(value.high),
            }
        case Disputed():
            return {
                "disputed": {side: fact_value(said) for side, said in sorted(value.sides.items())}
            }
