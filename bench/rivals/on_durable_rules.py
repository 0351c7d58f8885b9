"""The rules of bench/pack themselves on durable-rules, as this program infers one case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from liability.case.model import Case, Roster
from liability.determination.outcomes import read_outcomes
from liability.findings.find import find
from liability.inference.infer import Inference
from liability.portfolio.facts_in_columns import Held
from liability.portfolio.held import facts_of_row
from liability.rulebook.law import Law
from rivals.by_hand import OUTCOMES


class OnDurableRules:
    """The rules on durable-rules, case by case, from facts to outcomes.

    Every case is inferred: the memory of fact patterns, which would answer a pattern that was
    inferred before, is emptied each time. Only the open record is inferred.
    """

    name = "durable-rules"

    def __init__(self, law: Law, held: Held, roster: Roster) -> None:
        self._law = law
        self._held = held
        self._roster = roster
        self._inference = Inference()

    def prepared(self, frame: pl.DataFrame) -> list[Case]:
        """Return the rows as cases."""
        return [self._case(row) for row in frame.iter_rows(named=True)]

    def _case(self, row: Mapping[str, Any]) -> Case:
        nothing: dict[str, Any] = dict.fromkeys(("as_of", "profile"))
        nothing |= dict.fromkeys(("id", "title", "digest", "typed_by", "notes"), "")
        nothing |= {name: {} for name in ("readings", "parameters", "sources", "names", "refers")}
        return Case(facts=facts_of_row(row, self._held), roster=self._roster, **nothing)

    def run(self, cases: Iterable[Case]) -> list[dict[str, str]]:
        """Grade every case."""
        made = []
        for case in cases:
            self._inference._patterns.clear()
            values = {key: found.value for key, found in find(self._law, case, None).items()}
            came_out = self._inference.infer(self._law, values, case.roster, case.refers)
            made.append(read_outcomes(came_out))
        return made

    def answers(self, made: list[dict[str, str]]) -> pl.DataFrame:
        """Return what it made of the rows."""
        return pl.DataFrame(made).select(OUTCOMES)
