"""How many rows of a portfolio there were, and what became of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import polars as pl

from liability.portfolio.results import ROW


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows there were, and what became of them; with more rows, it is another one.

    Attributes:
        read: rows of the table.
        graded: rows with a result.
        refused: rows with an error, whatever their number of errors.
        by_code: rows by the first thing wrong with each.
        there: how many rows there are to read; None where nobody has counted them.
    """

    read: int = 0
    graded: int = 0
    refused: int = 0
    by_code: Counter[str] = field(default_factory=Counter)
    there: int | None = None

    def plus(self, read: int, graded: int, errors: pl.DataFrame) -> Tally:
        """Return the tally with some more rows.

        Args:
            read: how many.
            graded: how many of them have a result.
            errors: what is wrong with the others; see `ERRORS`.
        """
        firsts = errors.unique(ROW, keep="first", maintain_order=True)
        return replace(
            self,
            read=self.read + read,
            graded=self.graded + graded,
            refused=self.refused + firsts.height,
            by_code=self.by_code + Counter(firsts["code"]),
        )

    def check(self) -> None:
        """Check that no row is lost.

        Raises:
            AssertionError: one is: a defect of the program, which must not pass unseen.
        """
        if self.read != self.graded + self.refused:
            raise AssertionError(f"{self.read} rows in, {self.graded} + {self.refused} out")
