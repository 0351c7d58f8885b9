"""What cells are by value: `TRUE`, `yes` and a truth of Excel are one, and so are `0` and `0.0`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

from liability.case.quantity import QuantityError, leading_figure
from liability.case.values import FALSE_WORDS, TRUE_WORDS

MIDNIGHT = r"[ T]0?0:00(:00(\.0+)?)?(Z|\+00:00)?"
_DAY = re.compile(rf"([0-9]{{4}})([-/])([0-9]{{1,2}})\2([0-9]{{1,2}})({MIDNIGHT})?")
_BOOLEAN, _NUMBER, _TEXT = "boolean", "number", "text"
_MINUS = ("-", "−")

ByValue = tuple[str, bool | Decimal | str]


def by_value(text: str) -> ByValue:
    """Return what a cell is, however it is spelt: an answer, a number, or else its text.

    >>> by_value("TRUE") == by_value("yes"), by_value("-1.0") == by_value("-1")
    (True, True)
    >>> by_value("25%") == by_value("0.25")
    True
    >>> by_value("1") == by_value("TRUE"), by_value("Wrong") == by_value("wrong")
    (False, False)
    """
    text = text.strip()
    if text.lower() in TRUE_WORDS | FALSE_WORDS:
        return _BOOLEAN, text.lower() in TRUE_WORDS
    negative = text.startswith(_MINUS)
    try:
        number, behind = leading_figure(text[1:] if negative else text, "ratio", text)
    except QuantityError:
        return _TEXT, text
    if behind == "%":
        number = number.scaleb(-2)
    elif behind:
        return _TEXT, text
    return _NUMBER, -number if negative else number


def day_in(text: str) -> str:
    """Return a day as a case file writes it: a table may pad it less, and say midnight.

    Only with the year first: of two other numbers nobody knows which is the month.

    >>> day_in("2025/1/2"), day_in("2025-01-02 00:00:00"), day_in("1/2/2025")
    ('2025-01-02', '2025-01-02', '1/2/2025')
    """
    found = _DAY.fullmatch(text)
    return f"{found[1]}-{found[3]:0>2}-{found[4]:0>2}" if found else text


def composed(name: str) -> str:
    """Return a name to compare with others: the same for each way in which Unicode writes it.

    >>> composed("e\u0301") == "\u00e9"
    True
    """
    return unicodedata.normalize("NFC", name)


def is_bare(text: str, unit: str) -> bool:
    """Return whether a text is a figure with no unit behind it, however the figure is written."""
    try:
        return not leading_figure(text, unit, text)[1]
    except QuantityError:
        return False


class CellValues:
    """What the cells of a column stand for, as a map says.

    Args:
        values: what each stands for.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._exact = {key.strip(): value for key, value in values.items()}
        stand_for: dict[ByValue, set[str]] = {}
        for key, value in self._exact.items():
            stand_for.setdefault(by_value(key), set()).add(value)
        self._by_value = {key: each.pop() for key, each in stand_for.items() if len(each) == 1}
        answers = {by_value("0"), by_value("1")}
        self._names_answers = any(kind == _BOOLEAN for kind, _ in stand_for) or bool(
            answers & stand_for.keys()
        )

    def get(self, text: str) -> str | None:
        """Return what a cell stands for: as it is written, else by value; None if not named."""
        found = self._exact.get(text)
        return self._by_value.get(by_value(text)) if found is None else found

    def leaves_open(self, text: str) -> bool:
        """Return whether a cell is an answer that is not named, where others are.

        What it answers by itself may be the contrary of what those stand for.
        """
        return self._names_answers and by_value(text)[0] == _BOOLEAN and self.get(text) is None


class Refused:
    """The cells with which a row is not to be used, by value.

    Args:
        values: the cells.
    """

    def __init__(self, values: Iterable[str]) -> None:
        self._values = frozenset(by_value(each) for each in values)

    def __contains__(self, text: str | None) -> bool:
        return text is not None and by_value(text) in self._values
