"""An amount with commas that YAML takes apart: inside `{…}` a comma ends a value."""

from __future__ import annotations

import re

_BEFORE = re.compile(r"(?:[^\s,:{}\[\]'\"]+ )?[^\s,:{}\[\]'\"]*(?<!\d)\d{1,3},(?:\d{3},)*$")
_BEHIND = re.compile(r"\d{3}(?!\d)(?:,\d{3}(?!\d))*[^,:{}\[\]]*(?=\s*[,}])")


def torn_amount(line: str, column: int) -> tuple[int, str] | None:
    """Return where the amount begins whose digits behind a comma are taken for a key, and it.

    Args:
        line: the line.
        column: where the key begins in it, from 0.

    >>> torn_amount("{amount: 3,500,000 USD, kind: a}", 11)
    (9, '3,500,000 USD')
    >>> torn_amount("{amount: 3,500,000 USD, kind: a}", 15)
    (9, '3,500,000 USD')
    >>> torn_amount("{1: 2,300: 4}", 6), torn_amount("{low: 3, best: 4}", 9)
    (None, None)
    """
    before, behind = _BEFORE.search(line[:column]), _BEHIND.match(line[column:])
    if before is None or behind is None:
        return None
    return before.start(), (before[0] + behind[0]).rstrip()
