"""Amounts of money as the documents give them."""

from __future__ import annotations

from decimal import Decimal

from liability.case.money import decimals
from liability.case.quantity import EXACT


def amount(value: Decimal, currency: str | None) -> str:
    """Return an amount of money: the code first, thousands grouped by commas.

    An amount that is not whole has all the decimals of its currency. One that is finer than these
    is rounded to the nearest, and `≈` says so.

    Args:
        value: in whole units of the currency.
        currency: the ISO 4217 code; None where it is not known, which gives two decimals.

    >>> amount(Decimal("85714285.71"), "USD"), amount(Decimal("85714285.5"), None)
    ('USD 85,714,285.71', '85,714,285.50')
    >>> amount(Decimal("1.2e11"), "KRW"), amount(Decimal("120.00"), "EUR"), amount(Decimal(0), None)
    ('KRW 120,000,000,000', 'EUR 120', '0')
    >>> amount(Decimal("28571428.571428"), "USD"), amount(Decimal("28571428.5714"), "KRW")
    ('≈ USD 28,571,428.57', '≈ KRW 28,571,429')
    >>> amount(Decimal("1.5"), "KWD")
    'KWD 1.500'
    """
    whole = value == value.to_integral_value()
    shown = value.quantize(Decimal(10) ** -(0 if whole else decimals(currency)), context=EXACT)
    code = f"{currency} " if currency else ""
    return ("" if shown == value else "≈ ") + f"{code}{shown:,f}"
