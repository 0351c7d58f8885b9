"""Sums in a rule test: what a party must come to, written as an amount or a share."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from liability.case.as_json import exact
from liability.case.money import parse_money
from liability.case.quantity import QuantityError, parse_quantity
from liability.determination.json_values import Json

OPEN = "?"
UNDETERMINED = "undetermined"
OF_PARTY = (
    "share",
    "exposure",
    "own_part",
    "bears_if_all_pay",
    "bears",
    "settled",
    "uncollectible",
    "takes",
)
OF_CLAIMANT = ("recoverable", "own_fault", "bears", "takes")


def read_expected(written: str) -> tuple[Decimal | None, bool]:
    """Return the figure that is expected on this record, and whether something may change it.

    Args:
        written: an amount, as `120 million`; a share, as `50 %`; with ` ?` behind it where
            something open would change the figure; or `undetermined`.

    Raises:
        QuantityError: it is neither.

    >>> read_expected("50 %"), read_expected("120 million ?")
    ((Decimal('0.50'), False), (Decimal('120000000'), True))
    >>> read_expected("undetermined")
    (None, True)
    """
    text = written.strip()
    if text == UNDETERMINED:
        return None, True
    open_ = text.endswith(OPEN)
    text = text.removesuffix(OPEN).strip() or text
    if text.endswith("%"):
        return parse_quantity(text, "ratio"), open_
    return parse_money(text).amount, open_


def wrong_figure(written: str) -> QuantityError | None:
    """Return why what is expected is not a figure; None where it is one."""
    try:
        read_expected(written)
    except QuantityError as error:
        return error
    return None


def differing(wanted: dict[str, str], there: Json) -> Iterator[tuple[str, str, str]]:
    """Yield each figure that is not as expected: its name, what is expected, and what it is."""
    for name, written in wanted.items():
        figure = there.get(name)
        if figure is None:
            yield name, written, "no such figure"
            continue
        value, open_ = read_expected(written)
        on_record = figure["on_this_record"]
        found = None if on_record is None else exact(on_record)
        settled = found is not None and figure["low"] == figure["high"] == on_record
        if found != value or open_ == settled:
            mark = "" if settled else f" {OPEN}"
            yield name, written, UNDETERMINED if found is None else f"{found.normalize():,f}{mark}"
