"""Why a gate of a safety case came out as it did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from liability.case.safety_case import Element, SafetyCase, SignOff, ended
from liability.record import record

PASSED, FAILED, OPEN = "passed", "failed", "open"


@record
class Reason(NamedTuple):
    """Why a gate came out as it did: a code, what it is about, and what is said beside.

    Attributes:
        makes: `failed` or `open`; `passed` where it is only to be noted.
        code: which sentence says it; the documents have one for each.
        names: ids of elements, roles, or names of persons.
    """

    makes: str
    code: str
    names: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()


def those(makes: str, code: str, names: Iterable[str], **said: str) -> Reason | None:
    """Return a reason about some things, or None where there are none."""
    there = tuple(dict.fromkeys(names))
    return Reason(makes, code, there, tuple(said.items())) if there else None


def comes_to(reasons: Iterable[Reason | None]) -> str:
    """Return how a gate comes out by its reasons: what fails it goes before what leaves it open."""
    made = {each.makes for each in reasons if each is not None}
    return FAILED if FAILED in made else OPEN if OPEN in made else PASSED


def fresh(
    case: SafetyCase, day: date, parts: Sequence[Element | SignOff], name: Callable[[Any], str]
) -> Iterator[Reason | None]:
    """Say what has no date, is out of date or is of another version of the system."""
    version = case.version
    for makes, code, holds in (
        (OPEN, "no-date", lambda each: each.date is None),
        (FAILED, "later", lambda each: each.date is not None and each.date > day),
        (FAILED, "out-of-date", lambda each: ended(each, day)),
        (OPEN, "no-version", lambda each: each.version is None),
        (FAILED, "other-version", lambda each: each.version not in (None, version)),
    ):
        yield those(makes, code, [name(each) for each in parts if holds(each)])
