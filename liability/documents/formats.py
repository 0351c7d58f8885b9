"""Documents in the formats that people send: Markdown, Word, HTML, PDF, from the one Markdown."""

from __future__ import annotations

from typing import Literal, get_args

from liability.documents.sheet import Sheet

Format = Literal["md", "docx", "html", "pdf"]
"""How a document is written; also how the names of such files end."""
FORMATS: tuple[Format, ...] = get_args(Format)


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
    if format_ == "md":
        return markdown.encode("utf-8")
    from liability.documents.pandoc import read

    document = read(markdown)
    match format_:
        case "docx":
            from liability.documents.word import docx

            return docx(document, sheet)
        case "html":
            from liability.documents.web import html

            return html(document, sheet)
        case "pdf":
            from liability.documents.paper import pdf

            return pdf(document, sheet)
