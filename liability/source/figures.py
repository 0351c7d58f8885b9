"""How figures are written."""

from __future__ import annotations

from decimal import Decimal


def figure(value: Decimal) -> str:
    """Return a figure as people write it.

    >>> figure(Decimal("2E+25")), figure(Decimal("0.01")), figure(Decimal("1500"))
    ('2e25', '0.01', '1500')
    """
    if value and not -5 < value.adjusted() < 7:
        mantissa = value.scaleb(-value.adjusted()).normalize()
        return f"{mantissa:f}e{value.adjusted()}"
    return f"{value.normalize():f}" if value else "0"
