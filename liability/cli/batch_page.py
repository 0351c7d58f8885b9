"""The report of a portfolio in HTML, as rows come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liability.cli.batch_source import shown_name
from liability.language import Language, speaking

if TYPE_CHECKING:
    from liability.portfolio.batch import Batch, Done
    from liability.portfolio.case_files import CaseFiles
    from liability.portfolio.named_law import OwnLaw
    from liability.portfolio.tally import Tally
    from liability.rulebook.law import Law


class Page:
    """Takes rows as they come, and makes the report when they have.

    Args:
        law: the law in force.
        language: the language to write in.
    """

    def __init__(self, law: Law, language: Language) -> None:
        from liability.portfolio.report import Report

        self._law = law
        self._language = language
        self._report = Report(law)

    def take(self, done: Done) -> None:
        """Take some more rows.

        Raises:
            ProblemsError: there are more than a page can hold.
        """
        self._report.take(done)

    def html(
        self,
        source: Batch | CaseFiles,
        tally: Tally,
        own: OwnLaw | None,
        *,
        complete: bool,
        disagreements: int,
    ) -> str:
        """Return the report.

        Args:
            source: what was graded.
            tally: how many rows were taken.
            own: what cases may say themselves of the law; None for a table.
            complete: whether it was read to its end.
            disagreements: in how many outcomes columns and engine disagreed.
        """
        from liability.documents.portfolio_html import Origin, portfolio_html
        from liability.portfolio.batch import Batch

        missing = source.wanted.most()
        with speaking(self._language):
            origin = Origin(
                name=shown_name(source),
                about=source.origin if isinstance(source, Batch) else "",
                audit=source.audit,
                own=own,
                complete=complete,
                disagreements=disagreements,
                asked=bool(self._report.needs.texts) or not tally.graded,
            )
            return portfolio_html(self._report, tally, missing, origin, self._law)
