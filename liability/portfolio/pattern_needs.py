"""What rows have to find out first, inferred on durable-rules once for each fact pattern."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from liability.case.model import Roster
from liability.determination.assess import Determination, decided
from liability.determination.needs import Need, needs
from liability.inference.infer import Inference
from liability.portfolio.facts_in_columns import Held
from liability.portfolio.figures import figures_of_rows, points_of
from liability.portfolio.held import case_of_row
from liability.portfolio.patterns import PATTERN
from liability.portfolio.progress import Progress
from liability.portfolio.results import JOINT
from liability.portfolio.wanted import Wanted
from liability.rulebook.law import Law

MOST_NEEDS = 3
_WORK = 1_000  # how much more work than the digest of a row, about


class PatternNeeds:
    """The facts to find out first, of every row that is asked about.

    Args:
        law: the law in force.
        held: which columns hold which facts.
        roster: the members of each listed subject, the same in every row.
        inference: remembers what was inferred.
        progress: is told what is done.

    Attributes:
        wanted: the facts to find out, counted over all rows of which they were asked.
    """

    def __init__(
        self,
        law: Law,
        held: Held,
        roster: Roster,
        inference: Inference,
        progress: Progress,
    ) -> None:
        self._progress = progress
        self._law = law
        self._held = held
        self._roster = roster
        self._inference = inference
        self._needs: dict[int | str, tuple[Need, ...]] = {}
        self._met: dict[Need, Need] = {}  # each is held once, however many patterns have it
        self.wanted = Wanted()

    def needs(self, frame: pl.DataFrame) -> pl.Series:
        """Return the first facts to find out of each row, in the order to ask, in one cell."""
        places = frame.select(pl.col(PATTERN).arg_unique()).to_series()
        patterns = frame[PATTERN].gather(places)
        new = [at for at, each in zip(places, patterns, strict=True) if each not in self._needs]
        for row in frame[new].iter_rows(named=True):
            found = needs(self.determination(row))
            self._needs[row[PATTERN]] = tuple(self._met.setdefault(each, each) for each in found)
            self._progress.worked(_WORK)
        texts = {
            pattern: JOINT.join(each.fact for each in self._needs[pattern][:MOST_NEEDS])
            for pattern in patterns
        }
        return frame[PATTERN].replace_strict(texts, return_dtype=pl.String)

    @property
    def asked(self) -> int:
        """Of how many patterns it is known which facts are to be found out first."""
        return len(self._needs)

    def work(self, new: int) -> int:
        """Return how much work so many new patterns are, in digests of rows."""
        return new * _WORK

    def count(self, frame: pl.DataFrame) -> None:
        """Count what rows have to find out, after `needs`, and what they state of it."""
        asking: dict[str, list[int | str]] = {}
        for pattern, rows in frame[PATTERN].value_counts().iter_rows():
            self.wanted.take(self._needs[pattern], rows)
            for each in self._needs[pattern]:
                asking.setdefault(each.fact, []).append(pattern)
        figures = figures_of_rows(frame, self._held)
        for fact, columns in self._held.items():
            if columns.type == "quantity":
                asks = frame[PATTERN].is_in(asking.get(fact, []))
                self.wanted.take_stated(fact, points_of(figures, fact).filter(asks))

    def determination(self, row: Mapping[str, Any]) -> Determination:
        """Return what durable-rules makes of a row of typed facts."""
        case = case_of_row(row, self._held, self._roster)
        return decided(case, self._law, None, self._inference)
