"""Truths of the oracle: True, False or None (not known), strong Kleene; figures and their ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from liability.case.model import Interval
from liability.rulebook import conditions as c

Truth = bool | None
NONE = ""


@dataclass(frozen=True)
class Possible:
    """The values that a conclusion may still take, `NONE` among them where rules may give it none.

    `conflict` if rules that apply disagree.
    """

    values: frozenset[str]
    conflict: bool = False


def not_(truth: Truth) -> Truth:
    return None if truth is None else not truth


def every(truths: list[Truth]) -> Truth:
    return False if False in truths else None if None in truths else True


def some(truths: list[Truth]) -> Truth:
    return True if True in truths else None if None in truths else False


def several(truths: list[Truth]) -> Truth:
    """Two or more, of as many as there may be."""
    return counted(truths, 2, len(truths) + 2, None)


def counted(truths: list[Truth], low: int, high: int, open_from: int | None) -> Truth:
    """Try every way in which the unknown parts can come out, and see whether they agree."""
    sure, unknown = truths.count(True), truths.count(None)
    outcomes = set()
    for met in range(sure, sure + unknown + 1):
        if low <= met <= high:
            outcomes.add(True)
        elif open_from is not None and open_from <= met < low:
            outcomes.add(None)
        else:
            outcomes.add(False)
    return outcomes.pop() if len(outcomes) == 1 else None


COMBINE = {"some": some, "several": several, "every": every}


def agreed(truths: list[Truth]) -> Truth:
    """What several ways of showing one thing give: those that are known must agree."""
    known = {each for each in truths if each is not None}
    return known.pop() if len(known) == 1 else None


def said(
    tree: c.Condition,
    found: Callable[[c.Condition], Truth],
    taken: Callable[[c.Choice], c.Condition],
) -> set[bool]:
    """What is said of a condition: True, False, both where ways inside it disagree, or nothing."""
    match tree:
        case c.Constant() | c.FactTest():
            return {found(tree)} - {None}
        case c.Choice():
            return said(taken(tree), found, taken)
        case c.Not():
            return {not each for each in said(tree.part, found, taken)}
    parts = [said(part, found, taken) for part in tree.parts]
    for_it, against = sum(True in each for each in parts), sum(False in each for each in parts)
    match tree:
        case c.All():
            shown, refuted = for_it == len(parts), against > 0
        case c.AnyOf():
            shown, refuted = for_it > 0, against == len(parts)
        case c.Established():
            shown, refuted = for_it > 0, against > 0
        case c.Count():
            left = len(parts) - against
            shown = for_it >= tree.low and left <= tree.high
            few = tree.low if tree.open_from is None else tree.open_from
            refuted = left < few or for_it > tree.high
    return {word for word, is_said in ((True, shown), (False, refuted)) if is_said}


def point(value: Interval, on: str, end: str) -> Decimal | None:
    """How low (or high) a point can be: where it is not given, as its neighbor on that side."""
    order = ["low", "best", "high"]
    given = [getattr(value, name) for name in order]
    at = order.index(end if on == "all" else on)
    if given[at] is not None or on == "all":
        return given[at]
    side = given[:at][::-1] if end == "low" else given[at + 1 :]
    return next((each for each in side if each is not None), None)


def ordered(operator: str, left, right) -> Truth:
    if left is None or right is None:
        return None
    return {
        "below": left < right,
        "before": left < right,
        "at_most": left <= right,
        "on_or_before": left <= right,
        "above": left > right,
        "after": left > right,
        "at_least": left >= right,
        "on_or_after": left >= right,
    }[operator]
