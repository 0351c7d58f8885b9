"""The facts that are missing most often, and in how many rows each would settle what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from liability.determination.assess import HEADLINES
from liability.determination.needs import Need
from liability.record import record


@record
class Missing(NamedTuple):
    """A fact that is not known.

    Attributes:
        fact: the fact's key.
        rows: in how many rows it is among the first to find out.
        settles: of each outcome that it can settle, in how many of those rows every answer
            settles it, and in how many only some answers do.
    """

    fact: str
    rows: int
    settles: tuple[tuple[str, int, int], ...]


class Wanted:
    """Counts the first facts to find out as rows come, and which headlines they would settle."""

    def __init__(self) -> None:
        self._rows: Counter[str] = Counter()
        self._settled: dict[str, Counter[tuple[str, bool]]] = {}

    def take(self, needs: Iterable[Need], rows: int = 1) -> None:
        """Count what so many rows, all alike, ask for first."""
        for need in needs:
            self._rows[need.fact] += rows
            counted = self._settled.setdefault(need.fact, Counter())
            for outcome, always in need.settles:
                counted[outcome, always] += rows

    def most(self) -> Iterator[Missing]:
        """Yield the facts, those that most rows ask for first."""
        for fact, rows in sorted(self._rows.items(), key=lambda item: (-item[1], item[0])):
            counted = self._settled[fact]
            settles = tuple(
                (each, counted[each, True], counted[each, False])
                for each in HEADLINES
                if counted[each, True] or counted[each, False]
            )
            yield Missing(fact, rows, settles)
