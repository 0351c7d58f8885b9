"""Strong Kleene logic on columns: a truth is known for every row, or a nullable Boolean expression.

Null is what is open. SQL's three-valued logic is Kleene's, so every back end of Narwhals has it.
What is the same for all rows is folded here, and never becomes an expression: most facts of the
law are no column of a table, and are open in each of its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import add, and_, or_
from typing import Any, TypeAlias

import narwhals as nw

from liability import logic
from liability.logic import FAILS, HOLDS, OPEN

TRUTHS = (FAILS, HOLDS, OPEN)  # what the digits stand for that a truth is written with
STEP = "__step_"  # begins the name of every column that is made on the way
INT8, INT64 = 2**7, 2**63  # how many values, from 0 on, a number of the type can have
Truth: TypeAlias = "int | nw.Expr"  # `FAILS`, `OPEN`, `HOLDS`, or an expression where rows differ


def negated(truth: Truth) -> Truth:
    """Return the contrary of a truth; of what is open, that it is open."""
    return HOLDS - truth if isinstance(truth, int) else ~truth


def every(truths: Iterable[Truth]) -> Truth:
    """Return whether all hold."""
    return _first(FAILS, HOLDS, and_, truths)


def some(truths: Iterable[Truth]) -> Truth:
    """Return whether at least one holds."""
    return _first(HOLDS, FAILS, or_, truths)


def _first(
    wanted: int, least: int, joined: Callable[[Any, Any], Any], truths: Iterable[Truth]
) -> Truth:
    """Return `wanted` if a truth is that, else open if one is open, else `least`; row by row."""
    constant, others = _parted(truths)
    if wanted in constant:
        return wanted
    if not others:
        return OPEN if OPEN in constant else least
    if OPEN in constant:
        others.append(expression(OPEN))
    return reduce(joined, others)


def fails(truth: Truth) -> bool:
    """Return whether a truth fails in all rows, whatever is in them."""
    return isinstance(truth, int) and truth == FAILS


def counted(truths: Sequence[Truth], low: int, high: int, floor: int) -> Truth:
    """Return whether between `low` and `high` hold; see `conditions.Count`.

    Args:
        truths: those to count.
        low: the least.
        high: the most.
        floor: from how many on it is open, rather than not so, where they are fewer than `low`.
    """
    constant, others = _parted(truths)
    if not others:
        return logic.counted(constant, low, high, floor)
    sure = constant.count(HOLDS)
    may = sure + constant.count(OPEN)
    held, left = [*map(known, others)], [*map(possible, others)]
    enough = every([_reached(low, held, sure), negated(_reached(high + 1, left, may))])
    short = some([negated(_reached(floor, left, may)), _reached(high + 1, held, sure)])
    return decided(enough, short)


def _reached(number: int, truths: Sequence[nw.Expr], more: int) -> Truth:
    """Return whether so many truths hold, none of which is open, with so many more that do."""
    if more >= number:
        return HOLDS
    if more + len(truths) < number:
        return FAILS
    return reduce(add, [each.cast(nw.Int8()) for each in truths]) >= number - more


def established(truths: Sequence[Truth]) -> Truth:
    """Return what several ways of showing one thing establish; open where they disagree."""
    if len(truths) == 1:
        return truths[0]
    for_it = some(map(proven, truths))
    against = some(proven(negated(each)) for each in truths)
    return decided(every([for_it, negated(against)]), every([against, negated(for_it)]))


def unless(open_: Truth, truth: Truth) -> Truth:
    """Return a truth, and that it is open where another one holds, which is not open itself."""
    if isinstance(open_, int):
        return OPEN if open_ == HOLDS else truth
    return nw.when(~open_).then(expression(truth))


def decided(holds: Truth, fails: Truth) -> Truth:
    """Return what holds where one truth does, fails where the other holds, else is open.

    Neither of the two is open in any row.
    """
    if isinstance(holds, int):
        if holds == HOLDS or isinstance(fails, int):
            return HOLDS if holds == HOLDS else FAILS if fails == HOLDS else OPEN
        return nw.when(fails).then(nw.lit(False))
    if isinstance(fails, int):
        return holds if fails == HOLDS else nw.when(holds).then(nw.lit(True))
    return nw.when(holds | fails).then(holds)


def known(truth: nw.Expr) -> nw.Expr:
    """Return whether it surely holds."""
    return truth.fill_null(False)


def possible(truth: nw.Expr) -> nw.Expr:
    """Return whether it may hold."""
    return truth.fill_null(True)


def proven(truth: Truth) -> Truth:
    """Return a truth on a closed record: what is open is not shown."""
    if isinstance(truth, int):
        return FAILS if truth == OPEN else truth
    return known(truth)


def digit(truth: nw.Expr) -> nw.Expr:
    """Return a small number for how it comes out: its place in `TRUTHS`."""
    return ranked([truth.is_null(), truth])


def ranked(steps: Sequence[nw.Expr]) -> nw.Expr:
    """Return how many steps are left from the first that is true on; 0 where none is.

    To choose numbers is quicker than to count truths.
    """
    rest = nw.lit(0, dtype=nw.Int8())
    for number, step in enumerate(reversed(steps), start=1):
        rest = nw.when(step).then(nw.lit(number, dtype=nw.Int8())).otherwise(rest)
    return rest


def packed(digits: Iterable[tuple[nw.Expr, int]], most: int) -> list[tuple[nw.Expr, int]]:
    """Return columns of digits as fewer columns of numbers.

    Args:
        digits: each a column that counts from 0, and how many values it can have.
        most: how many values a number can have.

    Returns:
        Each number, and how many values it can have.
    """
    made: list[tuple[nw.Expr, int]] = []
    for each, values in digits:
        if made and made[-1][1] * values <= most:
            number, size = made.pop()
            made.append((number * values + each, size * values))
        else:
            made.append((each, values))
    return made


def expression(truth: Truth) -> nw.Expr:
    """Return a truth as an expression.

    >>> expression(HOLDS).__class__.__name__
    'Expr'
    """
    if not isinstance(truth, int):
        return truth
    if truth == OPEN:
        return nw.lit(None, dtype=nw.Boolean())
    return nw.lit(truth == HOLDS)


def _parted(truths: Iterable[Truth]) -> tuple[list[int], list[nw.Expr]]:
    constant: list[int] = []
    others: list[nw.Expr] = []
    for each in truths:
        if isinstance(each, int):
            constant.append(each)
        else:
            others.append(each)
    return constant, others
