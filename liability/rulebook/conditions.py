"""Conditions: the one language of findings and rules, as immutable trees.

A rule file writes conditions in YAML (`format.py`); here is what they mean. `Choice` and `Slot`
stand for what profile, readings and entry decide, and are gone once the law is specialized.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from liability.record import record

# How a fact, or a column of it, is compared with the operand of a test that orders.
COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "below": operator.lt,
    "at_most": operator.le,
    "above": operator.gt,
    "at_least": operator.ge,
    "before": operator.lt,
    "on_or_before": operator.le,
    "after": operator.gt,
    "on_or_after": operator.ge,
}
LEFT_OUT = "left_out"  # the operator that asks whether a case gives a fact at all
UPWARD = frozenset({"above", "at_least"})  # a low end is the hardest for these to be met by


@record
class Constant(NamedTuple):
    """`always` or `never`."""

    met: bool


@record
class Is(NamedTuple):
    """A finding or conclusion has one of `values`; `("met",)` for a plain name."""

    node: str
    values: tuple[str, ...] = ("met",)


@record
class All(NamedTuple):
    """Every part holds."""

    parts: tuple[Condition, ...]


@record
class AnyOf(NamedTuple):
    """At least one part holds."""

    parts: tuple[Condition, ...]


@record
class Not(NamedTuple):
    """The part does not hold."""

    part: Condition


@record
class Count(NamedTuple):
    """Between `low` and `high` parts are met; from `open_from` on, short of `low`, it is open."""

    parts: tuple[Condition, ...]
    low: int
    high: int
    open_from: int | None = None

    @property
    def floor(self) -> int:
        """From how many on it is open, where they are fewer than `low`; without such, `low`."""
        return self.low if self.open_from is None else self.open_from


@record
class Established(NamedTuple):
    """Ways of showing one thing, which must agree; `nested` if one may have ways of its own."""

    parts: tuple[Condition, ...]
    nested: bool = False


@record
class Disproved(NamedTuple):
    """The part is shown not to hold. Unlike `Not`, a closed record that shows neither fails it."""

    part: Condition


@record
class Shown(NamedTuple):
    """The part holds on the record as it is. What the record leaves open is not shown."""

    part: Condition


@record
class Quantified(NamedTuple):
    """A node holds for some, several or every member of a subject; `of`: of those naming it."""

    kind: str  # `some`, `several` (two or more) or `every`
    subject: str
    node: str
    of: str | None
    member: str | None = None  # the member that `of` stands for, once known

    @property
    def id(self) -> str:
        """The name under which its value enters the rules."""
        suffix = f".{self.of}.{self.member or 'own'}" if self.of else ""
        return f"{self.kind}.{self.subject}.{self.node}{suffix}"


@record
class Slot(NamedTuple):
    """The condition that the entry at hand gives under this name."""

    name: str


@record
class Choice(NamedTuple):
    """One condition an option of `reading`, or a profile where `reading` is None."""

    reading: str | None
    options: tuple[tuple[str, Condition], ...]


@record
class Figure(NamedTuple):
    """A value compared with, and the parameter (and the date it is from) that it comes from."""

    value: Decimal | date | None
    parameter: str | None = None
    since: str | None = None
    assumption: bool = False


@record
class Literal(NamedTuple):
    """A value as written in the rule; typed by the fact it is compared with."""

    written: str


@record
class ParameterRef(NamedTuple):
    """A figure of the law, by name."""

    parameter: str


@record
class FactRef(NamedTuple):
    """Another fact."""

    fact: str


@record
class AsOf(NamedTuple):
    """The day whose law applies."""


OperandTree: TypeAlias = Figure | Literal | ParameterRef | FactRef | AsOf


@record
class FactTest(NamedTuple):
    """A test of one fact.

    Attributes:
        fact: the fact's id.
        operator: one of `condition_format.OPERATORS`.
        values: what `is`, `is_one_of`, `includes_any` and `supported` compare with, and what
            for `decides` shows that it is met.
        against: what for `decides` shows that it is not met.
        operand: what the ordering operators compare with.
        met_on: which point of an interval shows that it is met: low, best, high, all.
        not_met_on: which point shows that it is not met.
        any_side: of a disputed fact, that one side's version passes is enough.
        otherwise: the fact that is tested in place of this one where the case does not state it.
    """

    fact: str
    operator: str
    values: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    operand: OperandTree | None = None
    met_on: str = "all"
    not_met_on: str = "all"
    any_side: bool = False
    otherwise: str | None = None


Condition: TypeAlias = (
    Constant | Is | All | AnyOf | Not | Count | Established | Disproved | Shown | Quantified | Slot
    | Choice | FactTest
)  # fmt: skip

_OF_SEVERAL = (All, AnyOf, Count, Established)
_OF_ONE = (Not, Disproved, Shown)


def parts(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions directly inside `condition`."""
    if isinstance(condition, _OF_SEVERAL):
        return condition.parts
    if isinstance(condition, _OF_ONE):
        return (condition.part,)
    if isinstance(condition, Choice):
        return tuple([part for _, part in condition.options])
    return ()


def walk(condition: Condition) -> Iterator[Condition]:
    """Yield `condition` and everything inside it, from the outside in."""
    todo = [condition]
    while todo:
        each = todo.pop()
        yield each
        todo += parts(each)[::-1]


def rebuild(condition: Condition, change: Callable[[Condition], Condition]) -> Condition:
    """Return `condition` with `change` applied to each condition directly inside it."""
    if isinstance(condition, _OF_SEVERAL):
        changed = tuple([change(part) for part in condition.parts])
        same = all(map(operator.is_, changed, condition.parts))
        return condition if same else condition._replace(parts=changed)
    if isinstance(condition, _OF_ONE):
        part = change(condition.part)
        return condition if part is condition.part else condition._replace(part=part)
    if isinstance(condition, Choice):
        return condition._replace(
            options=tuple((it, change(each)) for it, each in condition.options)
        )
    return condition
