"""A text in each language that it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from liability.language import spoken
from liability.source.problems import typed_amiss

Text: TypeAlias = Mapping[str, str]  # language -> text; English always there


def say(text: Text) -> str:
    """Return a text in the language spoken, or in English where it has no such version.

    >>> from liability.language import speaking
    >>> with speaking("ko"):
    ...     say({"en": "safe harbor", "ko": "안전 피난처"}), say({"en": "cap"})
    ('안전 피난처', 'cap')
    """
    return text.get(spoken()) or text["en"]


def meant(written: str, known: Mapping[str, Text], otherwise: str = "") -> str:
    """Return a help line: which of the known was meant by a slip of the keys, or what each means.

    A word that only looks like one of them may mean another thing in law, so it is not suggested.

    Args:
        written: what is none of them.
        known: the values of a fact or a conclusion, or the options of a reading.
        otherwise: what to say rather than list very many.

    >>> meant("stong", {"strong": {"en": "Strong"}}), meant("mild", {"strong": {"en": "Strong"}})
    ('did you mean `strong`?', 'known names: `strong` (Strong)')
    """
    name = typed_amiss(written, known)
    folded = written.casefold()
    name = name or next((it for it, text in known.items() if folded == say(text).casefold()), None)
    return f"did you mean `{name}`?" if name else meanings(known, otherwise)


def meanings(known: Mapping[str, Text], otherwise: str = "") -> str:
    """Return a help line of what each of the known means; `otherwise` where they are very many."""
    if otherwise and len(known) > _MOST_TOLD:
        return otherwise
    return "known names: " + ", ".join(
        f"`{name}`" if say(text) == name else f"`{name}` ({say(text)})"
        for name, text in known.items()
    )


_MOST_TOLD = 12
