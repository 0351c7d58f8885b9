"""A portfolio from what the user names to what is asked of it: one row, Spark, or all rows."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from liability.cli.assess import Format as Form
from liability.cli.assess import as_text
from liability.cli.batch_checks import Asked, check_case_files
from liability.cli.batch_options import Format
from liability.cli.batch_source import (
    audited,
    check_beside,
    own_law,
    portfolio_named,
    source_of,
)
from liability.cli.batch_whole import Whole
from liability.cli.given import Given
from liability.language import Language, speaking
from liability.source.problems import Gathered

if TYPE_CHECKING:
    from liability.portfolio.batch import Batch
    from liability.portfolio.case_files import CaseFiles
    from liability.rulebook.law import Law


class Run:
    """One run of `batch`.

    Args:
        taken: what goes before what a case says.
        audit: how many fact patterns of a table to audit, as written; None where nobody says.
        needs: say which facts to find out first.
        lang: the language of the screen, of a report in HTML, or of one row.
    """

    def __init__(
        self,
        taken: Given,
        audit: str | None,
        *,
        needs: bool,
        lang: Language = "en",
    ) -> None:
        self.taken = taken
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
                check_beside(self.taken, map_)
            gathered.report()
        if isinstance(named, list):
            with gathered.of_check():
                check_case_files(map_, sheet, self._asked)
        audit, needs = self._audit, self._needs
        with gathered.of_check():
            made = source_of(named, map_, self.taken, audit=audit, needs=needs)
        gathered.report()
        return made

    def law(self) -> Law:
        """Return the law in force that a table is graded under."""
        return self.taken.law()

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

    def whole(self, source: Batch | CaseFiles, format_: Format, asked: Asked) -> int:
        """Grade everything, write results and errors, and return the exit status."""
        own = own_law(self.taken) if source.law is None else None
        return Whole(source, source.law or self.law(), own, format_, asked, self._lang).run()
