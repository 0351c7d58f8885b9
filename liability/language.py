"""The language that texts are said in: English, unless another is spoken at the moment.

Which language a reader asked for is no part of a determination, and every text of the law may be
asked for it; so it is not handed from function to function, but held for the time that a document
is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, get_args

Language = Literal["en", "ko", "ja", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_spoken: ContextVar[Language] = ContextVar("language", default="en")


def spoken() -> Language:
    """Return the language that is spoken at the moment."""
    return _spoken.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language for the time of a `with`.

    >>> with speaking("ko"):
    ...     spoken()
    'ko'
    >>> spoken()
    'en'
    """
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)
