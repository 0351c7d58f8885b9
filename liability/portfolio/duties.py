"""The duties of many cases: in how many rows each is in which state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import polars as pl

from liability.portfolio.results import JOINT, duties_column, duty_states
from liability.rulebook.model import Rulebook


class Duties:
    """Counts duties as results come.

    Attributes:
        states: the states that a duty can be in, in the order of the law; last, that it is open.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        names = rulebook.outcomes.obligations
        self.states = duty_states(rulebook)
        self._rows: dict[str, Counter[str]] = {
            each: Counter() for each in rulebook.entries[names.subject]
        }

    def take(self, results: pl.DataFrame) -> None:
        """Count some more results."""
        for state in self.states:
            named = results[duties_column(state)].str.split(JOINT).explode().drop_nulls()
            for duty, rows in named.value_counts().iter_rows():
                if duty:
                    self._rows[duty][state] += rows

    def found(self) -> list[str]:
        """Return the states in which a duty is in some row, in the order of the law."""
        return [each for each in self.states if any(rows[each] for rows in self._rows.values())]

    def counted(self) -> Mapping[str, Counter[str]]:
        """Return in how many rows each duty that may apply in some is in which state."""
        return {duty: rows for duty, rows in self._rows.items() if rows}
