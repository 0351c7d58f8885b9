"""A portfolio from what the user names to files and the screen."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from liability.cli.console import (
    DETERMINED,
    TEST_FAILED,
    UNDETERMINED,
    console,
    rendered,
    report,
)
from liability.cli.given import Given, rulebook_named
from liability.cli.output import STANDARD_STREAM, put_in_place, to_file, write
from liability.rulebook.packs import DEFAULT_PACK
from liability.source.problems import Problem, ProblemsError

if TYPE_CHECKING:
    from liability.portfolio.batch import Batch
    from liability.portfolio.case_files import CaseFiles
    from liability.portfolio.summary import Summary
    from liability.rulebook.law import Law

_TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".xlsx")
_RICH = "rich"
_PATIENCE = 1.0  # seconds before progress is shown


def audited(given: str) -> int | None:
    """Return how many fact patterns to audit; None for all.

    Raises:
        ProblemsError: it is neither a number nor `all`.
    """
    if given == "all":
        return None
    if given.isascii() and given.isdecimal() and len(given) < 10:
        return int(given)
    advice = "write a number of fact patterns, or `all`"
    raise ProblemsError([Problem("usage/wrong", f"`--audit {given}` is not a number", advice)])


def figures(given: list[str]) -> dict[str, str]:
    """Return the figures of the law that the user sets, as written.

    Raises:
        ProblemsError: one is not written as `ID=FIGURE`.
    """
    wrong = [each for each in given if not all(each.partition("=")[::2])]
    if wrong:
        advice = "write `--parameter ID=FIGURE`; `liability rules list --parameters` has them"
        raise ProblemsError(
            Problem("law/parameter-form", f"`{each}` is not a figure of the law", advice)
            for each in wrong
        )
    return dict(each.split("=", 1) for each in given)


class Run:
    """One run of `batch`.

    Args:
        taken: date, profile, readings and pack, where the user gives them.
        figures: figures of the law that the user sets, as written.
        audit: how many fact patterns to audit; None for all.
        needs: say which facts to find out first.
    """

    def __init__(
        self, taken: Given, figures: Mapping[str, str], audit: int | None, *, needs: bool
    ) -> None:
        self.taken = taken
        self._figures = figures
        self._audit = audit
        self._needs = needs

    def source(
        self, portfolio: list[Path], map_: str | None, stack: ExitStack
    ) -> Batch | CaseFiles:
        """Return what there is to grade.

        Raises:
            ProblemsError: a file, the map or an option cannot be used.
        """
        first = portfolio[0]
        table = str(first) == STANDARD_STREAM or first.suffix.lower() in _TABLES
        if table and len(portfolio) > 1:
            message = f"`{first}` is a table, and more is named beside it"
            raise ProblemsError([Problem("usage/wrong", message, "name one table at a time")])
        if table:
            return self._table(first, map_, stack)
        if map_ is not None:
            message = "`--map` is for a table"
            raise ProblemsError([Problem("usage/wrong", message, "leave it out for case files")])
        from liability.portfolio.case_files import CaseFiles, case_files

        if self._figures:
            message = "`--parameter` is for a table"
            advice = "set figures under `parameters:` of each case"
            raise ProblemsError([Problem("usage/wrong", message, advice)])
        return CaseFiles(case_files(portfolio), self.taken.determination)

    def _table(self, path: Path, map_: str | None, stack: ExitStack) -> Batch:
        from liability.portfolio.batch import Batch
        from liability.portfolio.inputs import plan_with
        from liability.portfolio.tables import open_table

        name, suffix = str(path), None
        if name == STANDARD_STREAM:
            name, path, suffix = _spooled(stack)
        elif not path.is_file():
            message = f"`{path}` does not exist" if not path.exists() else f"`{path}` is no file"
            raise ProblemsError([Problem("file/not-found", message, "check the name")])
        table = open_table(path, name, suffix)
        law = self._law()
        plan = plan_with(table.header, law.rulebook, table.name, map_)
        return Batch(table, plan, law, audit=self._audit, needs=self._needs)

    def _law(self) -> Law:
        from liability.portfolio.inputs import law_with

        rulebook = rulebook_named(self.taken.pack or DEFAULT_PACK)
        taken = self.taken
        return law_with(rulebook, taken.as_of, taken.profile, taken.readings, self._figures)

    def on_spark(
        self,
        portfolio: list[Path],
        map_: str | None,
        output: Path | None,
        format_: str,
        *,
        force: bool,
    ) -> int:
        """Grade a table on Spark, write the results, and return the exit status.

        Raises:
            ProblemsError: a file, the map or an option cannot be used.
        """
        from liability.cli.batch_spark import grade_on_spark

        return grade_on_spark(
            portfolio, map_, self._law(), self._audit, output, format_, force=force
        )

    def one_row(self, source: Batch | CaseFiles, explain: str | None, case: str | None) -> str:
        """Return one row's determination, or the row as a case file.

        Raises:
            ProblemsError: there is no such row, it cannot be read, or the source is no table.
        """
        from liability.portfolio.batch import Batch

        if not isinstance(source, Batch):
            message = "`--explain` and `--case` are for a table"
            raise ProblemsError(
                [Problem("usage/wrong", message, "`liability assess FILE` determines a case file")]
            )
        if case is not None:
            return source.case_text(case)
        from liability.determination.document import canonical, document
        from liability.source.visible import visible_json

        assert explain is not None
        found = self.taken.assessed(source.case(explain), source.law.rulebook)
        return visible_json(canonical(document(found))) + "\n"

    def whole(
        self,
        source: Batch | CaseFiles,
        format_: str,
        output: Path | None,
        errors: Path | None,
        *,
        force: bool,
    ) -> int:
        """Grade everything, write results and errors, and return the exit status."""
        from liability.portfolio.batch import Batch
        from liability.portfolio.patterns import disagreement
        from liability.portfolio.summary import Summary
        from liability.portfolio.write import Format

        law = source.law if isinstance(source, Batch) else self._law()
        summary = Summary(law.rulebook)
        interrupted = False
        with ExitStack() as stack:
            results = self._writer(stack, format_, output, force=force)
            wrong = self._writer(stack, Format.CSV.value, errors, force=force) if errors else None
            try:
                for done in _with_progress(source):
                    if results is not None and done.results.width:
                        results.write(done.results)
                    if wrong is not None:
                        wrong.write(done.errors)
                    if done.results.height:
                        summary.take(done.results)
            except KeyboardInterrupt:
                interrupted = True
        disagree = source.patterns.audit() if isinstance(source, Batch) else []
        if format_ == _RICH or (output is not None and to_file(output)):
            self._show(source, summary, law)
        if interrupted:
            raise KeyboardInterrupt
        source.tally.check()
        if disagree:
            report(disagreement(disagree))
            return TEST_FAILED
        return UNDETERMINED if source.tally.refused else DETERMINED

    def _writer(self, stack: ExitStack, format_: str, output: Path | None, *, force: bool) -> Any:
        """Return what takes rows; nothing where they are only shown."""
        from liability.portfolio.write import Format, writer

        if format_ == _RICH:
            return None
        stream: BinaryIO
        if output is not None and to_file(output):
            temporary = stack.enter_context(put_in_place(output, force=force))
            stream = stack.enter_context(temporary.open("wb"))
        else:
            stream = sys.stdout.buffer
        return stack.enter_context(writer(Format(format_), stream))

    def _show(self, source: Batch | CaseFiles, summary: Summary, law: Law) -> None:
        from liability.documents.portfolio import portfolio_screen

        out = console()
        made = portfolio_screen(source.name, summary, source.tally, source.audit, law, out.width)
        write(rendered(out, made) + "\n", None)


def _spooled(stack: ExitStack) -> tuple[str, Path, str]:
    """Keep standard input in a file, which can be read twice; return its name, place and kind."""
    if sys.stdin is None:
        message = "`standard input` is closed"
        raise ProblemsError([Problem("file/unreadable", message, "name a file, or pipe one in")])
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="liability-"))
    path = Path(folder) / "table"
    with path.open("wb") as stream:
        shutil.copyfileobj(sys.stdin.buffer, stream)
    with path.open("rb") as stream:
        start = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    kinds = ((b"PAR1", ".parquet"), (b"PK", ".xlsx"), (b"{", ".jsonl"))
    suffix = next((kind for begins, kind in kinds if start.startswith(begins)), ".csv")
    return "standard input", path, suffix


def _with_progress(source: Batch | CaseFiles) -> Iterator[Any]:
    """Yield what becomes of the rows; on a terminal, show how far it is once it takes a while."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield from source.run()
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
        task = shown.add_task("rows", total=source.rows)
        for done in source.run():
            shown.update(task, completed=source.tally.read)
            if time.monotonic() - began > _PATIENCE:
                shown.start()
            yield done
    finally:
        shown.stop()
