"""What a portfolio comes to: how many rows have which outcome, and what is missing most often."""

from __future__ import annotations

from collections import Counter

import polars as pl

from liability.determination.assess import HEADLINES
from liability.portfolio.duties import Duties
from liability.portfolio.results import ID, JOINT, NEEDS, ROW, possible_columns
from liability.rulebook.model import Rulebook

MOST_SHOWN = 20  # rows on the screen
MOST_REFUSED = 5  # the same of those refused


class Summary:
    """Counts results as they come, and keeps the few rows of which most is determined.

    Attributes:
        outcomes: of standard, tier, injunction and each harbor, how many rows have which values.
        duties: of each duty, in how many rows it is in which state.
        needs: how many rows ask for a fact among the first.
        rows: the rows to show.
        refused: the first rows refused: number, name, column, and the first reason.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._columns = possible_columns(rulebook)
        self.outcomes: dict[str, Counter[str]] = {name: Counter() for name in self._columns}
        self.duties = Duties(rulebook)
        self.needs: Counter[str] = Counter()
        self.rows: pl.DataFrame | None = None
        self.refused: list[tuple[int, str | None, str, str]] = []

    def take(self, results: pl.DataFrame) -> None:
        """Count some more results."""
        for name, column in self._columns.items():
            self.outcomes[name].update(_counted(results[column]))
        self.duties.take(results)
        if NEEDS in results.columns:
            self.needs.update(_counted(results[NEEDS].str.split(JOINT).explode()))
        self.rows = self._most_determined(results)

    def take_errors(self, errors: pl.DataFrame) -> None:
        """Keep what is wrong with the first rows refused."""
        left = MOST_REFUSED - len(self.refused)
        if left > 0:
            firsts = errors.unique(ROW, keep="first", maintain_order=True).head(left)
            self.refused += firsts.select(ROW, ID, "column", "reason").rows()

    def _most_determined(self, results: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with the most outcomes determined, the first of those alike."""
        known = pl.sum_horizontal(pl.col(name).is_not_null() for name in HEADLINES)
        both = results if self.rows is None else pl.concat([self.rows, results])
        ranked = both.with_columns(known.alias("__known")).sort(
            "__known", descending=True, maintain_order=True
        )
        return ranked.head(MOST_SHOWN).drop("__known")


def _counted(texts: pl.Series) -> dict[str, int]:
    """Return how often each text stands there, in the order of their first place; none is left."""
    found = texts.drop_nulls().to_frame("text").group_by("text", maintain_order=True).len()
    return {text: count for text, count in found.iter_rows() if text}
