"""A text in each language that it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from liability.language import spoken

Text: TypeAlias = Mapping[str, str]  # language -> text; English always there


def say(text: Text) -> str:
    """Return a text in the language spoken, or in English where it has no such version.

    >>> from liability.language import speaking
    >>> with speaking("ko"):
    ...     say({"en": "safe harbor", "ko": "안전 피난처"}), say({"en": "cap"})
    ('안전 피난처', 'cap')
    """
    return text.get(spoken()) or text["en"]
