"""Days, in the one way that they are written: ISO 8601 with hyphens."""

from __future__ import annotations

import re
from datetime import date

from liability.source.visible import short

YEARS = (1950, 2150)  # of days that a case can mean
DATE_HELP = "write it as 2025-03-05"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DayError(ValueError):
    """What is written is not a day that a case can mean.

    Attributes:
        code: `wrong-type` or `out-of-range`.
        help: what to write instead.
    """

    def __init__(self, code: str, message: str, advice: str = DATE_HELP) -> None:
        super().__init__(message)
        self.code = code
        self.help = advice


def parse_day(written: str) -> date:
    """Return a day of a case, or of what stands beside it.

    Raises:
        DayError: it has another form, is not in the calendar, or is of a year out of `YEARS`.

    >>> parse_day("2025-03-05")
    datetime.date(2025, 3, 5)
    """
    said = f"`{short(written)}`"
    if not looks_like_date(written.strip()):
        raise DayError("wrong-type", f"{said} is not a date")
    try:
        found = date.fromisoformat(written.strip())
    except ValueError:
        raise DayError("out-of-range", f"{said} is not a day of the calendar") from None
    if not YEARS[0] <= found.year <= YEARS[1]:
        years = f"give a year from {YEARS[0]} to {YEARS[1]}"
        raise DayError("out-of-range", f"{said} is out of range", years)
    return found


def wrong_day(written: str) -> DayError | None:
    """Return why text is no day that may be asked for, without any space; None where it is one.

    >>> print(wrong_day("2025-03-05"), wrong_day("2151-01-01"), sep=", ")
    None, `2151-01-01` is out of range
    """
    if not looks_like_date(written):
        return DayError("wrong-type", f"`{short(written)}` is not a date")
    try:
        parse_day(written)
    except DayError as error:
        return error
    return None


def looks_like_date(written: str) -> bool:
    """Return whether text has the form of a day, be it in the calendar or not."""
    return _DAY.fullmatch(written) is not None


def is_date(written: str) -> bool:
    """Return whether text is a day of the calendar, written as ISO 8601 has it, with hyphens.

    >>> is_date("2025-03-05"), is_date("20250305"), is_date("2025-02-30")
    (True, False, False)
    """
    try:
        return looks_like_date(written) and bool(date.fromisoformat(written))
    except ValueError:
        return False


def day_or_today(day: str | None) -> str:
    """Return a day as it is written, and today where none is given."""
    return date.today().isoformat() if day is None else day
