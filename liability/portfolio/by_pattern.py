"""Rows graded by their fact patterns: each pattern once, and every row of it looks it up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from liability.portfolio.patterns import PATTERN

_PLACE = "__place"
_KEPT = 50_000  # patterns that are remembered, so that memory is bounded
_FEW = 1_000  # rows so few that all their patterns are


class ByPattern:
    """Grades rows; a fact pattern that was met before is looked up.

    Rows of one pattern have the same outcomes, since no test tells them apart (`Pattern`).
    Where most rows have a pattern of their own that gains nothing, and each row is graded.

    Args:
        patterns: gives the column `PATTERN` of rows, alone.
        grade: adds to rows the columns of what comes of them.
        columns: the names of those columns.

    Attributes:
        number: how many patterns there are, or more than these.
        exact: there are no more.
    """

    def __init__(
        self,
        patterns: Callable[[pl.DataFrame], pl.DataFrame],
        grade: Callable[[pl.DataFrame], pl.DataFrame],
        columns: Sequence[str],
    ) -> None:
        self._patterns = patterns
        self._grade = grade
        self._columns = list(columns)
        self._known: pl.DataFrame | None = None  # a row for each pattern
        self._places: pl.DataFrame | None = None  # which row that is
        self._beyond = 0  # the most patterns of one chunk that were not kept

    @property
    def number(self) -> int:
        return (self._known.height if self._known is not None else 0) + self._beyond

    @property
    def exact(self) -> bool:
        return not self._beyond

    def __call__(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        """Return the rows with what comes of them and their patterns; and the new patterns.

        New are patterns that no row before had, as far as is remembered.
        """
        rows = rows.hstack(self._patterns(rows).rechunk())
        places = self._looked_up(rows)
        firsts = _firsts(rows[PATTERN], places)
        new = rows[PATTERN].gather(firsts)
        if self._too_many(firsts.len(), rows.height):
            self._beyond = max(self._beyond, firsts.len())
            return self._grade(rows), new
        if places is None or firsts.len():
            self._learn(rows[firsts])
            places = self._looked_up(rows)
        assert self._known is not None
        assert places is not None
        return rows.hstack(self._known.select(self._columns)[places]), new

    def _looked_up(self, rows: pl.DataFrame) -> pl.Series | None:
        """Return where each row's pattern stands among the known ones; null where it does not."""
        if self._places is None:
            return None
        found = rows.select(PATTERN).join(
            self._places, on=PATTERN, how="left", maintain_order="left"
        )
        return found[_PLACE]

    def _too_many(self, new: int, rows: int) -> bool:
        known = self._known.height if self._known is not None else 0
        return known + new > _KEPT or (rows > _FEW and 2 * new > rows)

    def _learn(self, firsts: pl.DataFrame) -> None:
        graded = self._grade(firsts).select(PATTERN, *self._columns)
        known = [graded] if self._known is None else [self._known, graded]
        self._known = pl.concat(known, rechunk=True)
        self._places = self._known.select(PATTERN).with_row_index(_PLACE)


def _firsts(patterns: pl.Series, places: pl.Series | None) -> pl.Series:
    """Return where each pattern that has no place yet stands first."""
    if places is None:
        return patterns.arg_unique()
    without = places.is_null().arg_true()
    return without.gather(patterns.gather(without).arg_unique())
