"""What an outcome may be in words: its value, or that it is open and what it may be."""

from __future__ import annotations

from collections.abc import Sequence

from liability.documents.words import value_label
from liability.rulebook.model import Conclusion
from liability.sentences import either, tr


def possible_words(declared: Conclusion, values: Sequence[str], *, conflict: bool = False) -> str:
    """Return the value of an outcome; where it is open, that, and the values that it may have.

    Args:
        declared: the conclusion that the outcome is read off.
        values: the values that are possible.
        conflict: they are those of rules that disagree.
    """
    said = either(value_label(declared, each) for each in values)
    if conflict:
        return tr("conflict: {values}", values=said)
    return said if len(values) == 1 else tr("undetermined: {values}", values=said)
