"""The first stratum on columns: tests of facts, and the findings that are made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import narwhals as nw

from liability.case.model import POINTS
from liability.findings.find import fact_key
from liability.logic import FAILS, HOLDS, OPEN
from liability.portfolio.kleene import (
    Truth,
    counted,
    decided,
    every,
    expression,
    known,
    negated,
    proven,
)
from liability.portfolio.kleene import some as some_of
from liability.record import record
from liability.rulebook import conditions as c
from liability.rulebook.conditions import COMPARE, UPWARD
from liability.rulebook.law import Law
from liability.rulebook.model import Finding

_CUT = {"above": "above", "at_most": "above", "at_least": "at_least", "below": "at_least"}
_FEW = 4  # words that are sooner compared with one by one


@record
class FactColumns(NamedTuple):
    """Where a frame holds a fact.

    Attributes:
        type: the fact's type, as the rulebook declares it.
        at: of a quantity, the column of `low`, `best` and `high`, those that there are; of
            `choices`, the Boolean column of each value; of any other fact, its column under `""`.
            Columns of quantities are Float64, of booleans Boolean, of dates Date, of others text.
        unknown: the Boolean column that says of which rows the fact is said to be unknown, where
            that is another thing than to leave it out; see `asked_if_given`.
    """

    type: str
    at: Mapping[str, str]
    unknown: str = ""

    @property
    def plain(self) -> bool:
        """Whether a quantity has one column that is all its points: plain figures, no intervals."""
        return len(self.at) == len(POINTS) and len(set(self.at.values())) == 1

    @property
    def names(self) -> list[str]:
        """Every column, once."""
        return list(dict.fromkeys([*self.at.values(), *([self.unknown] if self.unknown else [])]))


Held = Mapping[str, FactColumns]  # by key of the fact
Leaf = Callable[[c.Condition], Truth]


def tests_of(finding: Finding, held: Held, member: str | None) -> Leaf:
    """Return what gives the truth of each test of a finding for every row.

    Args:
        finding: the finding, specialized.
        held: which facts the frame holds; every other is unknown in every row.
        member: whom the finding is about, where it is about one of several.
    """

    def leaf(condition: c.Condition) -> Truth:
        assert isinstance(condition, c.FactTest)
        other = None
        if isinstance(condition.operand, c.FactRef):
            other = held.get(fact_key(condition.operand.fact, finding, member))
            if other is None:
                return OPEN
        columns = held.get(fact_key(condition.fact, finding, member))
        if condition.operator == c.LEFT_OUT:
            return HOLDS if columns is None else ~given(columns)
        spare = None
        if condition.otherwise:
            spare = held.get(fact_key(condition.otherwise, finding, member))
        if columns is None or spare is None:
            there = columns or spare
            return OPEN if there is None else tested(condition, there, other)
        first, second = (tested(condition, each, other) for each in (columns, spare))
        return nw.when(given(columns)).then(expression(first)).otherwise(expression(second))

    return leaf


def truth_in_columns(condition: c.Condition, leaf: Leaf, counts: Leaf | None = None) -> Truth:
    """Return the truth of a condition for every row; `logic.truth` does the same for one case.

    Args:
        condition: the condition.
        leaf: gives the truth of what is not a connective, and of ways of showing something.
        counts: gives that of what is counted among others, which is written out several times;
            as of any other condition, when left out.
    """

    def inside(part: c.Condition) -> Truth:
        return truth_in_columns(part, leaf, counts)

    match condition:
        case c.Constant():
            return HOLDS if condition.met else FAILS
        case c.All():
            return every(map(inside, condition.parts))
        case c.AnyOf():
            return some_of(map(inside, condition.parts))
        case c.Not():
            return negated(inside(condition.part))
        case c.Shown():
            return proven(inside(condition.part))
        case c.Count():
            alone = len(condition.parts) == 1
            truths = [*map(inside if alone or counts is None else counts, condition.parts)]
            return counted(truths, condition.low, condition.high, condition.floor)
        case _:
            return leaf(condition)


def tested(test: c.FactTest, columns: FactColumns, other: FactColumns | None) -> Truth:
    """Return the truth of one test for every row; `findings.tests` does the same for one case."""
    if test.operator in COMPARE:
        return _ordered(test, columns, other)
    if columns.type == "choices":
        return _includes(test, columns)
    shown = _is_one_of(columns, test.values)
    if test.operator != "decides":
        return shown
    against = _is_one_of(columns, test.against)
    return decided(known(shown), known(against))


def stated(columns: FactColumns) -> nw.Expr:
    """Return whether a row states a fact."""
    return reduce(or_, [~nw.col(each).is_null() for each in dict.fromkeys(columns.at.values())])


def given(columns: FactColumns) -> nw.Expr:
    """Return whether a row states a fact, or says that it is unknown."""
    if not columns.unknown:
        return stated(columns)
    return stated(columns) | nw.col(columns.unknown).fill_null(False)


def asked_if_given(law: Law) -> frozenset[str]:
    """Return the facts of which it counts whether a case leaves them out."""
    return frozenset(
        test.fact
        for finding in law.findings.values()
        for test in c.walk(finding.test)
        if isinstance(test, c.FactTest) and (test.otherwise or test.operator == c.LEFT_OUT)
    )


def passed(tests: Iterable[c.FactTest], columns: FactColumns) -> list[nw.Expr]:
    """Return whether a plain figure passes each figure of the law, from the highest on.

    How many it passes says how each test comes out. None, where a test is not with such a figure.
    """
    cuts: set[tuple[float, str]] = set()
    for test in tests:
        if not isinstance(test.operand, c.Figure) or test.operator not in _CUT:
            return []
        figure = test.operand.value
        if figure is not None:
            assert isinstance(figure, Decimal)
            cuts.add((float(figure), _CUT[test.operator]))
    column = nw.col(columns.at["low"])
    by_height = sorted(cuts, key=lambda cut: (cut[0], cut[1] == "above"), reverse=True)
    return [COMPARE[operator](column, nw.lit(figure)) for figure, operator in by_height]


def _is_one_of(columns: FactColumns, values: tuple[str, ...]) -> nw.Expr:
    column = nw.col(columns.at[""])
    if columns.type != "boolean":
        few = 0 < len(values) <= _FEW
        return reduce(or_, [column == each for each in values]) if few else column.is_in(values)
    yes, no = "true" in values, "false" in values
    if yes and no:
        return column | ~column
    return column if yes else ~column if no else column & ~column


def _includes(test: c.FactTest, columns: FactColumns) -> Truth:
    asked = [columns.at[value] for value in test.values if value in columns.at]
    return reduce(or_, [nw.col(name) for name in asked]) if asked else OPEN


def _ordered(test: c.FactTest, columns: FactColumns, other: FactColumns | None) -> Truth:
    compare: Callable[[Any, Any], nw.Expr] = COMPARE[test.operator]
    figure = test.operand.value if isinstance(test.operand, c.Figure) else None
    if other is None and figure is None:
        return OPEN
    if columns.type != "quantity":
        against = nw.col(other.at[""]) if other is not None else nw.lit(figure)
        return compare(nw.col(columns.at[""]), against)
    hard, easy = ("low", "high") if test.operator in UPWARD else ("high", "low")
    left_met = _bound(columns, test.met_on, hard)
    left_not = _bound(columns, test.not_met_on, easy)
    right_met, right_not = _other(figure, other, easy), _other(figure, other, hard)
    if columns.plain and (other is None or other.plain):
        assert left_met is not None
        assert right_met is not None
        return compare(left_met, right_met)
    holds: Truth = FAILS
    fails: Truth = FAILS
    if left_met is not None and right_met is not None:
        holds = known(compare(left_met, right_met))
    if left_not is not None and right_not is not None:
        fails = known(~compare(left_not, right_not))
    return decided(holds, fails)


def _other(figure: Decimal | date | None, other: FactColumns | None, end: str) -> nw.Expr | None:
    """Return an end of what a fact is compared with, where there is any."""
    if other is None:
        assert isinstance(figure, Decimal)
        return nw.lit(float(figure))
    return nw.col(other.at[end]) if end in other.at else None


def _bound(columns: FactColumns, on: str, end: str) -> nw.Expr | None:
    """Return how low, or how high, a point can be: itself, or where it is empty its neighbor."""
    if on == "all":
        names: tuple[str, ...] = (end,)
    elif end == "low":
        names = POINTS[: POINTS.index(on) + 1][::-1]
    else:
        names = POINTS[POINTS.index(on) :]
    held = list(dict.fromkeys(columns.at[name] for name in names if name in columns.at))
    if not held:
        return None
    first, *rest = (nw.col(name) for name in held)
    return nw.coalesce(first, *rest) if rest else first
