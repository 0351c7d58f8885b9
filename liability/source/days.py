"""Days, in the one way that they are written: ISO 8601 with hyphens."""

from __future__ import annotations

import re
from datetime import date

DATE_HELP = "write it as 2025-03-05"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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
