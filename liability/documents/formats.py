"""Documents in the formats that people send: Markdown, Word, HTML, PDF, from the one Markdown."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from liability.documents.sheet import Sheet


class Format(StrEnum):
    """How a document is written; also how the names of such files end."""

    MD = "md"
    DOCX = "docx"
    HTML = "html"
    PDF = "pdf"

    @property
    def is_text(self) -> bool:
        """Whether a terminal can show it."""
        return self in (Format.MD, Format.HTML)


def format_of(file: Path | None) -> Format:
    """Return the format that the name of a file asks for; Markdown where it asks for none.

    >>> format_of(Path("memo.DOCX")).value, format_of(Path("memo.txt")).value
    ('docx', 'md')
    """
    ending = file.suffix.lower().removeprefix(".") if file else ""
    return Format(ending) if ending in list(Format) else Format.MD


def written(markdown: str, format_: Format, sheet: Sheet) -> bytes:
    """Return a document in a format; the same bytes for the same document.

    Args:
        markdown: the document, as its template gives it, values escaped. Its first heading is the
            title. Comments between its paragraphs are left out of the other formats.
        format_: the format.
        sheet: what every page says, and the language.

    Raises:
        ProblemsError: what writes the format is not installed; of PDF, no font shows a character.
    """
    if format_ is Format.MD:
        return markdown.encode("utf-8")
    from liability.documents.pandoc import read

    document = read(markdown)
    match format_:
        case Format.DOCX:
            from liability.documents.word import docx

            return docx(document, sheet)
        case Format.HTML:
            from liability.documents.web import html

            return html(document, sheet)
        case Format.PDF:
            from liability.documents.paper import pdf

            return pdf(document, sheet)
