"""The facts that are missing most often, and in how many rows each would settle what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from liability.case.model import POINTS
from liability.determination.assess import HEADLINES
from liability.determination.needs import Need
from liability.record import record

_LOW, _BEST, _HIGH = POINTS


@record
class Missing(NamedTuple):
    """A fact that is not known.

    Attributes:
        fact: the fact's key.
        rows: how many rows lack it, or do not state enough of it, and turn on it.
        settles: of each outcome that it can settle alone, in how many of those rows every answer
            settles it, and in how many only some answers do.
        best: how many of those rows state a best estimate of it, without a low or a high end.
        bounds: how many state anything else of it, which does not decide.
    """

    fact: str
    rows: int
    settles: tuple[tuple[str, int, int], ...]
    best: int
    bounds: int


class Wanted:
    """Counts the facts to find out as rows come, and which headlines they would settle alone."""

    def __init__(self) -> None:
        self._rows: Counter[str] = Counter()
        self._settling: Counter[str] = Counter()  # in how many rows it settles anything
        self._places: Counter[str] = Counter()  # in the order to ask, added up over the rows
        self._settled: dict[str, Counter[tuple[str, bool]]] = {}
        self._best: Counter[str] = Counter()
        self._bounds: Counter[str] = Counter()

    def take(self, needs: Sequence[Need], rows: int = 1) -> None:
        """Count what so many rows, all alike, have to find out, in the order to ask."""
        for place, need in enumerate(needs):
            self._rows[need.fact] += rows
            self._places[need.fact] += place * rows
            self._settling[need.fact] += rows if need.settles else 0
            counted = self._settled.setdefault(need.fact, Counter())
            for outcome, always in need.settles:
                counted[outcome, always] += rows

    def take_stated(self, fact: str, points: pl.DataFrame) -> None:
        """Count what rows that have to find out a quantity state of it: low, best and high."""
        stated = points.filter(pl.any_horizontal(pl.all().is_not_null()))
        open_end = pl.col(_LOW).is_null() | pl.col(_HIGH).is_null()
        best = stated.filter(pl.col(_BEST).is_not_null() & open_end).height
        self._best[fact] += best
        self._bounds[fact] += stated.height - best

    def most(self) -> list[Missing]:
        """Return the facts: first those that settle anything alone in most rows.

        Then those that most rows have to find out, in the order to ask.
        """
        return [self._missing(each) for each in sorted(self._rows, key=self._rank)]

    def _rank(self, fact: str) -> tuple[int, int, int, str]:
        return -self._settling[fact], -self._rows[fact], self._places[fact], fact

    def _missing(self, fact: str) -> Missing:
        counted = self._settled[fact]
        settles = tuple(
            (each, counted[each, True], counted[each, False])
            for each in HEADLINES
            if counted[each, True] or counted[each, False]
        )
        return Missing(fact, self._rows[fact], settles, self._best[fact], self._bounds[fact])
