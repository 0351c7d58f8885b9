"""What a document says on every page: its head, the mark of a draft, the number of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from liability.record import record
from liability.source.visible import visible_line

if TYPE_CHECKING:
    from liability.determination.assess import Determination


@record
class Words(NamedTuple):
    """The words of a page in a language.

    Attributes:
        draft: the mark of a draft.
        before: what stands before the number of the page.
        between: what stands between that and the number of pages.
        after: what stands behind both.
    """

    draft: str
    before: str = ""
    between: str = " / "
    after: str = ""


_HEAD = 90  # letters at the head of a page, beside the mark
_WORDS = {
    "en": Words("DRAFT", "Page ", " of "),
    "ko": Words("초안", after="쪽"),
    "ja": Words("草案", after="ページ"),
    "zh": Words("草稿", "第", "页，共", "页"),
}


@record
class Sheet(NamedTuple):
    """What is known of a document beside its text.

    Attributes:
        case: the name of the case, for the head of each page.
        day: the day that the document is of, as 2025-03-05.
        language: the language that it is written in: en, ko, ja or zh.
        draft: whether each page is marked as a draft.
    """

    case: str
    day: str
    language: str = "en"
    draft: bool = True

    @property
    def head(self) -> str:
        """What stands at the head of each page: the name of the case, cut to fit a line."""
        line = visible_line(self.case)
        return line if len(line) <= _HEAD else line[:_HEAD].rstrip() + "…"

    @property
    def words(self) -> Words:
        """The words of a page; in English where there are none in the language."""
        return _WORDS.get(self.language, _WORDS["en"])

    @property
    def mark(self) -> str:
        """The mark of a draft; empty where the document is none."""
        return self.words.draft if self.draft else ""


def sheet_of(determination: Determination, language: str = "en") -> Sheet:
    """Return what every page of a document about a determination says."""
    case = determination.case
    return Sheet(case.title or case.id, str(determination.law.as_of), language)
