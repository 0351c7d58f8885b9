"""Documents as a web page: one file that needs nothing else, for the screen and for paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from liability.documents.markdown import markup_environment
from liability.documents.pandoc import Document, Tree, render, replaced
from liability.documents.sheet import Sheet


def html(document: Document, sheet: Sheet) -> bytes:
    """Return a document as a web page.

    Args:
        document: the document.
        sheet: what every page says, and the language.
    """
    # pandoc escapes every text of the document, which has no markup of its own (see `read`).
    blocks = replaced(document.tree["blocks"], "Table", _scrolled)
    made = render({**document.tree, "meta": {}, "blocks": blocks}, "html5")
    body = Markup(made.decode("utf-8"))
    page = markup_environment().get_template("html/document.html.j2")
    return page.render(title=document.title, body=body, sheet=sheet).encode("utf-8")


def _scrolled(held: Any) -> Sequence[Tree]:
    """Return a table in a box of its own, which scrolls where the screen is too narrow for it."""
    table = {"t": "Table", "c": held}
    return [{"t": "Div", "c": [["", ["table"], []], [table]]}]
