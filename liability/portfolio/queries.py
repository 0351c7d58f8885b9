"""The queries that grade frames under a law, made once for all frames that hold the same facts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import narwhals as nw
import polars as pl

from liability.case.model import Roster
from liability.portfolio.compiled import Compiled
from liability.portfolio.facts_in_columns import FactColumns, Held
from liability.portfolio.grade import Grading
from liability.portfolio.patterns import PATTERN, Pattern
from liability.portfolio.results import asked_of, result_columns
from liability.rulebook.law import Law

MOST_REMEMBERED = 8  # some megabytes each
_RESULT = "__result_"  # before a column of results: some are named as outcomes are

_Columns = tuple[tuple[str, str, tuple[tuple[str, str], ...], str], ...]


class Queries:
    """What to ask of frames of facts: the pattern of each row, and what comes of it.

    Attributes:
        patterns: gives the column `PATTERN` of a frame, alone.
        outcomes: adds to a frame the columns `made`.
        asked: the names of the outcomes' columns.
        made: the names of the outcomes' columns, and of the results' as `results` has them.
        results: the column that holds each result, by the result's name.
    """

    def __init__(self, law: Law, held: Held, roster: Roster) -> None:
        asked = asked_of(law.rulebook)
        columns = {_RESULT + name: each for name, each in result_columns(law).items()}
        grading, pattern = Grading(law, held, roster, asked=asked), Pattern(law, held)

        def patterns(rows: pl.LazyFrame) -> pl.LazyFrame:
            return _native(pattern.of(nw.from_native(rows)).select(PATTERN))

        def outcomes(rows: pl.LazyFrame) -> pl.LazyFrame:
            return _native(grading.of(nw.from_native(rows)).with_columns(**columns))

        self.patterns = Compiled(patterns)
        self.outcomes = Compiled(outcomes)
        self.asked = asked
        self.made = (*asked, *columns)
        self.results: Mapping[str, str] = {each.removeprefix(_RESULT): each for each in columns}


def queries(law: Law, held: Held, roster: Roster) -> Queries:
    """Return the queries of a law for frames that hold these facts.

    Args:
        law: the law in force.
        held: which columns hold which facts.
        roster: the members of each listed subject, the same in every row.
    """
    columns = tuple(
        (key, each.type, tuple(each.at.items()), each.unknown) for key, each in held.items()
    )
    return remembered(law, columns, tuple(roster.items()))


@lru_cache(maxsize=MOST_REMEMBERED)
def remembered(
    law: Law, columns: _Columns, roster: tuple[tuple[str, tuple[str, ...] | None], ...]
) -> Queries:
    """Return queries by what tells them apart, in a form that can be remembered."""
    held = {key: FactColumns(type_, dict(at), unknown) for key, type_, at, unknown in columns}
    return Queries(law, held, dict(roster))


def _native(frame: Any) -> pl.LazyFrame:
    made: pl.LazyFrame = nw.to_native(frame)
    return made
