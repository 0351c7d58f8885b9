"""All rows of a portfolio: graded, written and shown; and what is finished when interrupted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from liability.cli.batch_checks import Asked
from liability.cli.batch_options import Format
from liability.cli.batch_progress import progress_shown
from liability.cli.batch_source import own_law, shown_name, tables_passed_over
from liability.cli.console import (
    DETERMINED,
    TEST_FAILED,
    UNDETERMINED,
    console,
    rendered,
    report,
)
from liability.cli.given import Given
from liability.cli.interrupts import Interrupts, unheard
from liability.cli.output import to_file, write
from liability.cli.result_stream import results_to
from liability.language import speaking

if TYPE_CHECKING:
    from liability.portfolio.audit import Disagreement
    from liability.portfolio.batch import Batch, Done
    from liability.portfolio.case_files import CaseFiles
    from liability.portfolio.report import Report
    from liability.portfolio.tally import Tally
    from liability.portfolio.write import Writer

_TO_EXCEL = 2_000  # rows at a time, which take a second to write


class Whole:
    """Grades all rows of a portfolio, and writes and shows what came of them.

    Args:
        source: the portfolio.
        taken: what goes before what a case says.
        format_: the form of the results.
        asked: where results and errors are to go, and in which language.
    """

    def __init__(
        self,
        source: Batch | CaseFiles,
        taken: Given,
        format_: Format,
        asked: Asked,
    ) -> None:
        from liability.portfolio.summary import Summary

        self._source, self._format, self._asked = source, format_, asked
        self._law = source.law or taken.law()
        self._own = own_law(taken) if source.law is None else None  # what cases may say themselves
        self._summary = Summary(self._law.rulebook)
        self._report: Report | None = None
        self._tally = source.tally  # of the rows that were taken
        self._interrupts = Interrupts(to_file=to_file(asked.output))
        if format_ == "html":
            from liability.portfolio.report import Report

            self._report = Report(self._law)

    def run(self) -> int:
        """Do so, and return the exit status.

        Raises:
            KeyboardInterrupt: it was interrupted. What is finished is written and shown, and
                standard error says how much that is.
            ProblemsError: a file cannot be read or written.
        """
        from liability.portfolio.audit import disagreement

        try:
            disagree = self._graded()
            self._show()
            if disagree:
                report(disagreement(disagree))
            if self._interrupts.asked:
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            with unheard():
                say(f"interrupted {self._finished()}")
            raise
        self._tally.check()
        if disagree:
            return TEST_FAILED
        return UNDETERMINED if self._tally.refused else DETERMINED

    @property
    def _complete(self) -> bool:
        """Whether all rows were taken, as far as is known."""
        return not self._interrupts.asked or self._tally.read == self._tally.there

    def _graded(self) -> list[Disagreement]:
        """Grade and write everything, and return where columns and engine disagree."""
        from liability.portfolio.progress import WRITING

        source, output = self._source, self._asked.output
        streamed = self._format != "rich" and not to_file(output)
        with progress_shown(source.progress, self._asked.lang, rows_shown=streamed):
            with self._interrupts.taken(), ExitStack() as stack:
                takers = [*self._takers(stack)]
                for done in self._interrupts.each(self._parts()):
                    for take in takers:
                        take(done)
                    self._tally = source.tally
                if not (self._complete or self._tally.read):  # nothing that could replace a file
                    raise KeyboardInterrupt
            disagree = source.disagreements()
            if self._report is not None:
                source.progress.begin(WRITING)
                made = self._html(self._report, len(disagree))
                write(made, output, force=self._asked.force, utf_8=True)
        return disagree

    def _parts(self) -> Iterator[Done]:
        """Return what becomes of the rows, so many at a time that one Ctrl-C soon acts."""
        source = self._source
        return source.run(_TO_EXCEL) if self._format == "xlsx" else source.run()

    def _takers(self, stack: ExitStack) -> Iterator[Callable[[Done], object]]:
        """Yield what takes rows: the report, the summary, and the files that they go to."""
        summary, asked = self._summary, self._asked
        if self._report is not None:
            yield self._report.take
        yield lambda done: summary.take(done.results) if done.results.height else None
        yield lambda done: summary.take_errors(done.errors)
        wanted = [("results", self._format, asked.output)]
        if asked.errors is not None:
            wanted.append(("errors", "csv", asked.errors))
        for name, form, path in wanted:
            writer = results_writer(stack, form, path, force=asked.force)
            if writer is not None:
                yield partial(_write_part, writer, name)

    def _show(self) -> None:
        """Show what came of the rows, where the screen, or a file for it, is free to."""
        asked = self._asked
        if self._format == "rich":
            write(self._shown(plain=to_file(asked.output)), asked.output, force=asked.force)
        elif asked.shows:
            write(self._shown(plain=False), None)
        elif asked.errors is None and self._tally.refused:
            say(_refused(self._tally))

    def _finished(self) -> str:
        """Return how far a run got that was interrupted."""
        from liability.documents.portfolio import finished

        if not self._tally.read:
            return "before any row was graded"
        return "after every row was graded" if self._complete else finished(self._tally)

    def _html(self, report: Report, disagreements: int) -> str:
        """Return the report, once all rows are taken."""
        from liability.documents.portfolio_html import Origin, portfolio_html
        from liability.portfolio.batch import Batch

        source, tally = self._source, self._tally
        missing = source.wanted.most()
        with speaking(self._asked.lang):
            origin = Origin(
                name=shown_name(source),
                about=source.origin if isinstance(source, Batch) else "",
                audit=source.audit,
                own=self._own,
                complete=self._complete,
                disagreements=disagreements,
                asked=bool(report.needs.texts) or not tally.graded,
                counted=isinstance(source, Batch) and source.counts_lineages,
            )
            return portfolio_html(report, tally, missing, origin, self._law)

    def _shown(self, *, plain: bool) -> str:
        """Return what the screen shows, without colors where it is to be plain."""
        from liability.documents.portfolio import portfolio_screen

        out, source, asked = console(plain=plain), self._source, self._asked
        with speaking(asked.lang):
            made = portfolio_screen(
                shown_name(source),
                self._summary,
                self._tally,
                source.audit,
                self._law,
                self._own,
                out.width,
                errors_written=asked.errors is not None,
                complete=self._complete,
            )
            return rendered(out, made) + "\n"


def say(sentence: str) -> None:
    """Say something on standard error, where nothing else says so."""
    with suppress(OSError):  # nobody is there to be told; the exit status still says it
        if sys.stderr is not None:
            print(sentence, file=sys.stderr, flush=True)


def say_passed_over(portfolio: Sequence[Path]) -> None:
    """Say which tables lie in the folders of case files that the user names, and are not read."""
    if said := tables_passed_over(portfolio):
        say(said)


def _refused(tally: Tally) -> str:
    """Return how many rows were refused."""
    rows, were = ("row", "was") if tally.read == 1 else ("rows", "were")
    were = "was" if tally.refused == 1 else were
    said = f"{tally.refused:,} of {tally.read:,} {rows} {were} refused"
    return f"{said}; `--errors FILE` says why"


def _write_part(writer: Writer, name: str, done: Done) -> None:
    """Write the results, or the errors, of some rows."""
    rows = getattr(done, name)
    if rows.width:
        writer.write(rows)


def results_writer(
    stack: ExitStack, format_: Format, output: Path | None, *, force: bool
) -> Writer | None:
    """Return what takes rows; nothing where they are only shown."""
    from liability.portfolio.write import FORMATS

    if format_ not in FORMATS:
        return None
    return stack.enter_context(results_to(format_, output, force=force))
