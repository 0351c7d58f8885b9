"""The audit: some fact patterns are inferred on durable-rules too, and must come out alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from liability.case.model import Roster
from liability.determination.outcomes import read_outcomes
from liability.findings.find import find_values
from liability.inference.infer import Inference
from liability.portfolio.facts_in_columns import Held
from liability.portfolio.grade import CLOSED
from liability.portfolio.held import case_of_row
from liability.portfolio.patterns import PATTERN
from liability.portfolio.progress import AUDITING, Progress
from liability.portfolio.results import ROW
from liability.rulebook.law import Law
from liability.source.problems import Problem, ProblemsError

_SEED = 0  # the same rows are audited each time
_WORK = 100  # how much more work than the digest of a row, about
_FIRST_PART = 20_000  # rows looked through for the last ones of patterns, and twice as many next


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A row of which columns and engine say something different: a defect of the program.

    Attributes:
        row: its line in the table.
        outcome: the outcome.
        columns: what the columns make of it.
        engine: what durable-rules makes of it.
    """

    row: int
    outcome: str
    columns: str
    engine: str


def disagreement(found: Iterable[Disagreement]) -> ProblemsError:
    """Return that the two ways of grading do not agree, each with what it says."""
    advice = "the results cannot be relied on; please report it with the table and the command"
    return ProblemsError(
        Problem(
            "batch/audit",
            f"line {each.row}: of `{each.outcome}` columns make `{each.columns}` and durable-rules "
            f"`{each.engine}`",
            advice,
        )
        for each in found
    )


class Audit:
    """Infers fact patterns on durable-rules, and holds to that what columns make of them.

    Args:
        law: the law in force.
        held: which columns hold which facts.
        roster: the members of each listed subject, the same in every row.
        outcomes: the columns of what comes of a row, with `CLOSED` behind those on a closed record.
        most: how many patterns to audit, drawn at random; None for all.
        inference: remembers what was inferred.
        progress: is told what is done.

    Attributes:
        audited: how many patterns were.
        disagreements: what came out otherwise.
    """

    def __init__(
        self,
        law: Law,
        held: Held,
        roster: Roster,
        outcomes: Collection[str],
        most: int | None,
        *,
        inference: Inference | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._law, self._held, self._roster = law, held, roster
        self._outcomes = outcomes
        self._most = most
        self._inference = inference or Inference()
        self._progress = progress or Progress()
        self._seen: set[int | str] = set()  # where all are audited
        self._lots: dict[int, int | str] = {}  # the lowest lots, and whose they are
        self._sample: dict[int | str, Mapping[str, Any]] = {}
        self.audited = 0
        self.disagreements: list[Disagreement] = []

    def work(self, new: int) -> int:
        """Return how much work so many new patterns are, in digests of rows."""
        return new * _WORK * (self._most is None)

    def draw(self, graded: pl.DataFrame, new: pl.Series) -> None:
        """Draw rows to audit: each pattern with equal chances, whatever the order of the rows.

        Every pattern has its lot, which a hash draws; those with the lowest are audited, each in
        the last of these rows: if that was looked up, this is audited too.

        Args:
            graded: rows with their outcomes and patterns.
            new: the patterns among them that no row before had, as far as is known.
        """
        if self._most is None:
            wanted = [each for each in new if each not in self._seen]
            self._seen.update(wanted)
            for row in _lasts(graded, wanted):
                self._hold(row)
                self._progress.worked(_WORK)
        elif self._most and not new.is_empty():
            self._cast(new, self._most)
            lowest = self._lots.values()
            for row in _lasts(graded, [each for each in lowest if each not in self._sample]):
                self._sample[row[PATTERN]] = row
            self._sample = {each: self._sample[each] for each in lowest}

    def _cast(self, new: pl.Series, most: int) -> None:
        """Cast lots for patterns, and keep the lowest of all so far."""
        lots = new.hash(_SEED)
        low = lots <= lots.bottom_k(most).max()
        found = zip(lots.filter(low), new.filter(low), strict=True)
        self._lots = dict(sorted({**self._lots, **dict(found)}.items())[:most])

    def finish(self) -> list[Disagreement]:
        """Audit what was drawn; return all that came out otherwise."""
        self._progress.begin(AUDITING, len(self._sample))
        for row in self._sample.values():
            self._hold(row)
            self._progress.finish()
        self._sample.clear()
        self._lots.clear()
        return self.disagreements

    def _hold(self, row: Mapping[str, Any]) -> None:
        """Hold what columns make of a row to what durable-rules makes of it."""
        said = self._inferred(row)
        self.audited += 1
        self.disagreements += [
            Disagreement(row[ROW], name, row[name], said[name])
            for name in self._outcomes
            if row[name] != said[name]
        ]

    def _inferred(self, row: Mapping[str, Any]) -> dict[str, str]:
        """Return the outcomes of a row as durable-rules infers them."""
        case = case_of_row(row, self._held, self._roster)
        law, values = self._law, find_values(self._law, case)
        said: dict[str, str] = {}
        for behind in {CLOSED if name.endswith(CLOSED) else "" for name in self._outcomes}:
            found = self._inference.infer(
                law, values, case.roster, case.refers, closed=behind == CLOSED
            )
            said |= {name + behind: each for name, each in read_outcomes(found).items()}
        return said


def _lasts(frame: pl.DataFrame, patterns: Iterable[int | str]) -> Iterator[dict[str, Any]]:
    """Yield the last row of each of some patterns, from the end, where most of them are found."""
    wanted, end, size = set(patterns), frame.height, _FIRST_PART
    while wanted and end:
        part = frame[max(0, end - size) : end]
        among = pl.Series([*wanted], dtype=frame.schema[PATTERN]).implode()
        found = part.select(PATTERN).with_row_index().filter(pl.col(PATTERN).is_in(among))
        for place in found.unique(PATTERN, keep="last", maintain_order=True)["index"]:
            row = part.row(place, named=True)
            wanted.discard(row[PATTERN])
            yield row
        end, size = end - part.height, size * 2
