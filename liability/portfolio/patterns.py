"""Fact patterns: rows in which every test comes out alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import prod
from typing import Any, TypeVar

import narwhals as nw

from liability.portfolio.facts_in_columns import FactColumns, Held, passed, stated, tested
from liability.portfolio.kleene import INT8, INT64, TRUTHS, digit, known, packed, ranked
from liability.rulebook import conditions as c
from liability.rulebook.law import Law

Frame = TypeVar("Frame", nw.DataFrame[Any], nw.LazyFrame[Any])
PATTERN = "__pattern"


class Pattern:
    """The fact pattern of each row: which facts it states, and how each test is.

    Findings, conclusions and the facts to be found out are the same in all rows of one pattern.
    It is a number whose digits say this; where they are too many for one number, a text.

    Args:
        law: the law in force.
        held: which columns hold which facts.
    """

    def __init__(self, law: Law, held: Held) -> None:
        self._words = _words(law, held)
        self._parts = [f"{PATTERN}_{at}" for at in range(len(self._words))]

    def of(self, frame: Frame) -> Frame:
        """Return a frame with the pattern of each row in the column `PATTERN`."""
        if not self._words:  # no column states a fact
            return frame.with_columns(**{PATTERN: nw.lit(0)})
        whole = _whole([nw.col(each) for each in self._parts], [size for _, size in self._words])
        words = dict(zip(self._parts, (each for each, _ in self._words), strict=True))
        made = frame.with_columns(**words).with_columns(**{PATTERN: whole})
        return made.drop(*self._parts)


def _whole(words: Sequence[nw.Expr], sizes: Sequence[int]) -> nw.Expr:
    """Return one number, or one text, for words with so many values each; 0 means not a number."""
    if prod(sizes) and prod(sizes) <= INT64:
        return packed(list(zip(words, sizes, strict=True)), INT64)[0][0]
    return nw.concat_str(*(each.cast(nw.String()) for each in words), separator=" ")


def _words(law: Law, held: Held) -> list[tuple[nw.Expr, int]]:
    """Return what a pattern is put together from, and how many values each has; 0 of a text.

    At least two, where there are two digits: they are worked out on a processor each.
    """
    tests: dict[str, list[c.FactTest]] = {key: [] for key in held}
    for test in dict.fromkeys(_tests(law)):
        if test.operator == c.LEFT_OUT:  # as the digits for what a row gives say
            continue
        for fact in filter(None, (test.fact, test.otherwise)):
            of_it = test._replace(fact=fact, otherwise=None)
            if fact in held and of_it not in tests[fact]:
                tests[fact].append(of_it)
    digits = [each for key, columns in held.items() for each in _digits(columns, tests[key], held)]
    small = [(each.cast(nw.Int64()), size) for each, size in packed(digits, INT8)]
    half = len(small) // 2
    words = [*packed(small[:half], INT64), *packed(small[half:], INT64)]
    compared = [each for key in held for test in tests[key] for each in _compared(test, held)]
    return [*words, *((each, 0) for each in compared)]


def _digits(
    columns: FactColumns, tests: Iterable[c.FactTest], held: Held
) -> Iterator[tuple[nw.Expr, int]]:
    """Yield digits for whether a fact is stated and how each test is, and how many values each has.

    A test that is open where its fact is empty, and nowhere else, says whether it is stated. Of a
    plain figure one digit says all: between which figures of the law it lies.
    """
    tests = list(tests)
    if columns.unknown:
        yield nw.col(columns.unknown).fill_null(False).cast(nw.Int8()), 2
    cuts = passed(tests, columns) if columns.plain else []
    if 0 < len(cuts) < INT8 - 1:
        yield ranked([nw.col(columns.at["low"]).is_null(), *cuts]), len(cuts) + 2
        return
    names = list(dict.fromkeys(columns.at.values()))
    truths = [tested(test, columns, other) for test, other in _with_others(tests, held)]
    one = columns.plain if columns.type == "quantity" else len(names) == 1
    says = one and all(
        test.operator != "decides" and not isinstance(test.operand, c.FactRef) for test in tests
    )
    made = [each for each in truths if not isinstance(each, int)]
    if not (says and made):
        yield stated(columns).cast(nw.Int8()), 2
    for place, each in enumerate(made):
        if says and place:
            yield known(each).cast(nw.Int8()), 2
        else:
            yield digit(each), len(TRUTHS)


def _with_others(
    tests: Iterable[c.FactTest], held: Held
) -> Iterator[tuple[c.FactTest, FactColumns | None]]:
    """Yield each test and what it compares its fact with; none of a fact that no column holds."""
    for test in tests:
        if not isinstance(test.operand, c.FactRef):
            yield test, None
        elif test.operand.fact in held:
            yield test, held[test.operand.fact]


def _compared(test: c.FactTest, held: Held) -> Iterator[nw.Expr]:
    """Yield the figures that two facts are compared by: what an answer settles turns on them."""
    for _, other in _with_others([test], held):
        if other is not None:
            for each in dict.fromkeys([*held[test.fact].at.values(), *other.at.values()]):
                text = nw.col(each).cast(nw.String())
                yield nw.when(~nw.col(each).is_null()).then(text).otherwise(nw.lit("-"))


def _tests(law: Law) -> Iterable[c.FactTest]:
    for finding in law.findings.values():
        if finding.subject is None or not law.rulebook.subjects[finding.subject].many:
            yield from (each for each in c.walk(finding.test) if isinstance(each, c.FactTest))
