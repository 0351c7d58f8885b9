"""This program's own way with a table: graded in columns, and a sample of its patterns audited."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import narwhals as nw
import polars as pl

from liability.inference.steps import decider
from liability.portfolio.audit import Audit, Disagreement, disagreement
from liability.portfolio.by_pattern import ByPattern
from liability.portfolio.compiled import Compiled
from liability.portfolio.frames import AT_ONCE
from liability.portfolio.grade import Grading
from liability.portfolio.held import columns_for
from liability.portfolio.patterns import PATTERN, Pattern
from liability.rulebook.load import load_rulebook
from liability.rulebook.specialize import law_in_force
from rivals.by_hand import OUTCOMES
from rivals.rows import FACTS

PACK = Path(__file__).parent.parent / "pack"
AS_OF = "2025-06-01"
AUDIT = 50  # fact patterns, as many as `liability batch` audits


class Ours:
    """The pack in columns, part by part, then the audit: what `assess_frame` does with rows.

    Every run knows no pattern at its start, infers its sample on durable-rules anew, and compiles
    its rules for that. The queries of the columns are made once, before the first run, as for the
    expressions by hand.
    """

    name = "liability"

    def __init__(self, audit: int = AUDIT) -> None:
        self.law = law_in_force(load_rulebook(PACK), AS_OF)
        facts = self.law.rulebook.facts
        self.held = {
            name: columns_for(name, facts[name], plain=True, asked_if_given=()) for name in FACTS
        }
        self.roster: dict[str, tuple[str, ...]] = {"party": (), "claim": (), "person": ()}
        self._most = audit
        self._grading = Grading(self.law, self.held, self.roster, asked=OUTCOMES)
        self._pattern = Pattern(self.law, self.held)
        self._queries = Compiled(self._patterns_of), Compiled(self._with_outcomes)

    def _patterns_of(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return nw.to_native(self._pattern.of(nw.from_native(rows)).select(PATTERN))

    def _with_outcomes(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return nw.to_native(self._grading.of(nw.from_native(rows)))

    def prepared(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows; what conclusions came to in earlier runs is forgotten."""
        decider.cache_clear()
        return frame

    def audit(self) -> Audit:
        """Return a new audit."""
        return Audit(self.law, self.held, self.roster, OUTCOMES, self._most)

    def by_pattern(self) -> ByPattern:
        """Return a new grading, which knows no pattern yet."""
        return ByPattern(*self._queries, OUTCOMES)

    def graded(self, rows: pl.DataFrame, grade: ByPattern, audit: Audit) -> pl.DataFrame:
        """Grade a chunk of rows, and draw from it for the audit."""
        graded, new = grade(rows)
        audit.draw(graded, new)
        return graded.select("row", *OUTCOMES)

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Grade every row, and audit.

        Raises:
            ProblemsError: durable-rules says something else of a row.
        """
        grade, audit = self.by_pattern(), self.audit()
        parts = [self.graded(part, grade, audit) for part in frame.iter_slices(AT_ONCE)]
        agreed(audit.finish())
        return pl.concat(parts)

    def answers(self, made: pl.DataFrame) -> pl.DataFrame:
        """Return what it made of the rows."""
        return made.select(OUTCOMES)


def agreed(found: Sequence[Disagreement]) -> None:
    """Make sure that the audit found nothing.

    Raises:
        ProblemsError: durable-rules says something else of a row.
    """
    if found:
        raise disagreement(found)
