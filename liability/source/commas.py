"""What commas take apart in YAML, amounts and text: inside `{…}` a comma ends a value."""

from __future__ import annotations

import re

from liability.source.document import Data
from liability.source.problems import Place

TEXT_WITH_COMMA = "put text that holds a comma in quotes"

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


def is_torn_off(key: Place, value: Data) -> bool:
    """Return whether a key is the end of a text: a comma stands before it, and it has no value.

    >>> is_torn_off(Place("x.yaml", 1, 16, 4, "{card: A card, 2025}"), None)
    True
    """
    before, behind = key.text[: key.column - 1], key.text[key.column - 1 + key.length :]
    return value is None and before.rstrip().endswith(",") and behind.lstrip()[:1] in (",", "}")
