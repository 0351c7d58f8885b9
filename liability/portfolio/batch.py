"""A portfolio: every row of a table comes out as a result, or as an error with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import polars as pl

from liability.case.load import CASE_ID
from liability.case.model import Case, Roster
from liability.compute.cell_values import composed
from liability.determination.assess import Determination
from liability.inference.infer import Inference
from liability.portfolio.audit import Audit, Disagreement
from liability.portfolio.by_pattern import ByPattern
from liability.portfolio.cells import BadCell, CellReader
from liability.portfolio.csv_rows import BadRow
from liability.portfolio.figures import figures_of_rows
from liability.portfolio.lineages import SAID_OF_ROWS, Lineages
from liability.portfolio.named_law import law_in_results
from liability.portfolio.pattern_needs import PatternNeeds
from liability.portfolio.patterns import PATTERN
from liability.portfolio.plan import Plan
from liability.portfolio.progress import GRADING, LOADING, Progress
from liability.portfolio.queries import queries
from liability.portfolio.refusals import NO_NAME, SHARED_NAME
from liability.portfolio.results import ID, LAST, NEEDS, ROW, TITLE
from liability.portfolio.rows import RowCases
from liability.portfolio.tables import Chunk, Table
from liability.portfolio.tally import Tally
from liability.portfolio.wanted import Wanted
from liability.portfolio.wrong_rows import errors_of, name_in, refused_in, strays_in, texts_of
from liability.record import record
from liability.rulebook.law import Law
from liability.sentences import tr
from liability.source.problems import Problem, ProblemsError, nearest, nearest_names
from liability.source.yaml import digest

CHUNK = 100_000  # rows at a time
_FEWEST = 500  # rows at a time, where each has other facts to find out first
_MOST_LINES = 5  # named, of those that could not be read
_SOON = 250  # patterns of which these are found in some seconds


@record
class Done(NamedTuple):
    """What became of some rows.

    Attributes:
        results: a row for each that could be graded.
        errors: a row for each thing that is wrong, of the others; see `ERRORS`.
        facts: the facts of each result in typed columns, and its fact pattern.
        figures: the quantities of each row that has a result, in the same order.
    """

    results: pl.DataFrame
    errors: pl.DataFrame
    facts: pl.DataFrame
    figures: pl.DataFrame


class Batch:
    """Grades a table under a law, chunk by chunk, in bounded memory.

    Args:
        table: the table.
        plan: which column is which fact.
        law: the law in force.
        audit: how many fact patterns to audit on durable-rules; None for all.
        needs: say in each result which facts to find out first.
        digests: give each result the digest of its case, that of the rulebook, and the law.
    """

    def __init__(
        self,
        table: Table,
        plan: Plan,
        law: Law,
        *,
        audit: int | None = 50,
        needs: bool = True,
        digests: bool = True,
    ) -> None:
        self.table = table
        self.law = law
        self.tally = Tally()
        self.progress = Progress()
        self._lineages = Lineages(table, plan, law)
        self.plan = plan = self._lineages.plan
        self._reader = CellReader(plan, law)
        self._cases = RowCases(self._reader, law)
        self._roster = roster_of(law, plan)
        held = self._reader.held
        asked = queries(law, held, self._roster)
        self._by_pattern = ByPattern(asked.patterns, asked.outcomes, asked.made)
        self._results = asked.results
        inference = Inference()
        self._audit = Audit(
            law,
            held,
            self._roster,
            asked.asked,
            audit,
            inference=inference,
            progress=self.progress,
        )
        self._asking = PatternNeeds(law, held, self._roster, inference, self.progress)
        self._needs = needs
        self._digests = digests
        self._at_once = _FEWEST

    @property
    def name(self) -> str:
        """The table, as the user named it."""
        return self.table.name

    @property
    def audit(self) -> str:
        """What was inferred on durable-rules, in words."""
        said = {"count": f"{self._by_pattern.number:,}", "audited": f"{self._audit.audited:,}"}
        if self._by_pattern.exact and self._by_pattern.number == 1:
            return tr("1 fact pattern, {audited} audited", audited=said["audited"])
        if self._by_pattern.exact:
            return tr("{count} fact patterns, {audited} audited", **said)
        return tr("{count} or more fact patterns, {audited} audited", **said)

    @property
    def wanted(self) -> Wanted:
        """The facts to find out, counted over the rows so far."""
        return self._asking.wanted

    @property
    def origin(self) -> str:
        """What the table is and whose, as its map says."""
        said = self.plan.map
        return "; ".join(each for each in (said.table, said.source) if each) if said else ""

    @property
    def counts_lineages(self) -> bool:
        """Whether the training compute of its rows is counted from their lineages."""
        return any(each.counted is not None for each in self.plan.cells)

    def case_text(self, name: str) -> str:
        """Return the row of this name as a case file, as JSON.

        Raises:
            ProblemsError: there is none, or several.
        """
        return self._cases.text(*self._row(name))

    def case(self, name: str) -> Case:
        """Return the row of this name as a case.

        Raises:
            ProblemsError: there is none, or several, or a cell of it cannot be read.
        """
        line, row = self._row(name)
        return self._cases.case(line, row, f"{self.table.name}, line {line}")

    def disagreements(self) -> list[Disagreement]:
        """Infer what is to be audited, and return where columns and engine disagree."""
        return self._audit.finish()

    def determination(self, row: Mapping[str, Any]) -> Determination:
        """Return what durable-rules makes of a row of `Done.facts`."""
        return self._asking.determination(row)

    def _row(self, name: str) -> tuple[int, dict[str, Any]]:
        found, by_line = [], []
        for chunk, names in self._named():
            for place, (line, each) in enumerate(zip(chunk.lines, names, strict=True)):
                if composed(each) == composed(name):
                    found.append(Chunk(chunk.frame.slice(place, 1), [line]))
                elif name == f"row-{line}" and not (self.plan.id and CASE_ID.fullmatch(each)):
                    by_line.append(Chunk(chunk.frame.slice(place, 1), [line]))
        found = found or by_line
        if len(found) == 1:
            self._check_row(found[0])
            return found[0].lines[0], found[0].frame.row(0, named=True)
        if found:
            lines = " and ".join(str(each.lines[0]) for each in found)
            message = f"`{name}` is the name of the rows on lines {lines} of `{self.table.name}`"
            advice = "rename them"
        else:
            message = f"`{name}` is no row of `{self.table.name}`"
            advice = self._nearest_row(name)
        raise ProblemsError([Problem("table/no-row", message, advice)])

    def _named(self) -> Iterator[tuple[Chunk, list[str]]]:
        """Yield the rows of the table, and by which names they are asked for."""
        for chunk in self.table.read(CHUNK, self.plan.columns()):
            if self.plan.id is None:
                yield chunk, [str(line) for line in chunk.lines]
            else:
                yield chunk, texts_of(chunk.frame, self.plan.id).fill_null("").to_list()

    def _nearest_row(self, name: str) -> str:
        """Say which row may be meant by a name that none has, and which could not be read."""
        near: list[str] = []
        unread: list[BadRow] = []
        for chunk, names in self._named():
            near += nearest_names(name, [each for each in names if each], 3)
            unread += chunk.bad
        for bad in unread:
            if self._is_called(bad, name):
                return f"line {bad.line} could not be read: {bad.reason}; {bad.help}"
        advice = nearest(name, near) or "give the name that the row has in the results"
        lines = [str(each.line) for each in unread if not name_in(each, self.plan.id)]
        if not lines:
            return advice
        said = lines if len(lines) <= _MOST_LINES else [*lines[:_MOST_LINES], "…"]
        on = "line" if len(lines) == 1 else "one of the lines"
        return f"it may stand on {on} {', '.join(said)}, which could not be read; or {advice}"

    def _is_called(self, bad: BadRow, name: str) -> bool:
        """Return whether a row that could not be read is asked for by a name."""
        if said := name_in(bad, self.plan.id):
            return composed(said) == composed(name)
        return name == f"row-{bad.line}" or (self.plan.id is None and name == str(bad.line))

    def _check_row(self, row: Chunk) -> None:
        """Check that a row would not be refused: one that is states nothing to go on with.

        Raises:
            ProblemsError: it would be.
        """
        _, bad_cells = self._reader.typed(row.frame, row.lines)
        names = texts_of(row.frame, self.plan.id)
        wrong = self._wrong(row, names, frozenset(), bad_cells)
        problems = []
        for _, bad, column in wrong:
            place = f"line {bad.line} of `{self.table.name}`"
            at = f"`{column}` on {place}" if column else place
            problems.append(Problem(f"table/{bad.code}", f"{at}: {bad.reason}", bad.help))
        if problems:
            raise ProblemsError(problems)

    def run(self, size: int = CHUNK) -> Iterator[Done]:
        """Yield what becomes of each chunk of rows, in the order of the table."""
        twice = self._duplicates(size)
        rows = self.tally.there
        self.progress.begin(GRADING, self.table.rows if rows is None else rows)
        for chunk in self.table.read(size, self.plan.columns()):
            for part in self._parts(chunk) if self._needs else [chunk]:
                yield self._done(part, twice)

    def _parts(self, chunk: Chunk) -> Iterator[Chunk]:
        """Yield a chunk in parts, so small that what is to be asked of each is soon found."""
        start, bad = 0, chunk.bad
        while not start or start < len(chunk.lines):
            end, before = start + self._at_once, self._asking.asked
            ends = chunk.lines[end] if end < len(chunk.lines) else None
            here = tuple(each for each in bad if ends is None or each.line < ends)
            lines = chunk.lines[start:end]
            frame = chunk.frame[start:end] if chunk.frame.width else pl.DataFrame(height=len(lines))
            yield Chunk(frame, lines, here)
            start, bad = end, bad[len(here) :]
            most = self._at_once * _SOON // max(self._asking.asked - before, 1)
            self._at_once = max(min(most, 2 * self._at_once), _FEWEST)

    def _duplicates(self, size: int) -> frozenset[str]:
        """Return the names that several rows have; where rows have names, count the rows."""
        if self.plan.id is None:
            return frozenset()
        self.progress.begin(LOADING, self.table.rows)
        parts, rows = [pl.DataFrame(schema={ID: pl.String})], 0
        for chunk in self.table.read(size, [self.plan.id]):
            names = texts_of(chunk.frame, self.plan.id).str.normalize("NFC")
            parts.append(names.alias(ID).to_frame())
            rows += chunk.rows
            self.progress.finish(chunk.rows)
        self.tally = replace(self.tally, there=rows)
        counted = pl.concat(parts).filter(pl.col(ID) != "").group_by(ID).len()
        return frozenset(counted.filter(pl.col("len") > 1)[ID].to_list())

    def _done(self, chunk: Chunk, twice: frozenset[str]) -> Done:
        frame = chunk.frame
        names = texts_of(frame, self.plan.id)
        typed, bad_cells = self._reader.typed(frame, chunk.lines)
        wrong = self._wrong(chunk, names, twice, bad_cells)
        head = pl.DataFrame(
            {
                ROW: pl.Series(chunk.lines, dtype=pl.Int64),
                ID: names,
                TITLE: texts_of(frame, self.plan.title),
            }
        )
        refused = {place for place, *_ in wrong if place is not None}
        kept = [place for place in range(frame.height) if place not in refused]
        whole = pl.concat([head, typed], how="horizontal")
        rows = whole[kept] if refused else whole
        graded, new = self._by_pattern(rows)
        work = self._audit.work(new.len()) + self._needs * self._asking.work(new.len())
        self.progress.take_up(frame.height, work + rows.height * self._digests)
        self._audit.draw(graded, new)
        results = self._result(graded, rows, frame[kept] if refused else frame)
        errors = errors_of(wrong, names, self.plan.id)
        facts = graded.select(*rows.columns, PATTERN)
        done = Done(results, errors, facts, figures_of_rows(rows, self._reader.held))
        if self._needs:
            self._asking.count(graded)
        self.tally = self.tally.plus(chunk.rows, len(kept), errors)
        self.progress.finish(chunk.rows)
        return done

    def _result(
        self, graded: pl.DataFrame, rows: pl.DataFrame, cells: pl.DataFrame
    ) -> pl.DataFrame:
        """Return the results of graded rows, of these typed facts, read from these cells."""
        results = graded.select(ROW, ID, TITLE, **self._results)
        if self._needs:
            results = results.with_columns(self._asking.needs(graded).alias(NEEDS))
        if self._digests:
            digests = pl.Series(self._digests_of(rows, cells), dtype=pl.String)
            said = (digests, self.law.rulebook.digest, law_in_results(self.law))
            results = results.with_columns(
                pl.lit(each).alias(name) for name, each in zip(LAST, said, strict=True)
            )
        return results

    def _digests_of(self, rows: pl.DataFrame, cells: pl.DataFrame) -> Iterator[str]:
        for line, row in zip(rows[ROW], cells.iter_rows(named=True), strict=True):
            self.progress.worked()
            yield digest(self._cases.data(line, row))

    def _wrong(
        self,
        chunk: Chunk,
        names: pl.Series,
        twice: frozenset[str],
        bad_cells: Sequence[BadCell],
    ) -> list[tuple[int | None, BadRow, str]]:
        """Return what is wrong: the row's place, what it is, and the column.

        Of a row that the map refuses only that: nobody is to mend what is not to be used.
        """
        found: list[tuple[int | None, BadRow, str]] = [(None, each, "") for each in chunk.bad]
        refused = list(refused_in(chunk, self.plan))
        unused = {place for place, *_ in refused}
        if self.plan.id is not None:
            for place, name in enumerate(names):
                if not name:
                    why = NO_NAME
                elif twice and composed(name) in twice:
                    code, reason, advice = SHARED_NAME
                    why = code, reason.format(name), advice
                else:
                    continue
                found.append((place, BadRow(chunk.lines[place], *why), self.plan.id))
        found = [*(each for each in found if each[0] not in unused), *refused]
        said = {place for place, *_ in found}
        for place, line in enumerate(chunk.lines):
            bad, column = self._lineages.errors.get(line, (None, ""))
            if bad is None or place in unused:
                continue
            if not (place in said and bad.code in SAID_OF_ROWS):
                found.append((place, bad, column))
        found += (each for each in strays_in(chunk, self.plan) if each[0] not in unused)
        for cell in bad_cells:
            line = chunk.lines[cell.row]
            bad = BadRow(line, cell.code, cell.reason, cell.help)
            if cell.row not in unused:
                found.append((cell.row, bad, cell.column))
        return found


def roster_of(law: Law, plan: Plan) -> Roster:
    """Return the members of each listed subject: none, where the map says so, else not known."""
    listed = [each.id for each in law.rulebook.subjects.values() if each.many]
    return {each: () if each in plan.none else None for each in listed}
