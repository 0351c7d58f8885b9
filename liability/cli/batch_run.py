"""A portfolio from what the user names to files and the screen."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from liability.cli.assess import Format as Form
from liability.cli.assess import as_text
from liability.cli.batch_checks import check_case_files
from liability.cli.batch_options import Format
from liability.cli.batch_page import Page
from liability.cli.batch_source import (
    audited,
    check_beside,
    law_given,
    own_law,
    portfolio_named,
    shown_name,
    source_of,
)
from liability.cli.console import (
    DETERMINED,
    TEST_FAILED,
    UNDETERMINED,
    console,
    rendered,
    report,
)
from liability.cli.given import Given
from liability.cli.interrupts import Interrupts
from liability.cli.output import to_file, write
from liability.cli.result_stream import results_to
from liability.language import Language, speaking
from liability.sentences import tr
from liability.source.problems import Gathered

if TYPE_CHECKING:
    from liability.portfolio.batch import Batch, Done, Tally
    from liability.portfolio.case_files import CaseFiles
    from liability.portfolio.named_law import OwnLaw
    from liability.portfolio.summary import Summary
    from liability.portfolio.write import Writer
    from liability.rulebook.law import Law

_TO_EXCEL = 2_000  # rows at a time, which take a second to write
_PATIENCE = 1.0  # seconds before progress is shown


class Run:
    """One run of `batch`.

    Args:
        taken: date, profile, readings and pack, where the user gives them.
        figures: figures of the law that the user sets, as written.
        audit: how many fact patterns of a table to audit, as written; None where nobody says.
        needs: say which facts to find out first.
        lang: the language of the screen, of a report in HTML, or of one row.
    """

    def __init__(
        self,
        taken: Given,
        figures: Mapping[str, str],
        audit: str | None,
        *,
        needs: bool,
        lang: Language = "en",
    ) -> None:
        self.taken = taken
        self._figures = figures
        self._asked, self._audit = audit, audited(audit)
        self._needs = needs
        self._lang = lang

    def source(
        self, portfolio: list[Path], map_: str | None, sheet: str | None, stack: ExitStack
    ) -> Batch | CaseFiles:
        """Return what there is to grade.

        Raises:
            ProblemsError: a file, the map or an option cannot be used.
        """
        gathered = Gathered()
        with gathered.of_check():
            named = portfolio_named(portfolio, sheet, stack)
        if gathered.any():
            with gathered.of_check():
                check_beside(self.taken, self._figures, map_)
            gathered.report()
        if isinstance(named, list):
            with gathered.of_check():
                check_case_files(map_, sheet, self._asked)
        audit, needs = self._audit, self._needs
        with gathered.of_check():
            made = source_of(named, map_, self.taken, self._figures, audit=audit, needs=needs)
        gathered.report()
        return made

    def law(self) -> Law:
        """Return the law in force that a table is graded under."""
        return law_given(self.taken, self._figures)

    def on_spark(
        self,
        portfolio: list[Path],
        map_: str | None,
        output: Path | None,
        format_: Format,
        *,
        force: bool,
    ) -> int:
        """Grade a table on Spark, write the results, and return the exit status.

        Raises:
            ProblemsError: a file, the map or an option cannot be used.
        """
        from liability.cli.batch_spark import grade_on_spark

        return grade_on_spark(
            portfolio, map_, self.law(), self._audit, self._lang, output, format_, force=force
        )

    def explained(self, source: Batch | CaseFiles, name: str, form: Form, *, plain: bool) -> str:
        """Return the determination of one row, as `assess` writes it of its case file.

        Raises:
            ProblemsError: there is no such row, or it cannot be read.
        """
        from liability.portfolio.batch import Batch

        with speaking(self._lang):
            if isinstance(source, Batch):
                found = self.taken.assessed(source.case(name), source.law.rulebook)
            else:
                found = source.called(name)
            return as_text(found, form, plain=plain)

    def whole(
        self,
        source: Batch | CaseFiles,
        format_: Format,
        output: Path | None,
        errors: Path | None,
        *,
        force: bool,
    ) -> int:
        """Grade everything, write results and errors, and return the exit status."""
        from liability.portfolio.patterns import disagreement
        from liability.portfolio.summary import Summary

        law = source.law or self.law()
        summary = Summary(law.rulebook)
        page = Page(law, self._lang) if format_ is Format.HTML else None
        interrupts = Interrupts(to_file=to_file(output))
        with interrupts.taken(), ExitStack() as stack:
            takers: list[Callable[[Done], object]] = [] if page is None else [page.take]
            takers.append(lambda done: summary.take(done.results) if done.results.height else None)
            takers.append(lambda done: summary.take_errors(done.errors))
            takers += _writers(stack, format_, output, errors, force=force)
            begun = False
            for done in interrupts.each(with_progress(source, _parts(source, format_), self._lang)):
                begun = True
                for take in takers:
                    take(done)
            whole = not interrupts.asked
            if not whole and not begun:  # nothing that could go before what is there
                raise KeyboardInterrupt
        show = partial(self._shown, source, summary, law, errors_written=errors is not None)
        disagree = source.disagreements()
        if page is not None:
            own = self._own(source)
            made = page.html(source, own, complete=whole, disagreements=len(disagree))
            write(made, output, force=force, utf_8=True)
        if format_ is Format.RICH:
            write(show(plain=to_file(output)), output, force=force)
        elif to_file(output) and (errors is None or to_file(errors)):
            write(show(plain=False), None)
        elif errors is None and source.tally.refused:
            _say_refused(source.tally)
        if interrupts.asked:
            raise KeyboardInterrupt
        source.tally.check()
        if disagree:
            report(disagreement(disagree))
            return TEST_FAILED
        return UNDETERMINED if source.tally.refused else DETERMINED

    def _own(self, source: Batch | CaseFiles) -> OwnLaw | None:
        """Return what cases may say themselves of the law; nothing for a table."""
        return own_law(self.taken) if source.law is None else None

    def _shown(
        self,
        source: Batch | CaseFiles,
        summary: Summary,
        law: Law,
        *,
        errors_written: bool,
        plain: bool,
    ) -> str:
        """Return what the screen shows, without colors where it is to be plain."""
        from liability.documents.portfolio import portfolio_screen

        out, own = console(plain=plain), self._own(source)
        with speaking(self._lang):
            name, tally, audit = shown_name(source), source.tally, source.audit
            made = portfolio_screen(
                *(name, summary, tally, audit, law, own, out.width),
                errors_written=errors_written,
            )
            return rendered(out, made) + "\n"


def _say_refused(tally: Tally) -> None:
    """Say on standard error that rows were refused, where nothing else says so."""
    rows, were = ("row", "was") if tally.read == 1 else ("rows", "were")
    were = "was" if tally.refused == 1 else were
    said = f"{tally.refused:,} of {tally.read:,} {rows} {were} refused"
    with suppress(OSError):  # nobody is there to be told; the exit status still says it
        if sys.stderr is not None:
            print(f"{said}; `--errors FILE` says why", file=sys.stderr, flush=True)


def _writers(
    stack: ExitStack, format_: Format, output: Path | None, errors: Path | None, *, force: bool
) -> Iterator[Callable[[Done], None]]:
    """Yield what writes results, and what writes errors, where they are to be written."""
    wanted = [(format_, output)] + ([(Format.CSV, errors)] if errors is not None else [])
    for name, (form, path) in zip(("results", "errors"), wanted, strict=False):
        writer = results_writer(stack, form, path, force=force)
        if writer is not None:
            yield partial(_write_part, writer, name)


def _write_part(writer: Writer, name: str, done: Done) -> None:
    """Write the results, or the errors, of some rows."""
    rows = getattr(done, name)
    if rows.width:
        writer.write(rows)


def results_writer(
    stack: ExitStack, format_: Format, output: Path | None, *, force: bool
) -> Writer | None:
    """Return what takes rows; nothing where they are only shown."""
    if format_ in (Format.RICH, Format.HTML):
        return None
    return stack.enter_context(results_to(format_, output, force=force))


def _parts(source: Batch | CaseFiles, format_: Format) -> Iterator[Done]:
    """Return what becomes of the rows, so many at a time that one Ctrl-C soon acts."""
    return source.run(_TO_EXCEL) if format_ is Format.XLSX else source.run()


def with_progress(
    source: Batch | CaseFiles, parts: Iterator[Done], lang: Language
) -> Iterator[Done]:
    """Yield what becomes of the rows; on a terminal, show how far it is once it takes a while."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield from parts
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    shown = Progress(
        "[progress.description]{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    began = time.monotonic()
    try:
        with speaking(lang):
            task = shown.add_task(tr("rows"), total=source.rows)
        for done in parts:
            shown.update(task, completed=source.tally.read)
            if time.monotonic() - began > _PATIENCE:
                shown.start()
            yield done
    finally:
        shown.stop()
