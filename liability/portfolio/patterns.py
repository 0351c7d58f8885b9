"""Fact patterns: rows in which every test comes out alike, and what is inferred once for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, TypeVar

import narwhals as nw
import polars as pl

from liability.case.model import Case, Roster
from liability.determination.assess import Determination, decided
from liability.determination.needs import Need, needs
from liability.determination.outcomes import read_outcomes
from liability.findings.find import find_values
from liability.inference.infer import Inference
from liability.portfolio.facts_in_columns import FactColumns, Held, passed, stated, tested
from liability.portfolio.figures import figures_of_rows, points_of
from liability.portfolio.grade import CLOSED
from liability.portfolio.held import facts_of_row
from liability.portfolio.kleene import INT8, INT64, TRUTHS, digit, known, packed, ranked
from liability.portfolio.progress import AUDITING, Progress
from liability.portfolio.results import JOINT
from liability.portfolio.wanted import Wanted
from liability.rulebook import conditions as c
from liability.rulebook.law import Law
from liability.source.problems import Problem, ProblemsError

Frame = TypeVar("Frame", nw.DataFrame[Any], nw.LazyFrame[Any])
PATTERN = "__pattern"
MOST_NEEDS = 3
_SEED = 0  # the same rows are audited each time
_NEEDS, _AUDIT = 1_000, 100  # how much more work than the digest of a row, about
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


class Pattern:
    """The fact pattern of each row: which facts it states, and how each test is.

    Findings, conclusions and the facts to be found out are the same in all rows of one pattern.
    It is a number whose digits say this; where they are too many for one number, a text.

    Args:
        law: the law in force.
        held: which columns hold which facts.
    """

    def __init__(self, law: Law, held: Held) -> None:
        self._words = _words(law, held)
        self._parts = [f"{PATTERN}_{at}" for at in range(len(self._words))]

    def of(self, frame: Frame) -> Frame:
        """Return a frame with the pattern of each row in the column `PATTERN`."""
        if not self._words:  # no column states a fact
            return frame.with_columns(**{PATTERN: nw.lit(0)})
        whole = _whole([nw.col(each) for each in self._parts], [size for _, size in self._words])
        words = dict(zip(self._parts, (each for each, _ in self._words), strict=True))
        made = frame.with_columns(**words).with_columns(**{PATTERN: whole})
        return made.drop(*self._parts)


def _whole(words: Sequence[nw.Expr], sizes: Sequence[int]) -> nw.Expr:
    """Return one number, or one text, for words with so many values each; 0 means not a number."""
    if prod(sizes) and prod(sizes) <= INT64:
        return packed(list(zip(words, sizes, strict=True)), INT64)[0][0]
    return nw.concat_str(*(each.cast(nw.String()) for each in words), separator=" ")


def _words(law: Law, held: Held) -> list[tuple[nw.Expr, int]]:
    """Return what a pattern is put together from, and how many values each has; 0 of a text.

    At least two, where there are two digits: they are worked out on a processor each.
    """
    tests: dict[str, list[c.FactTest]] = {key: [] for key in held}
    for test in dict.fromkeys(_tests(law)):
        if test.operator == c.LEFT_OUT:  # as the digits for what a row gives say
            continue
        for fact in filter(None, (test.fact, test.otherwise)):
            of_it = test._replace(fact=fact, otherwise=None)
            if fact in held and of_it not in tests[fact]:
                tests[fact].append(of_it)
    digits = [each for key, columns in held.items() for each in _digits(columns, tests[key], held)]
    small = [(each.cast(nw.Int64()), size) for each, size in packed(digits, INT8)]
    half = len(small) // 2
    words = [*packed(small[:half], INT64), *packed(small[half:], INT64)]
    compared = [each for key in held for test in tests[key] for each in _compared(test, held)]
    return [*words, *((each, 0) for each in compared)]


def _digits(
    columns: FactColumns, tests: Iterable[c.FactTest], held: Held
) -> Iterator[tuple[nw.Expr, int]]:
    """Yield digits for whether a fact is stated and how each test is, and how many values each has.

    A test that is open where its fact is empty, and nowhere else, says whether it is stated. Of a
    plain figure one digit says all: between which figures of the law it lies.
    """
    tests = list(tests)
    if columns.unknown:
        yield nw.col(columns.unknown).fill_null(False).cast(nw.Int8()), 2
    cuts = passed(tests, columns) if columns.plain else []
    if 0 < len(cuts) < INT8 - 1:
        yield ranked([nw.col(columns.at["low"]).is_null(), *cuts]), len(cuts) + 2
        return
    names = list(dict.fromkeys(columns.at.values()))
    truths = [tested(test, columns, other) for test, other in _with_others(tests, held)]
    one = columns.plain if columns.type == "quantity" else len(names) == 1
    says = one and all(
        test.operator != "decides" and not isinstance(test.operand, c.FactRef) for test in tests
    )
    made = [each for each in truths if not isinstance(each, int)]
    if not (says and made):
        yield stated(columns).cast(nw.Int8()), 2
    for place, each in enumerate(made):
        if says and place:
            yield known(each).cast(nw.Int8()), 2
        else:
            yield digit(each), len(TRUTHS)


def _with_others(
    tests: Iterable[c.FactTest], held: Held
) -> Iterator[tuple[c.FactTest, FactColumns | None]]:
    """Yield each test and what it compares its fact with; none of a fact that no column holds."""
    for test in tests:
        if not isinstance(test.operand, c.FactRef):
            yield test, None
        elif test.operand.fact in held:
            yield test, held[test.operand.fact]


def _compared(test: c.FactTest, held: Held) -> Iterator[nw.Expr]:
    """Yield the figures that two facts are compared by: what an answer settles turns on them."""
    for _, other in _with_others([test], held):
        if other is not None:
            for each in dict.fromkeys([*held[test.fact].at.values(), *other.at.values()]):
                text = nw.col(each).cast(nw.String())
                yield nw.when(~nw.col(each).is_null()).then(text).otherwise(nw.lit("-"))


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
        progress: is told what is done.

    Attributes:
        wanted: the facts to find out, counted over all rows of which they were asked.
    """

    def __init__(
        self,
        law: Law,
        held: Held,
        roster: Roster,
        audit: int | None,
        progress: Progress | None = None,
    ) -> None:
        self._progress = progress or Progress()
        self._law = law
        self._held = held
        self._roster = roster
        self._most = audit
        self._inference = Inference()
        self._needs: dict[int | str, tuple[Need, ...]] = {}
        self._met: dict[Need, Need] = {}  # each is held once, however many patterns have it
        self.wanted = Wanted()
        self._seen: set[int | str] = set()  # where all are audited
        self._lots: dict[int, int | str] = {}  # the lowest lots, and whose they are
        self._sample: dict[int | str, Mapping[str, Any]] = {}
        self.audited = 0
        self.disagreements: list[Disagreement] = []

    def needs(self, frame: pl.DataFrame) -> pl.Series:
        """Return the first facts to find out of each row, in the order to ask, in one cell."""
        places = frame.select(pl.col(PATTERN).arg_unique()).to_series()
        patterns = frame[PATTERN].gather(places)
        new = [at for at, each in zip(places, patterns, strict=True) if each not in self._needs]
        for row in frame[new].iter_rows(named=True):
            found = needs(self.determination(row))
            self._needs[row[PATTERN]] = tuple(self._met.setdefault(each, each) for each in found)
            self._progress.worked(_NEEDS)
        texts = {
            pattern: JOINT.join(each.fact for each in self._needs[pattern][:MOST_NEEDS])
            for pattern in patterns
        }
        return frame[PATTERN].replace_strict(texts, return_dtype=pl.String)

    @property
    def asked(self) -> int:
        """Of how many patterns it is known which facts are to be found out first."""
        return len(self._needs)

    def work(self, new: int, *, needs: bool) -> int:
        """Return how much work so many new patterns are, in digests of rows."""
        return new * (_NEEDS * needs + _AUDIT * (self._most is None))

    def count_needs(self, frame: pl.DataFrame) -> None:
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
                self._audit(row)
                self._progress.worked(_AUDIT)
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

    def audit(self) -> list[Disagreement]:
        """Infer what was drawn on durable-rules; return what comes out otherwise."""
        self._progress.begin(AUDITING, len(self._sample))
        for row in self._sample.values():
            self._audit(row)
            self._progress.finish()
        self._sample.clear()
        self._lots.clear()
        return self.disagreements

    def _audit(self, row: Mapping[str, Any]) -> None:
        said = self._outcomes(row, closed=False)
        if any(name.endswith(CLOSED) for name in row):
            closed = self._outcomes(row, closed=True)
            said |= {name + CLOSED: each for name, each in closed.items()}
        self.audited += 1
        self.disagreements += [
            Disagreement(row["row"], name, row[name], said[name])
            for name in row
            if name in said and row[name] != said[name]
        ]

    def _outcomes(self, row: Mapping[str, Any], *, closed: bool) -> dict[str, str]:
        """Return the outcomes of a row as durable-rules infers them."""
        law, case = self._law, self._case(row)
        values = find_values(law, case)
        return read_outcomes(
            self._inference.infer(law, values, case.roster, case.refers, closed=closed)
        )

    def determination(self, row: Mapping[str, Any]) -> Determination:
        """Return what durable-rules makes of a row of typed facts."""
        return decided(self._case(row), self._law, None, self._inference)

    def _case(self, row: Mapping[str, Any]) -> Case:
        return replace(_BLANK, facts=facts_of_row(row, self._held), roster=self._roster)


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


_BLANK = Case(
    id="row",
    title="",
    digest="",
    typed_by="",
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
