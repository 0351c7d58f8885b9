"""Fact patterns: rows in which every test comes out alike, and what is inferred once for each."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import polars as pl

from liability.case.model import Case, Roster
from liability.determination.assess import Determination, decided
from liability.determination.needs import Need, needs
from liability.inference.infer import Inference
from liability.portfolio.facts_in_columns import Held, tested
from liability.portfolio.grade import CLOSED
from liability.portfolio.held import facts_of_row
from liability.portfolio.wanted import Wanted
from liability.rulebook import conditions as c
from liability.rulebook.law import Law
from liability.source.problems import Problem, ProblemsError

PATTERN = "__pattern"
MOST_NEEDS = 3
_SEED = 0  # the same rows are audited each time


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
            f"row {each.row}: of `{each.outcome}` columns make `{each.columns}` and durable-rules "
            f"`{each.engine}`",
            advice,
        )
        for each in found
    )


def pattern_of(law: Law, held: Held) -> nw.Expr:
    """Return the fact pattern of each row as text: which facts it states, and how each test is.

    Findings, conclusions and the facts to be found out are the same in all rows of one pattern.
    """
    parts: list[nw.Expr] = []
    for columns in held.values():
        first, *rest = (~nw.col(each).is_null() for each in dict.fromkeys(columns.at.values()))
        for each in rest:
            first = first | each
        parts.append(nw.when(first).then(nw.lit("s")).otherwise(nw.lit("-")))
    for test in dict.fromkeys(_tests(law)):
        other = held.get(test.operand.fact) if isinstance(test.operand, c.FactRef) else None
        if test.fact not in held or (isinstance(test.operand, c.FactRef) and other is None):
            continue
        truth = tested(test, held[test.fact], other)
        if not isinstance(truth, int):
            no = nw.when(~truth).then(nw.lit("0")).otherwise(nw.lit("?"))
            parts.append(nw.when(truth).then(nw.lit("1")).otherwise(no))
        if other is not None:  # what an answer would settle turns on what it is compared with
            parts += [
                nw.concat_str(nw.col(each).cast(nw.String()), nw.lit(","), ignore_nulls=True)
                for each in dict.fromkeys([*held[test.fact].at.values(), *other.at.values()])
            ]
    return nw.concat_str(*parts) if parts else nw.lit("")


def _tests(law: Law) -> Iterable[c.FactTest]:
    for finding in law.findings.values():
        if finding.subject is None or not law.rulebook.subjects[finding.subject].many:
            yield from (each for each in c.walk(finding.test) if isinstance(each, c.FactTest))


class Patterns:
    """Infers patterns on durable-rules: those of which reasons are wanted, and those audited.

    Args:
        law: the law in force.
        held: which columns hold which facts.
        roster: the members of each listed subject, the same in every row.
        audit: how many patterns to audit, drawn at random; None for all.

    Attributes:
        wanted: the first facts to find out, counted over all rows of which they were asked.
    """

    def __init__(self, law: Law, held: Held, roster: Roster, audit: int | None) -> None:
        self._law = law
        self._held = held
        self._roster = roster
        self._most = audit
        self._inference = Inference()
        self._needs: dict[str, tuple[Need, ...]] = {}
        self.wanted = Wanted()
        self._seen: set[str] = set()
        self._sample: list[Mapping[str, Any]] = []
        self._random = random.Random(_SEED)
        self.audited = 0
        self.disagreements: list[Disagreement] = []

    @property
    def number(self) -> int:
        """How many patterns there are."""
        return len(self._seen)

    def needs(self, frame: pl.DataFrame) -> pl.Series:
        """Return the first facts to find out of each row, in the order to ask, in one cell."""
        for row in self._new(frame, self._needs):
            self._needs[row[PATTERN]] = needs(self.determination(row))[:MOST_NEEDS]
        for pattern, rows in frame[PATTERN].value_counts().iter_rows():
            self.wanted.take(self._needs[pattern], rows)
        texts = {
            pattern: "; ".join(each.fact for each in found)
            for pattern, found in self._needs.items()
        }
        return frame[PATTERN].replace_strict(texts, return_dtype=pl.String)

    def draw(self, frame: pl.DataFrame) -> None:
        """Draw rows to audit: each pattern with equal chances, whatever the order of the rows."""
        for row in self._new(frame, self._seen):
            self._seen.add(row[PATTERN])
            if self._most is None:
                self._audit(row)
            elif len(self._sample) < self._most:
                self._sample.append(row)
            else:
                place = self._random.randrange(len(self._seen))
                if place < self._most:
                    self._sample[place] = row

    def audit(self) -> list[Disagreement]:
        """Infer what was drawn on durable-rules; return what comes out otherwise."""
        while self._sample:
            self._audit(self._sample.pop())
        return self.disagreements

    def _new(self, frame: pl.DataFrame, known: Iterable[str]) -> Iterable[Mapping[str, Any]]:
        """Yield a row of each pattern that is not known."""
        firsts = frame.unique(PATTERN, keep="first", maintain_order=True)
        fresh = firsts.filter(
            ~pl.col(PATTERN).is_in(pl.Series(list(known), dtype=pl.String).implode())
        )
        yield from fresh.iter_rows(named=True)

    def _audit(self, row: Mapping[str, Any]) -> None:
        determination = self.determination(row)
        self.audited += 1
        said = {
            **determination.outcomes,
            **{name + CLOSED: each for name, each in determination.closed_outcomes.items()},
        }
        self.disagreements += [
            Disagreement(row["row"], name, row[name], said[name])
            for name in row
            if name in said and row[name] != said[name]
        ]

    def determination(self, row: Mapping[str, Any]) -> Determination:
        """Return what durable-rules makes of a row of typed facts."""
        facts = facts_of_row(row, self._held)
        return decided(
            replace(_BLANK, facts=facts, roster=self._roster), self._law, None, self._inference
        )


_BLANK = Case(
    id="row",
    title="",
    digest="",
    pack=None,
    as_of=None,
    profile=None,
    readings={},
    parameters={},
    sources={},
    notes="",
    facts={},
    roster={},
    names={},
    refers={},
)
