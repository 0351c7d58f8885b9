"""What a portfolio comes to: how many rows have which outcome, and what is missing most often."""

from __future__ import annotations

from collections import Counter

import polars as pl

from liability.determination.assess import HEADLINES
from liability.portfolio.results import JOINT, harbor_column
from liability.rulebook.model import Rulebook

MOST_SHOWN = 20  # rows on the screen


class Summary:
    """Counts results as they come, and keeps the few rows of which most is determined.

    Attributes:
        outcomes: of standard, tier, injunction and each harbor, how many rows have which values.
        needs: how many rows ask for a fact among the first.
        rows: the rows to show.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        harbors = rulebook.entries[rulebook.outcomes.harbors["subject"]]
        self._columns = {
            **{name: f"{name}_possible" for name in HEADLINES},
            **{f"harbors.{each}": harbor_column(each) for each in harbors},
        }
        self.outcomes: dict[str, Counter[str]] = {name: Counter() for name in self._columns}
        self.needs: Counter[str] = Counter()
        self.rows: pl.DataFrame | None = None

    def take(self, results: pl.DataFrame) -> None:
        """Count some more results."""
        for name, column in self._columns.items():
            counts = results[column].value_counts()
            self.outcomes[name].update(dict(counts.iter_rows()))
        if "needs" in results.columns:
            asked = results["needs"].str.split(JOINT).explode().drop_nulls().value_counts()
            self.needs.update({name: count for name, count in asked.iter_rows() if name})
        self.rows = self._most_determined(results)

    def _most_determined(self, results: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with the most outcomes determined, the first of those alike."""
        known = pl.sum_horizontal(pl.col(name).is_not_null() for name in HEADLINES)
        both = results if self.rows is None else pl.concat([self.rows, results])
        ranked = both.with_columns(known.alias("__known")).sort(
            "__known", descending=True, maintain_order=True
        )
        return ranked.head(MOST_SHOWN).drop("__known")
