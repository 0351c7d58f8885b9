"""What a document says on every page: its head, the mark of a draft, the number of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liability.language import Language, speaking
from liability.record import record
from liability.sentences import tr
from liability.source.visible import visible_line

if TYPE_CHECKING:
    from liability.determination.assess import Determination


@record
class Words(NamedTuple):
    """What stands before the number of a page, between it and that of all pages, and after."""

    before: str
    between: str
    after: str


_HEAD = 90  # letters at the head of a page, beside the mark


@record
class Sheet(NamedTuple):
    """What is known of a document beside its text.

    Attributes:
        case: the name of the case, for the head of each page.
        day: the day that the document is of, as 2025-03-05.
        language: the language that it is written in: en, ko, ja or zh.
    """

    case: str
    day: str
    language: Language = "en"

    @property
    def head(self) -> str:
        """What stands at the head of each page: the name of the case, cut to fit a line."""
        line = visible_line(self.case)
        return line if len(line) <= _HEAD else line[:_HEAD].rstrip() + "…"

    @property
    def words(self) -> Words:
        """The words of a page, in the language of the document."""
        with speaking(self.language):
            before, _, rest = tr("Page {page} of {pages}").partition("{page}")
        between, _, after = rest.partition("{pages}")
        return Words(before, between, after)

    @property
    def mark(self) -> str:
        """The mark of a draft, which every document bears."""
        with speaking(self.language):
            return tr("DRAFT")


def sheet_of(determination: Determination, language: Language = "en") -> Sheet:
    """Return what every page of a document about a determination says."""
    case = determination.case
    return Sheet(case.title or case.id, str(determination.law.as_of), language)
