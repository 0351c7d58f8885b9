"""The items of a checklist, and the parts that they stand in."""

from __future__ import annotations

from typing import NamedTuple

from liability.record import record

DONE, FAILED, OPEN = "done", "failed", "open"


@record
class Item(NamedTuple):
    """Something to work through.

    Attributes:
        state: how it stands, in words.
        mark: `done`, `failed` or `open`; only what is done is ticked.
        why: why it stands so.
        who: who is to do it, or did it.
    """

    id: str
    text: str
    state: str
    mark: str
    why: str = ""
    who: str = ""
    cites: tuple[str, ...] = ()


def clause(sentence: str) -> str:
    """Return a sentence without its period, to stand in brackets.

    >>> clause("It rains.")
    'It rains'
    """
    return sentence.rstrip(".。")


@record
class Part(NamedTuple):
    """Items of one kind, below a title and sentences about all of them."""

    title: str
    says: tuple[str, ...]
    items: tuple[Item, ...]
