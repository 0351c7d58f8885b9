"""Text that a spreadsheet would take for a formula, and how it stays text.

Spreadsheets differ in what they pass over before the sign that begins a formula, and some take wide
and small signs for plain ones. The patterns mean the same to Python, Polars and Spark: they name
each character.
"""

from __future__ import annotations

import re

_BLANK = "\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_UNSEEN = (
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f"
)
_SIGN = (
    "=+\\-@\u207a-\u207c\u208a-\u208c\u2212\u2a75\u2a76\ufb29\ufe62\ufe63\ufe66\ufe6b"
    "\uff0b\uff0d\uff1d\uff20"
)
_BEGINS = f"[\t\r]|[{_BLANK}{_UNSEEN}]*[{_SIGN}]"
FORMULA = f"^'*(?:{_BEGINS})"  # the beginning of a formula to a spreadsheet, or of one kept text
GUARDED = f"^'('*(?:{_BEGINS}))"  # the same with the apostrophe before it that keeps it text
_FORMULA = re.compile(FORMULA)


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, and no two cells as the same.

    >>> guarded("=1+1"), guarded(" ＝1+1"), guarded("1+1"), guarded("'=1+1")
    ("'=1+1", "' ＝1+1", '1+1', "''=1+1")
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell
