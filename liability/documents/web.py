"""Documents as a web page: one file that needs nothing else, for the screen and for paper."""

from __future__ import annotations

from markupsafe import Markup

from liability.documents.markdown import markup_environment
from liability.documents.pandoc import Document, render
from liability.documents.sheet import Sheet


def html(document: Document, sheet: Sheet) -> bytes:
    """Return a document as a web page.

    Args:
        document: the document.
        sheet: what every page says, and the language.
    """
    # pandoc escapes every text of the document, which has no markup of its own (see `read`).
    body = Markup(render({**document.tree, "meta": {}}, "html5").decode("utf-8"))
    page = markup_environment().get_template("html/document.html.j2")
    return page.render(title=document.title, body=body, sheet=sheet).encode("utf-8")
